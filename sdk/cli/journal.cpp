#include <limner/health/journal.h>

#include "cli/command.h"
#include "record/json_forms.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

namespace limner::cli {
namespace {

using std::chrono::days;

struct Options {
    std::string file{};
    int days = 30;
    std::size_t events = 20;
};

Json json_of(const Distribution& values) {
    return {{"n", values.count()},
            {"p50", number(values.percentile(0.5))},
            {"p90", number(values.percentile(0.9))},
            {"p99", number(values.percentile(0.99))}};
}

Json json_of(const DeviceHistory& device, const DeviceDay& sum) {
    Json errors = Json::object(), distributions = Json::object();
    for (const auto& [name, n] : sum.counts) {
        if (name.starts_with("error.")) errors[name.substr(name.find('.') + 1)] = n;
    }
    for (const auto& [name, values] : sum.distributions) distributions[name] = json_of(values);
    return {{"id", device.id},
            {"class", name_of(device.device_class)},
            {"name", device.name},
            {"driver", device.driver},
            {"first_seen_at", utc_text(device.first_seen_at)},
            {"last_seen_at", utc_text(device.last_seen_at)},
            {"captures", sum.count("captures")},
            {"frames", sum.count("frames")},
            {"losses", sum.count("losses")},
            {"switched_from", sum.count("switched_from")},
            {"switched_to", sum.count("switched_to")},
            {"errors", errors},
            {"distributions", distributions}};
}

Json json_of(const JournalEvent& event) {
    auto text = [](const std::string& value) { return value.empty() ? Json() : Json(value); };
    return {{"event", event.kind},      {"at", utc_text(event.at)},     {"device", event.device},
            {"from", text(event.from)}, {"reason", text(event.reason)}, {"outage_ms", number(event.outage_ms)}};
}

void print(const Console& console, const DeviceHistory& device, const DeviceDay& sum) {
    console.object(json_of(device, sum));
    console.line(console.paint(Console::Colour::bold, device.id) + "  " + device.name);
    const Text counts{"captures {}, errors {}, disconnected {}, replaced {} times, replaced others {} times",
                      "pengambilan {}, galat {}, terputus {}, digantikan {} kali, menggantikan {} kali"};
    console.line("  " + fmt::format(fmt::runtime(console.say(counts)), sum.count("captures"), sum.errors(),
                                    sum.count("losses"), sum.count("switched_from"), sum.count("switched_to")));
    for (const auto& [name, n] : sum.counts) {
        if (name.starts_with("error.")) console.line(fmt::format("  {:<24} {:>8}", name, n));
    }
    for (const auto& [name, values] : sum.distributions)
        console.line(fmt::format("  {:<24} {:>8}  p50 {:.4g}  p90 {:.4g}  p99 {:.4g}", name, values.count(),
                                 *values.percentile(0.5), *values.percentile(0.9), *values.percentile(0.99)));
}

void print(const Console& console, const JournalEvent& event) {
    console.object(json_of(event));
    const std::string from = event.from.empty() ? "" : event.from + " -> ";
    const std::string outage = event.outage_ms ? fmt::format("  {:.0f} ms", *event.outage_ms) : "";
    console.line(
        fmt::format("{}  {:<8}  {}{}  {}{}", utc_text(event.at), event.kind, from, event.device, event.reason, outage));
}

Result<ExitCode> show(const Options& options, const Console& console) {
    const std::filesystem::path file =
        options.file.empty() ? Journal::usual_file() : std::filesystem::path(options.file);
    if (file.empty())
        return Error{ErrorCode::file_missing, "no journal is kept: LIMNER_JOURNAL is none, or there is no home"};
    const auto journal = Journal::open(file);
    if (!journal) return journal.error();
    const auto devices = journal->devices();
    if (!devices) return devices.error();
    const auto events = journal->events(options.events);
    if (!events) return events.error();
    const auto tomorrow = std::chrono::floor<days>(std::chrono::system_clock::now()) + days(1);
    for (const DeviceHistory& device : *devices)
        print(console, device, device.over(tomorrow - days(options.days), tomorrow));
    for (const JournalEvent& event : *events) print(console, event);
    if (devices->empty()) console.diagnostic("limner: " + file.string() + ": no device is in the journal yet");
    return devices->empty() ? ExitCode::not_passed : ExitCode::done;
}

ExitCode run(const Options& options, Session& session) {
    const auto shown = show(options, session.console);
    if (shown) return *shown;
    session.console.object({{"error", limner::json_of(shown.error())}});
    session.console.failure(shown.error());
    return exit_code_for(shown.error().code);
}

}  // namespace

void add_journal(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(parent, program,
                                    {"journal", "Shows what devices did: captures, errors, times, switches",
                                     "limner journal --days 7\n  limner journal --events 100 --json"},
                                    [options](Session& session) { return run(*options, session); });
    command.add_option("--file", options->file, "Another journal than the usual one")->type_name("FILE");
    command.add_option("--days", options->days, "Sums up so many days; 30 where it is not said")
        ->check(CLI::Range(1, 400))
        ->type_name("N");
    command.add_option("--events", options->events, "Lists so many of the latest events; 20 where it is not said")
        ->check(CLI::Range(0, 10'000))
        ->type_name("N");
}

}  // namespace limner::cli
