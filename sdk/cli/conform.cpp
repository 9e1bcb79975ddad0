#include "cli/command.h"
#include "cli/officer.h"
#include "conform/kit.h"

#include <limner/base/until.h>
#include <limner/capture/counter_config.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

namespace limner::cli {
namespace {

using conform::Conformity;
using conform::Verdict;

struct Options {
    std::string module{};
    std::string device{};
    std::string config{};
    std::string on_unplug{};
    bool is_interactive = false;
};

Console::Colour colour_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass: return Console::Colour::green;
        case Verdict::fail: return Console::Colour::red;
        case Verdict::not_assessed: break;
    }
    return Console::Colour::yellow;
}

std::string verdict_text(const Console& console, Verdict verdict) {
    const char* name = verdict == Verdict::pass ? "pass" : verdict == Verdict::fail ? "FAIL" : "not assessed";
    return console.paint(colour_of(verdict), fmt::format("{:<12}", name));
}

void print_finding(const Console& console, const conform::Finding& finding) {
    const conform::Check* check = conform::find_check(finding.check);
    const std::string of = finding.device.empty() ? "" : finding.device + ": ";
    console.line(
        fmt::format("  {}  {:<18}  {}{}", verdict_text(console, finding.verdict), finding.check, of, finding.seen));
    if (finding.verdict != Verdict::fail || !check) return;
    console.line(fmt::format("{:16}required  {}", "", check->clause));
    console.line(fmt::format("{:16}do        {}", "", check->advice));
}

Json json_of(const conform::Finding& finding) {
    const conform::Check* check = conform::find_check(finding.check);
    return {{"check", finding.check},
            {"device", finding.device.empty() ? Json() : Json(finding.device)},
            {"verdict", conform::name_of(finding.verdict)},
            {"mandatory", check && check->is_mandatory},
            {"seen", finding.seen},
            {"requirement", check ? check->clause : ""},
            {"advice", check ? check->advice : ""}};
}

Json json_of(const conform::Report& report) {
    Json checks = Json::array();
    for (const conform::Finding& finding : report.findings) checks.push_back(json_of(finding));
    return {{"driver", report.driver},
            {"version", report.version},
            {"verdict", conform::name_of(conformity_of(report))},
            {"devices", report.devices},
            {"devices_not_tested", report.not_tested},
            {"passed", report.count(Verdict::pass)},
            {"failed", report.count(Verdict::fail)},
            {"not_assessed", report.count(Verdict::not_assessed)},
            {"checks", checks}};
}

std::string request_for(conform::Action action, const std::string& device) {
    switch (action) {
        case conform::Action::place_finger: return fmt::format("Place a finger on {} and leave it there", device);
        case conform::Action::insert_document: return fmt::format("Lay a document on {}, or fill its feeder", device);
        case conform::Action::unplug: return fmt::format("Unplug {}", device);
        case conform::Action::plug: return fmt::format("Plug {} in again, at the same port", device);
        case conform::Action::look: break;
    }
    return fmt::format("{} waits for a person: do what it needs", device);
}

bool ask_person(Session& session, conform::Action action, const std::string& device) {
    session.console.diagnostic(fmt::format("limner: {}, then press Enter.", request_for(action, device)));
    return read_line(session.stop).has_value();
}

Result<conform::KitOptions> kit_options(const Options& options, Session& session) {
    conform::KitOptions kit{.module = options.module, .device = options.device, .on_unplug = options.on_unplug};
    if (!options.config.empty()) {
        auto counter = read_counter_config(options.config);
        if (!counter) return counter.error();
        kit.settings = counter->runtime.driver_settings;
    }
    if (options.is_interactive)
        kit.person = [&session](conform::Action action, const std::string& device) {
            return ask_person(session, action, device);
        };
    kit.on_finding = [&session](const conform::Finding& finding) { print_finding(session.console, finding); };
    kit.stop = session.stop;
    return kit;
}

ExitCode fail(const Options& options, const Session& session, const Error& error) {
    session.console.object({{"file", options.module}, {"error", limner::json_of(error)}});
    session.console.failure(error);
    return exit_code_for(error.code);
}

ExitCode run(const Options& options, Session& session) {
    const auto began = Clock::now();
    auto kit = kit_options(options, session);
    if (!kit) return fail(options, session, kit.error());
    session.console.line(options.module);
    auto report = run_kit(*kit);
    if (!report) return fail(options, session, report.error());
    const auto whole = conformity_of(*report);
    Json object{{"file", options.module}};
    object.update(json_of(*report));
    object["elapsed_ms"] = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    session.console.object(object);
    const auto colour = whole == Conformity::pass   ? Console::Colour::green
                        : whole == Conformity::fail ? Console::Colour::red
                                                    : Console::Colour::yellow;
    session.console.line(fmt::format("{}: {}  {} {}, {} checks passed, {} failed, {} not assessed", options.module,
                                     session.console.paint(colour, conform::name_of(whole)), report->driver,
                                     report->version, report->count(Verdict::pass), report->count(Verdict::fail),
                                     report->count(Verdict::not_assessed)));
    for (const std::string& id : report->not_tested)
        session.console.line(fmt::format("  not tested: {} (--device tests one)", id));
    return whole == Conformity::pass ? ExitCode::done : ExitCode::not_passed;
}

}  // namespace

void add_conform(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command =
        add_command(parent, program,
                    {"conform", "Checks whether a driver keeps the contract of the driver ABI",
                     "limner conform build/limner_acme.so\n  limner conform build/limner_acme.so --device "
                     "acme/1234:5678/A1 --interactive --on-unplug ./usb-power.sh"},
                    [options](Session& session) { return run(*options, session); });
    command.add_option("DRIVER", options->module, "The module, with its manifest beside it")
        ->type_name("DRIVER.so")
        ->required();
    command.add_option("--device", options->device, "Tests this device; default: the first of each class")
        ->type_name("ID");
    command.add_flag("--interactive", options->is_interactive,
                     "Asks a person for fingers and documents, and to unplug and plug");
    command
        .add_option("--on-unplug", options->on_unplug,
                    "Command that unplugs and plugs: it gets 'unplug' or 'plug' and the id as arguments")
        ->type_name("CMD");
    command.add_option("--config", options->config, "Counter whose settings of the driver to use")
        ->type_name("counter.toml");
}

}  // namespace limner::cli
