#include "report.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace device_tester {
namespace {

using nlohmann::json;

json json_of(const limner::DeviceInfo& device) {
    json object = {{"id", device.id},
                   {"class", limner::name_of(device.device_class)},
                   {"name", device.name},
                   {"state", limner::name_of(device.state)},
                   {"frames", device.health.frames},
                   {"errors", device.health.errors}};
    if (device.health.mean_grab_ms) object["mean_grab_ms"] = *device.health.mean_grab_ms;
    if (device.health.last_error) object["last_error"] = *device.health.last_error;
    return object;
}

json json_of(const Capture& capture) {
    if (!capture.error.empty()) return {{"error", capture.error}};
    return {{"device", capture.device},
            {"file", capture.file},
            {"width", capture.width},
            {"height", capture.height},
            {"took_ms", capture.took_ms}};
}

}  // namespace

double percentile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::max<std::size_t>(rank, 1) - 1];
}

std::string json_text(const Report& report) {
    json all = {{"devices", json::array()}, {"captures", json::array()}, {"switches", json::array()}};
    for (const auto& device : report.devices) all["devices"].push_back(json_of(device));
    for (const auto& capture : report.captures) all["captures"].push_back(json_of(capture));
    for (const auto& change : report.switches)
        all["switches"].push_back(
            {{"from", change.from}, {"to", change.to}, {"reason", change.reason}, {"outage_ms", change.outage_ms}});
    all["stream"] = {{"frames", report.stream.frames},
                     {"dropped", report.stream.dropped},
                     {"frames_per_second", report.stream.frames_per_second},
                     {"latency_ms_p50", percentile(report.stream.latencies_ms, 0.5)},
                     {"latency_ms_p99", percentile(report.stream.latencies_ms, 0.99)}};
    return all.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string screen_text(const Report& report) {
    std::string text;
    for (const auto& device : report.devices)
        text += fmt::format("{:<44} {:<18} {:<11} {:>7} frames {:>4} errors\r\n", device.id,
                            limner::name_of(device.device_class), limner::name_of(device.state), device.health.frames,
                            device.health.errors);
    if (report.devices.empty()) text += "no device\r\n";
    text += fmt::format("{:.1f} frames a second, {} dropped of {}, latency {:.0f} ms (p99 {:.0f})\r\n",
                        report.stream.frames_per_second, report.stream.dropped,
                        report.stream.frames + report.stream.dropped, percentile(report.stream.latencies_ms, 0.5),
                        percentile(report.stream.latencies_ms, 0.99));
    if (!report.captures.empty()) {
        const Capture& last = report.captures.back();
        text += last.error.empty() ? fmt::format("captured {} ({} x {}) in {:.0f} ms from {}\r\n", last.file,
                                                 last.width, last.height, last.took_ms, last.device)
                                   : "not captured: " + last.error + "\r\n";
    }
    for (const auto& change : report.switches)
        text +=
            fmt::format("{} -> {}: {}, outage {:.0f} ms\r\n", change.from, change.to, change.reason, change.outage_ms);
    return text;
}

}  // namespace device_tester
