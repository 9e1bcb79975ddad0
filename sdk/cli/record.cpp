#include <limner/device/device.h>
#include <limner/testing/recording.h>

#include "cli/command.h"
#include "cli/number_range.h"
#include "cli/problem.h"
#include "cli/runtime_option.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

namespace limner::cli {
namespace {

using namespace std::chrono_literals;
using simulation::RecordingWriter;

struct Options {
    std::string device{};
    std::string config{};
    std::string out{};
    double seconds = 10;
};

/// Writes what the device delivers until the time is over, Ctrl-C, or the end of a scan; returns the number of
/// pictures.
template <typename Deliver>
Result<int> record_each(RecordingWriter& writer, const Until& until, const Deliver& deliver) {
    auto began = Clock::now();
    int pictures = 0;
    while (!until.has_passed() && !until.is_stopped()) {
        auto delivered = deliver(until);
        if (!delivered) {
            bool is_over = delivered.error().code == ErrorCode::timed_out || until.is_stopped();
            if (is_over) break;
            return delivered.error();
        }
        if (auto written = writer.write(*delivered, began); !written) return written.error();
        if (delivered->index() == 0) ++pictures;
        using What = std::decay_t<decltype(*delivered)>;
        if constexpr (std::is_same_v<What, PageOrWaiting>) {
            if (std::holds_alternative<ScanEnd>(*delivered)) break;
        }
    }
    if (auto finished = writer.finish(); !finished) return finished.error();
    return pictures;
}

template <typename Device, typename Grab>
Result<int> record_device(Device device, const Options& options, const Until& until, const Grab& grab) {
    auto listed = device.options(until);
    if (!listed) return listed.error();
    if (auto started = device.start({}, until); !started) return started.error();
    // A device that cannot start leaves no empty recording behind.
    auto writer = RecordingWriter::create(options.out, {device.info(), *std::move(listed)});
    if (!writer) return writer.error();
    auto length = std::chrono::milliseconds(static_cast<std::int64_t>(options.seconds * 1000));
    return record_each(*writer, Until::in(length, until.stop), [&](const Until& slice) { return grab(device, slice); });
}

Result<int> record(const DeviceHub& hub, const DeviceInfo& info, const Options& options, const Until& until) {
    switch (info.device_class) {
        case DeviceClass::camera: {
            auto camera = Camera::open(hub, info.id, until);
            if (!camera) return camera.error();
            return record_device(*std::move(camera), options, until,
                                 [](Camera& device, const Until& slice) -> Result<FrameOrWaiting> {
                                     auto frame = device.grab(slice);
                                     if (!frame) return frame.error();
                                     return FrameOrWaiting(*std::move(frame));
                                 });
        }
        case DeviceClass::fingerprint_reader: {
            auto reader = FingerprintReader::open(hub, info.id, until);
            if (!reader) return reader.error();
            return record_device(*std::move(reader), options, until,
                                 [](FingerprintReader& device, const Until& slice) { return device.grab(slice); });
        }
        case DeviceClass::document_scanner: break;
    }
    auto scanner = DocumentScanner::open(hub, info.id, until);
    if (!scanner) return scanner.error();
    return record_device(*std::move(scanner), options, until,
                         [](DocumentScanner& device, const Until& slice) { return device.scan(slice); });
}

Result<int> record_matching(const DeviceHub& hub, const Options& options, const std::stop_token& stop) {
    auto devices = hub.wait_for_devices(Until::in(10s, stop));
    auto at = std::ranges::find_if(devices, [&](const DeviceInfo& info) { return matches(options.device, info.id); });
    if (at == devices.end())
        return Error{ErrorCode::device_missing,
                     "no device matches '" + options.device + "'; connected: " + connected(devices)};
    return record(hub, *at, options, Until::in(30s, stop));
}

ExitCode fail(const Options& options, const Session& session, const Error& error, ExitCode code) {
    session.console.object({{"file", options.out}, {"error", json_of(error)}});
    session.console.failure(error);
    return code;
}

ExitCode run(const Options& options, Session& session) {
    auto counter =
        options.config.empty() ? Result<CounterConfig>(CounterConfig{}) : read_counter_config(options.config);
    if (!counter) return fail(options, session, counter.error(), exit_code_for(counter.error().code));
    auto runtime = Runtime::open(runtime_options(session, counter->runtime));
    if (!runtime) return fail(options, session, runtime.error(), exit_code_for(runtime.error().code));
    auto pictures = record_matching(runtime->devices(), options, session.stop);
    if (!pictures) return fail(options, session, pictures.error(), exit_code_for_output(pictures.error().code));
    session.console.object({{"file", options.out}, {"pictures", *pictures}});
    session.console.line(fmt::format("{}: {} pictures", options.out, *pictures));
    return *pictures > 0 ? ExitCode::done : ExitCode::not_passed;
}

}  // namespace

void add_record(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(parent, program,
                                    {"record", "Records what a device delivers, for the driver 'replay' to play",
                                     "limner record 'virtual/*' --out camera.limner --seconds 5"},
                                    [options](Session& session) { return run(*options, session); });
    command.add_option("DEVICE", options->device, "Id or pattern")->required();
    command.add_option("--out", options->out, "The recording")->type_name("FILE")->required();
    command.add_option("--seconds", options->seconds, "How long (10); a scan ends by itself")
        ->check(number_between(0.1, 3600.0));
    command.add_option("--config", options->config, "Counter whose drivers and their settings to use")
        ->type_name("counter.toml");
}

}  // namespace limner::cli
