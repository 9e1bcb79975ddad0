#include "cli/command.h"
#include "cli/runtime_option.h"
#include "device/device_json.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace limner::cli {
namespace {

using namespace std::chrono_literals;
constexpr auto longest_listing = 10s;

struct Options {
    bool is_watching = false;
    std::string options_of{};
    std::string config{};
};

Console::Colour colour_of(DeviceState state) {
    switch (state) {
        case DeviceState::ready: return Console::Colour::green;
        case DeviceState::in_use: return Console::Colour::bold;
        case DeviceState::lost:
        case DeviceState::quarantined: break;
    }
    return Console::Colour::red;
}

void print_table(const Console& console, const std::vector<DeviceInfo>& devices) {
    std::size_t id_width = 0, class_width = 0;
    for (const DeviceInfo& device : devices) {
        id_width = std::max(id_width, device.id.size());
        class_width = std::max(class_width, name_of(device.device_class).size());
        console.object(json_of(device));
    }
    for (const DeviceInfo& device : devices)
        console.line(fmt::format(
            "{:<{}}  {:<{}}  {}  {}", device.id, id_width, name_of(device.device_class), class_width,
            console.paint(colour_of(device.state), fmt::format("{:<11}", name_of(device.state))), device.name));
}

std::string text_of(const Option& option) {
    std::string text = fmt::format("  {:<24} {}", option.name, limner::text_of(option.value));
    if (!option.unit.empty()) text += " " + option.unit;
    if (option.range) text += fmt::format("  [{:g}..{:g}]", option.range->minimum, option.range->maximum);
    if (!option.choices.empty()) text += fmt::format("  [{}]", fmt::join(option.choices, "|"));
    return option.is_active ? text : text + "  (inactive)";
}

ExitCode print_options(const DeviceHub& hub, const std::string& id, Session& session) {
    const auto options = hub.options(id, Until::in(longest_listing, session.stop));
    if (!options) {
        session.console.object({{"id", id}, {"error", json_of(options.error())}});
        session.console.failure(options.error());
        return exit_code_for(options.error().code);
    }
    Json list = Json::array();
    session.console.line(id);
    for (const Option& option : *options) {
        list.push_back(json_of(option));
        session.console.line(text_of(option));
    }
    session.console.object({{"id", id}, {"options", list}});
    return ExitCode::done;
}

void print_event(const Console& console, const DeviceEvent& event) {
    const bool has_arrived = event.kind == DeviceEvent::Kind::arrived;
    Json object = {{"event", has_arrived ? "arrived" : "lost"}};
    object.update(json_of(event.device));
    console.object(object);
    const std::string sign =
        has_arrived ? console.paint(Console::Colour::green, "+") : console.paint(Console::Colour::red, "-");
    console.line(fmt::format("{} {}  {}", sign, event.device.id, event.device.name));
}

ExitCode watch(const DeviceHub& hub, Session& session) {
    const Subscription events = hub.subscribe([&](const DeviceEvent& event) { print_event(session.console, event); });
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!session.stop.stop_requested()) {
        if (!session.console.has_reader()) return ExitCode::done;
        stopped.wait_for(lock, session.stop, 200ms, [] { return false; });
    }
    return ExitCode::interrupted;
}

ExitCode run(const Options& options, Session& session) {
    auto counter = options.config.empty() ? CounterConfig{} : read_counter_config(options.config);
    if (!counter) {
        session.console.failure(counter.error());
        return exit_code_for(counter.error().code);
    }
    const auto runtime = Runtime::open(runtime_options(session, counter->runtime));
    if (!runtime) {
        session.console.failure(runtime.error());
        return exit_code_for(runtime.error().code);
    }
    const DeviceHub& hub = runtime->devices();
    const auto devices = hub.wait_for_devices(Until::in(longest_listing, session.stop));
    if (!options.options_of.empty()) return print_options(hub, options.options_of, session);
    print_table(session.console, devices);
    if (options.is_watching) return watch(hub, session);
    if (const auto mistake = mistake_in_settings(*runtime, counter->runtime)) return exit_code_for(mistake->code);
    if (devices.empty()) session.console.diagnostic("limner: no device is connected");
    return devices.empty() ? ExitCode::not_passed : ExitCode::done;
}

}  // namespace

void add_devices(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(parent, program,
                                    {"devices", "Lists the devices that are connected",
                                     "limner devices --watch\n  limner devices --options sane/test:0 --json"},
                                    [options](Session& session) { return run(*options, session); });
    command.add_flag("--watch", options->is_watching, "Goes on and prints arrivals and losses until Ctrl-C");
    command.add_option("--options", options->options_of, "Shows the options of one device instead")->type_name("ID");
    command.add_option("--config", options->config, "Counter whose drivers and their settings to use")
        ->type_name("counter.toml");
}

}  // namespace limner::cli
