#include "device/convert.h"

#include "device/wall_time.h"

#include <algorithm>

namespace limner {

using namespace std::chrono_literals;

namespace {

Option option_from(const driver::Option& raw) {
    Option option;
    option.name = raw.name;
    option.unit = raw.unit;
    option.value = raw.value;
    if (raw.minimum <= raw.maximum) option.range = Option::Range{raw.minimum, raw.maximum, raw.step};
    option.choices = raw.choices;
    option.is_active = raw.is_active;
    option.is_advanced = raw.is_advanced;
    return option;
}

}  // namespace

std::vector<Option> options_from(const std::vector<driver::Option>& raw) {
    std::vector<Option> found;
    for (const driver::Option& option : raw) found.push_back(option_from(option));
    return found;
}

Hint hint_from(driver::Hint raw) noexcept {
    switch (raw) {
        case driver::Hint::place_finger: return Hint::place_finger;
        case driver::Hint::lift_finger: return Hint::lift_finger;
        case driver::Hint::insert_document: return Hint::insert_document;
        case driver::Hint::press_button: return Hint::press_button;
        case driver::Hint::none: break;
    }
    return Hint::none;
}

std::string_view name_of(Hint hint) noexcept {
    switch (hint) {
        case Hint::place_finger: return "place_finger";
        case Hint::lift_finger: return "lift_finger";
        case Hint::insert_document: return "insert_document";
        case Hint::press_button: return "press_button";
        case Hint::none: break;
    }
    return "none";
}

bool is_displayable(const Image& image) noexcept {
    return image.format() == PixelFormat::rgb8 || image.format() == PixelFormat::gray8;
}

Result<Frame> frame_from(const DriverImage& raw, const std::string& device_id) {
    auto image = to_displayable(raw.image);
    if (!image) return Error{ErrorCode::bad_data, device_id + ": " + image.error().message};
    return Frame{.image = *std::move(image),
                 .device_id = device_id,
                 .sequence = raw.sequence,
                 .exposed_at = raw.exposed_at,
                 .captured_at = wall_time_of(raw.exposed_at),
                 .ppi = raw.ppi_x};
}

Result<Frame> frame_from(const DriverImage& raw, const std::string& device_id, Computing& computing,
                         const Until& until) {
    constexpr int quick_side = 2048;
    const bool is_small = std::max(raw.image.width(), raw.image.height()) <= quick_side;
    if (is_small || is_displayable(raw.image)) return frame_from(raw, device_id);
    return computing.run<Frame>(
        "decoding", [raw, device_id] { return frame_from(raw, device_id); }, until);
}

Error of_device(const Error& error) {
    const bool is_defect = error.code == ErrorCode::internal || error.code == ErrorCode::unsupported ||
                           error.code == ErrorCode::invalid_argument || error.code == ErrorCode::access_denied;
    return is_defect ? Error{ErrorCode::device_fault, error.message, error.where} : error;
}

bool is_mistake_in_setup(const Error& error) noexcept {
    return error.code == ErrorCode::invalid_setup || error.code == ErrorCode::file_missing ||
           error.code == ErrorCode::unreadable_file;
}

LaneLimits lane_limits_for(DeviceClass device_class) noexcept {
    return LaneLimits::of(static_cast<std::int32_t>(device_class));
}

std::chrono::milliseconds stall_limit_for(DeviceClass device_class) noexcept {
    switch (device_class) {
        case DeviceClass::fingerprint_reader: return 3s;
        case DeviceClass::document_scanner: return 10s;
        case DeviceClass::camera: break;
    }
    return 1s;
}

}  // namespace limner
