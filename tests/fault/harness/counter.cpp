#include "counter.h"

#include "support/own_resources.h"

#include <limner/testing/virtual_devices.h>

#include <fmt/format.h>

#include <array>
#include <csignal>
#include <fstream>
#include <thread>

namespace limner::faults {
namespace {

using namespace std::chrono_literals;
using simulation::Fault;
using simulation::VirtualDevice;

constexpr std::array<const char*, 3> letters{"a", "b", "c"};

std::string id_of(const Session& session, const char* letter) { return fmt::format("s{}/{}", session.number, letter); }

std::string arm_file(int number, const std::string& letter) { return fmt::format("arm-{}-{}", number, letter); }
std::string struck_file(int number) { return fmt::format("struck-{}", number); }

Fault fault_of(const Injection& injection, int number, const char* letter) {
    Fault fault{.kind = injection.kind, .in = injection.in};
    if (injection.kind == "abort") fault.kind = "crash";
    if (injection.kind == "io_error") fault.kind = "error";
    if (injection.kind == "stall") fault.kind = "hang";
    fault.when_file = arm_file(number, letter);
    fault.struck_file = struck_file(number);
    if (injection.kind == "io_error") fault.code = injection.code;
    if (injection.kind == "lying_header") fault.lie = injection.lie;
    if (injection.kind == "unplug") fault.for_ms = 400;
    if (injection.kind == "frozen" || injection.kind == "black") fault.for_ms = 1'500;
    if (injection.kind == "slow") {
        fault.extra_ms = 150;
        fault.for_ms = 500;
    }
    if (injection.kind == "short_frame" || injection.kind == "lying_header") fault.times = 2;
    return fault;
}

void set_size(VirtualDevice& device, const Session& session) {
    device.format = session.format;
    if (session.device_class == DeviceClass::camera) {
        device.fps = 60;
        device.width = 256;
        device.height = 192;
        device.queue = session.queue;
    } else if (session.device_class == DeviceClass::fingerprint_reader) {
        device.fps = 40;
        device.width = 256;
        device.height = 320;
        device.finger_after_ms = 20;
    } else {
        device.width = 384;
        device.height = 512;
        device.ppi = 150;
        device.page_ms = 120;
        device.band_rows = 64;
        device.sheets = 3;
    }
}

std::vector<VirtualDevice> devices_of(const Session& session) {
    std::vector<VirtualDevice> devices;
    for (const char* letter : letters) {
        VirtualDevice device{.id = id_of(session, letter), .device_class = session.device_class, .noise = 2};
        device.stamps_everywhere = true;
        device.nonce = session.nonce;
        set_size(device, session);
        int number = 0;
        for (const Injection& injection : session.injections) {
            Fault fault = fault_of(injection, number++, letter);
            bool strikes_page = session.device_class == DeviceClass::document_scanner && injection.in == "grab";
            if (strikes_page) fault.after_rows = injection.after_rows;
            device.faults.push_back(std::move(fault));
        }
        devices.push_back(std::move(device));
    }
    return devices;
}

SlotConfig slot_of(const Session& session) {
    SlotConfig config{.name = "faults", .candidates = {"virtual/*"}, .device_class = session.device_class};
    config.failover.stall_after = session.device_class == DeviceClass::document_scanner ? 700ms : 500ms;
    config.failover.cool_down /= cool_down_factor;
    config.failover.losses_within /= cool_down_factor;
    config.failover.frozen_after = config.failover.black_after = 500ms;
    config.failover.watch_glass = false;  // the pictures are alike at every capture, but for the stamps
    config.failover.warm_spares = session.has_warm_spare ? 1 : 0;
    if (session.device_class == DeviceClass::document_scanner)
        config.settings["source"] = std::string(session.pages > 1 ? "adf" : "platen");
    else
        config.settings["led"] = true;
    return config;
}

}  // namespace

Counter::Counter(const Session& session, Runtime runtime, std::unique_ptr<test::TemporaryFolder> folder)
    : session_(session), folder_(std::move(folder)), runtime_(std::move(runtime)) {}

Result<std::unique_ptr<Counter>> Counter::open(const Session& session) {
    auto folder = std::make_unique<test::TemporaryFolder>();
    Runtime::Options options;
    options.drivers = {"virtual"};
    options.driver_settings["virtual"] =
        simulation::virtual_driver_settings(devices_of(session), folder->path().string());
    options.rescan_every = 50ms;
    auto runtime = Runtime::open(options);
    if (!runtime) return runtime.error();
    std::unique_ptr<Counter> counter(new Counter(session, *std::move(runtime), std::move(folder)));
    auto slot = Slot::open(counter->runtime_, slot_of(session));
    if (!slot) return slot.error();
    counter->slot_.emplace(*std::move(slot));
    return counter;
}

std::string Counter::serving() const {
    for (auto until = Until::in(5s); !until.has_passed(); std::this_thread::sleep_for(5ms))
        if (auto device = slot_->device()) return device->id;
    return {};
}

void Counter::arm(int number, const std::string& device) const {
    for (const char* letter : letters) {
        if (device.empty() || device == "virtual/" + id_of(session_, letter))
            std::ofstream(folder_->path() / arm_file(number, letter)).put('\n');
    }
}

void Counter::disarm(int number) const {
    for (const char* letter : letters) std::filesystem::remove(folder_->path() / arm_file(number, letter));
}

bool Counter::has_struck(int number) const { return std::filesystem::exists(folder_->path() / struck_file(number)); }

bool Counter::wait_until_struck(int number, std::chrono::milliseconds patience) const {
    for (auto until = Until::in(patience); !until.has_passed(); std::this_thread::sleep_for(2ms))
        if (has_struck(number)) return true;
    return has_struck(number);
}

bool Counter::signal(const std::string& device, int number) const {
    for (int id : test::own_children()) {
        std::ifstream file("/proc/" + std::to_string(id) + "/cmdline");
        std::string line((std::istreambuf_iterator<char>(file)), {});
        if (line.ends_with(std::string(1, '\0') + device + '\0')) return ::kill(id, number) == 0;
    }
    return false;
}

}  // namespace limner::faults
