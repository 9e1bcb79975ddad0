#include "cli/enrol_steps.h"
#include "cli/inputs.h"
#include "cli/number_range.h"
#include "cli/problem.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <variant>

namespace limner::cli {
namespace {

using namespace std::chrono_literals;

struct Options {
    std::string step{};  ///< "page", "portrait", a finger or a slap.
    DeviceClass device_class = DeviceClass::camera;
    std::string config{};
    std::string slot{};
    std::vector<std::string> devices{};
    std::string out{};
    double timeout_s = 60;
    std::string profile{};
    std::string subject{};
    std::string source{};
    int dpi = 0;
    std::vector<std::string> settings{};
    bool is_auto = false;
};

Error usage(const std::string& reason) { return {ErrorCode::invalid_argument, reason}; }

Result<Settings> settings_of(const Options& options) {
    Settings settings;
    for (const std::string& text : options.settings) {
        auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0) return usage("--set " + text + ": expected NAME=VALUE");
        settings[text.substr(0, equals)] = option_value_from(text.substr(equals + 1));
    }
    if (!options.source.empty()) settings["source"] = options.source;
    if (options.dpi > 0) settings["dpi"] = std::int64_t{options.dpi};
    return settings;
}

/// A counter of one slot: the named one of counter.toml, or one of --device patterns.
Result<CounterConfig> counter_of(const Options& options) {
    CounterConfig counter;
    SlotConfig slot{.name = std::string(name_of(options.device_class)), .candidates = options.devices};
    slot.device_class = options.device_class;
    if (!options.config.empty()) {
        auto read = read_counter_config(options.config);
        if (!read) return read.error();
        counter = *std::move(read);
        const SlotConfig* named = counter.find_slot(options.slot);
        if (!options.slot.empty() && !named) return usage(options.config + " has no slot '" + options.slot + "'");
        if (named) slot = *named;
    }
    if (slot.candidates.empty()) return usage("name a slot (--config and --slot) or devices (--device)");
    if (slot.device_class != options.device_class)
        return usage("slot '" + slot.name + "' has the class " + std::string(name_of(slot.device_class)));
    auto settings = settings_of(options);
    if (!settings) return settings.error();
    for (const auto& [name, value] : *settings) slot.settings[name] = value;
    counter.slots = {slot};
    counter.steps = {{options.step, slot.name, options.profile,
                      std::chrono::milliseconds(static_cast<std::int64_t>(options.timeout_s * 1000)), options.is_auto}};
    return counter;
}

/// A capture that did not pass is recorded too; its verdict says so.
Result<std::filesystem::path> seal(Visit& visit, const std::string& step, const Visit::Outcome& outcome) {
    if (!outcome.is_accepted) {
        auto kept = visit.accept_with_reason(step, {"limner capture", "a single capture, recorded as it is"});
        if (!kept) return kept.error();
    }
    return visit.seal();
}

/// The capture's own folder, gone again where the capture left nothing in it.
class Folder {
public:
    explicit Folder(Visit visit) : visit_(std::move(visit)) {}
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        if (!visit_->steps().empty()) return;
        const std::filesystem::path path = visit_->path();
        visit_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    Visit& visit() { return *visit_; }

private:
    std::optional<Visit> visit_;
};

/// What came of a capture, or why nothing did.
struct Captured {
    ReportVerdict verdict = ReportVerdict::fail;
    std::filesystem::path record{};
};

struct Failure {
    Error error;
    ExitCode code;
};

using Attempted = std::variant<Captured, Failure>;

Failure of_input(const Error& error) { return {error, exit_code_for(error.code)}; }
Failure of_output(const Error& error) { return {error, exit_code_for_output(error.code)}; }

Attempted attempt(const CounterConfig& config, CounterAtWork& counter, Visit& visit) {
    const StepConfig& step = config.steps.front();
    if (auto there = counter.expect_device(step.slot); !there) return of_input(there.error());
    auto outcome = counter.attempt(step, visit);
    if (!outcome) return of_output(outcome.error());
    const ReportVerdict verdict = visit.steps().front().verdict;
    auto record = seal(visit, step.step, *outcome);
    if (!record) return of_output(record.error());
    return Captured{verdict, *std::move(record)};
}

Attempted capture(const Options& options, Session& session) {
    auto config = counter_of(options);
    if (!config) return of_input(config.error());
    if (!session.language) session.console.use_language(config->language);
    auto subject = subject_for(options.subject);
    if (!subject) return of_input(subject.error());
    auto counter = CounterAtWork::open(session, *config);
    if (!counter) return of_input(counter.error());
    auto visit = Visit::open({.out = options.out, .subject = *std::move(subject), .attempts_before_reason = 1});
    if (!visit) return of_output(visit.error());
    Folder folder(*std::move(visit));
    auto attempted = attempt(*config, **counter, folder.visit());
    (*counter)->close();
    return attempted;
}

ExitCode run(const Options& options, Session& session) {
    const Attempted attempted = capture(options, session);
    if (const auto* failure = std::get_if<Failure>(&attempted)) {
        session.console.failure(failure->error);
        session.console.object(done_without_record(failure->error));
        return failure->code;
    }
    const auto& [verdict, record] = std::get<Captured>(attempted);
    session.console.object(done_with(verdict, record));
    session.console.line(
        fmt::format("{}  record: {}", session.console.paint(colour_of(verdict), name_of(verdict)), record.string()));
    return verdict == ReportVerdict::pass ? ExitCode::done : ExitCode::not_passed;
}

CLI::App& add_kind(CLI::App& parent, Program& program, const Manual& manual, const std::shared_ptr<Options>& options) {
    CLI::App& command =
        add_command(parent, program, manual, [options](Session& session) { return run(*options, session); });
    command.add_option("--config", options->config, "The counter")->type_name("counter.toml");
    command.add_option("--slot", options->slot, "Which slot of the counter")->type_name("NAME")->needs("--config");
    command.add_option("--device", options->devices, "Ids or patterns, the primary first, then spares")
        ->type_name("PATTERN")
        ->excludes("--slot");
    command.add_option("--out", options->out, "Folder of the record")->type_name("DIR")->required();
    command.add_option("--timeout", options->timeout_s, "Longest duration in seconds (60)")
        ->check(number_between(0.1, 86'400.0));
    command.add_option("--profile", options->profile, "Built-in profile, or a TOML file")->type_name("NAME|FILE");
    command.add_option("--subject", options->subject, "What is known about the person (JSON)")->type_name("FILE");
    command.add_option("--set", options->settings, "A device's option")->type_name("NAME=VALUE");
    return command;
}

}  // namespace

void add_capture(CLI::App& parent, Program& program) {
    auto portrait = std::make_shared<Options>(Options{.step = "portrait", .device_class = DeviceClass::camera});
    add_kind(parent, program,
             {"portrait", "Captures a portrait",
              "limner capture portrait --device 'v4l2/*' --device 'gphoto2/*' --out records"},
             portrait)
        .add_flag("--auto-capture", portrait->is_auto, "Takes the picture by itself once the pose has held");
    auto finger =
        std::make_shared<Options>(Options{.step = "right_index", .device_class = DeviceClass::fingerprint_reader});
    add_kind(parent, program,
             {"fingerprint", "Captures a flat fingerprint, or a slap",
              "limner capture fingerprint --config counter.toml --slot reader --finger left_thumb --out records"},
             finger)
        .add_option("--finger", finger->step,
                    "right_thumb ... left_little (right_index), or right_four, left_four, thumbs")
        ->type_name("NAME")
        ->check([](const std::string& name) {
            const bool is_finger = finger_from(name).value_or(Finger::unknown) != Finger::unknown;
            return is_finger || slap_from(name) ? "" : "unknown finger '" + name + "'";
        });
    auto page = std::make_shared<Options>(Options{.step = "page", .device_class = DeviceClass::document_scanner});
    CLI::App& scan = add_kind(parent, program,
                              {"page", "Scans a page and reads its MRZ",
                               "limner capture page --device 'sane/*' --source platen --dpi 300 --out records"},
                              page);
    scan.add_option("--source", page->source, "platen or adf")->check(CLI::IsMember({"platen", "adf"}));
    scan.add_option("--dpi", page->dpi, "Resolution")->check(CLI::Range(50, 4800));
}

}  // namespace limner::cli
