#include <limner/device/device_info.h>

namespace limner {

std::string_view name_of(DeviceClass device_class) noexcept {
    switch (device_class) {
        case DeviceClass::camera: return "camera";
        case DeviceClass::fingerprint_reader: return "fingerprint_reader";
        case DeviceClass::document_scanner: return "document_scanner";
    }
    return "unknown";
}

std::string_view name_of(DeviceState state) noexcept {
    switch (state) {
        case DeviceState::ready: return "ready";
        case DeviceState::in_use: return "in_use";
        case DeviceState::lost: return "lost";
        case DeviceState::quarantined: return "quarantined";
    }
    return "unknown";
}

bool matches(std::string_view pattern, std::string_view id) noexcept {
    // Only the latest star has to be tried again: what an earlier one took can stay the shortest. So the time is at
    // most pattern times id, whatever either holds.
    std::size_t at = 0, star = std::string_view::npos, star_took = 0;
    std::size_t i = 0;
    while (i < id.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            star_took = i;
        } else if (at < pattern.size() && pattern[at] == id[i]) {
            ++at;
            ++i;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            i = ++star_took;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

}  // namespace limner
