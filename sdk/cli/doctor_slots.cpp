#include "cli/doctor_slots.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>

namespace limner::cli {
namespace {

/// What of a slot's patterns meets what is connected.
struct Match {
    std::vector<std::string> devices{};
    std::vector<std::string> unmet{};
};

void match(const std::vector<std::string>& patterns, DeviceClass device_class, const std::vector<DeviceInfo>& devices,
           Match& found) {
    for (const std::string& pattern : patterns) {
        bool is_met = false;
        for (const DeviceInfo& device : devices) {
            const bool is_there = device.device_class == device_class && device.state != DeviceState::lost;
            if (!is_there || !matches(pattern, device.id)) continue;
            is_met = true;
            if (std::ranges::find(found.devices, device.id) == found.devices.end()) found.devices.push_back(device.id);
        }
        if (!is_met) found.unmet.push_back(pattern);
    }
}

Diagnosis diagnosis_of(const SlotConfig& slot, const std::vector<DeviceInfo>& devices) {
    Match found;
    match(slot.candidates, slot.device_class, devices, found);
    match(slot.stand_ins, DeviceClass::camera, devices, found);
    Diagnosis diagnosis{.check = "slot", .message = {}, .remedy = {}};
    diagnosis.message.en = diagnosis.message.id = "'" + slot.name + "'";
    if (!found.devices.empty()) {
        diagnosis.message.en += fmt::format(" can be served by {}", fmt::join(found.devices, ", "));
        diagnosis.message.id += fmt::format(" dapat dilayani oleh {}", fmt::join(found.devices, ", "));
    }
    if (!found.unmet.empty()) {
        diagnosis.status = found.devices.empty() ? Diagnosis::Status::problem : Diagnosis::Status::warning;
        const auto unmet = fmt::format("{}", fmt::join(found.unmet, ", "));
        diagnosis.message.en += fmt::format("; no {} is connected that matches {}", name_of(slot.device_class), unmet);
        diagnosis.message.id +=
            fmt::format("; tidak ada {} tersambung yang cocok dengan {}", name_of(slot.device_class), unmet);
        diagnosis.remedy = {
            "Connect the device, or correct the slot's candidates: limner devices shows the ids.",
            "Sambungkan perangkatnya, atau perbaiki 'candidates' slot itu: limner devices menampilkan id."};
    }
    diagnosis.message.en += ".";
    diagnosis.message.id += ".";
    return diagnosis;
}

}  // namespace

std::vector<Diagnosis> look_at_slots(const std::vector<SlotConfig>& slots, const std::vector<DeviceInfo>& devices) {
    std::vector<Diagnosis> found;
    for (const SlotConfig& slot : slots) found.push_back(diagnosis_of(slot, devices));
    return found;
}

}  // namespace limner::cli
