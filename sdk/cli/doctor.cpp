#include <limner/check/check_portrait.h>
#include <limner/health/diagnosis.h>

#include "check/model_files.h"
#include "cli/command.h"
#include "cli/doctor_slots.h"
#include "cli/missing_models.h"
#include "cli/runtime_option.h"
#include "health/journal_file.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

namespace limner::cli {
namespace {

using namespace std::chrono_literals;
using Status = Diagnosis::Status;

constexpr auto longest_listing = 10s;

struct Options {
    std::string config{};
    std::string journal{};
};

Console::Colour colour_of(Status status) {
    switch (status) {
        case Status::ok: return Console::Colour::green;
        case Status::problem: return Console::Colour::red;
        case Status::warning:
        case Status::not_assessed: break;
    }
    return Console::Colour::yellow;
}

Diagnosis problem(const std::string& check, const Error& error) {
    return {.check = check,
            .status = Status::problem,
            .message = {error.message, error.message},
            .remedy = advice_for(error.code)};
}

Diagnosis state_of(const DeviceInfo& device) {
    const bool is_there = device.state != DeviceState::lost;
    const Text free{"Connected.", "Tersambung."}, gone{"Not connected any more.", "Tidak tersambung lagi."};
    return {.check = "device",
            .status = is_there ? Status::ok : Status::problem,
            .device = device.id,
            .message = is_there ? free : gone,
            .remedy = is_there ? Text{} : advice_for(ErrorCode::device_lost)};
}

/// What drivers can be used and what they list.
std::vector<Diagnosis> look_at_drivers(const Runtime::Options& options, const std::vector<SlotConfig>& slots,
                                       const Session& session) {
    const auto runtime = Runtime::open(options);
    if (!runtime) return {problem("drivers", runtime.error())};
    std::vector<Diagnosis> found;
    const auto devices = runtime->devices().wait_for_devices(Until::in(longest_listing, session.stop));
    for (const Error& error : runtime->problems()) found.push_back(problem("drivers", error));
    if (found.empty())
        found.push_back({.check = "drivers",
                         .message = {"Every driver can be loaded.", "Semua penggerak dapat dimuat."},
                         .remedy = {}});
    for (const DeviceInfo& device : devices) found.push_back(state_of(device));
    if (devices.empty())
        found.push_back({.check = "device",
                         .status = Status::warning,
                         .message = {"No device is connected.", "Tidak ada perangkat yang tersambung."},
                         .remedy = advice_for(ErrorCode::device_missing)});
    std::ranges::move(look_at_slots(slots, devices), std::back_inserter(found));
    return found;
}

Diagnosis look_at_models() {
    const auto missing = missing_portrait_models();
    if (missing)
        return {.check = "models",
                .status = Status::warning,
                .message = *missing,
                .remedy = {"Run scripts/models, or name the folder in LIMNER_MODELS.",
                           "Jalankan scripts/models, atau sebutkan foldernya di LIMNER_MODELS."}};
    const std::string folder = portrait::models_folder({}).string();
    return {.check = "models",
            .message = {"All portrait models are in " + folder + ".", "Semua model potret ada di " + folder + "."},
            .remedy = {}};
}

/// Whether OFIQ's own models can be loaded; nothing where no folder of them is named.
std::vector<Diagnosis> look_at_ofiq_models() {
    const auto folder = portrait::ofiq_models_folder({});
    if (!folder) return {};
    const auto checker = PortraitChecker::load();
    if (!checker) return {problem("ofiq_models", checker.error())};
    return {{.check = "ofiq_models",
             .message = {"OFIQ's models in " + folder->string() + " can be loaded.",
                         "Model OFIQ di " + folder->string() + " dapat dimuat."},
             .remedy = {}}};
}

/// What the devices' histories say.
std::vector<Diagnosis> look_at_journal(const std::filesystem::path& file) {
    auto unread = [](const Text& why) {
        return std::vector{Diagnosis{.check = "journal", .status = Status::not_assessed, .message = why, .remedy = {}}};
    };
    if (file.empty()) return unread({"No journal is kept.", "Tidak ada jurnal."});
    const auto journal = Journal::open(file);
    // What cannot be written would be missed only when it is needed; made here is what the first capture makes.
    const auto kept = JournalFile::open(file, JournalFile::Use::write);
    const bool is_busy = !kept && kept.error().code == ErrorCode::timed_out;  // another program writes: so it can be
    if (!kept && !is_busy) return {problem("journal", kept.error())};
    if (!journal && journal.error().code == ErrorCode::file_missing)
        return unread({"There is no history of the devices yet.", "Belum ada riwayat perangkat."});
    if (!journal) return {problem("journal", journal.error())};
    const auto devices = journal->devices();
    if (!devices) return {problem("journal", devices.error())};
    std::vector<Diagnosis> found;
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    for (const DeviceHistory& device : *devices) std::ranges::move(diagnose(device, today), std::back_inserter(found));
    if (found.empty())
        found.push_back({.check = "journal",
                         .message = {"The devices' history shows nothing wrong.", "Riwayat perangkat baik."},
                         .remedy = {}});
    return found;
}

void print(const Console& console, const Diagnosis& diagnosis) {
    console.object({{"check", diagnosis.check},
                    {"status", name_of(diagnosis.status)},
                    {"device", diagnosis.device.empty() ? Json() : Json(diagnosis.device)},
                    {"message", json_of(diagnosis.message)},
                    {"remedy", diagnosis.remedy.en.empty() ? Json() : json_of(diagnosis.remedy)}});
    const auto status = console.paint(colour_of(diagnosis.status), fmt::format("{:<12}", name_of(diagnosis.status)));
    const std::string device = diagnosis.device.empty() ? "" : diagnosis.device + ": ";
    console.line(fmt::format("{} {:<22} {}{}", status, diagnosis.check, device, console.say(diagnosis.message)));
    if (!diagnosis.remedy.en.empty()) console.line(fmt::format("{:<36}{}", "", console.say(diagnosis.remedy)));
}

ExitCode run(const Options& options, Session& session) {
    auto counter = options.config.empty() ? CounterConfig{} : read_counter_config(options.config);
    if (!counter) {
        session.console.failure(counter.error());
        return exit_code_for(counter.error().code);
    }
    auto how = runtime_options(session, counter->runtime);
    how.log = {};  // what drivers have to say is among the findings
    if (!options.journal.empty()) how.journal = options.journal;
    bool is_well = true;
    auto tell = [&](const std::vector<Diagnosis>& found) {
        for (const Diagnosis& diagnosis : found) {
            print(session.console, diagnosis);
            is_well = is_well && diagnosis.status != Status::problem;
        }
    };
    tell(look_at_journal(how.journal));
    tell(look_at_drivers(how, counter->slots, session));
    tell(check_system());
    tell({look_at_models()});
    tell(look_at_ofiq_models());
    if (session.stop.stop_requested()) return ExitCode::interrupted;
    return is_well ? ExitCode::done : ExitCode::not_passed;
}

}  // namespace

void add_doctor(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(
        parent, program,
        {"doctor", "Says what is wrong with devices and this set-up, and what to do", "limner doctor --language id"},
        [options](Session& session) { return run(*options, session); });
    command.add_option("--config", options->config, "Counter whose drivers and their settings to use")
        ->type_name("counter.toml");
    command.add_option("--journal", options->journal, "Another journal than the usual one")->type_name("FILE");
}

}  // namespace limner::cli
