#include "camera_features.h"

#include "camera_format.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace limner::gige {
namespace {

constexpr double microseconds_per_ms = 1'000;

/// A number of the camera: whether it has it, its bounds, its value.
struct Number {
    const char* option;
    const char* unit;
    double per_unit;  ///< The camera's value of 1 in the option's unit.
    gboolean (*is_there)(ArvCamera*, GError**);
    double (*read)(ArvCamera*, GError**);
    void (*bounds)(ArvCamera*, double*, double*, GError**);
    void (*write)(ArvCamera*, double, GError**);
};

constexpr Number numbers[] = {
    {"exposure", "ms", microseconds_per_ms, arv_camera_is_exposure_time_available, arv_camera_get_exposure_time,
     arv_camera_get_exposure_time_bounds, arv_camera_set_exposure_time},
    {"gain", "", 1, arv_camera_is_gain_available, arv_camera_get_gain, arv_camera_get_gain_bounds, arv_camera_set_gain},
    {"frame_rate", "Hz", 1, arv_camera_is_frame_rate_available, arv_camera_get_frame_rate,
     arv_camera_get_frame_rate_bounds, arv_camera_set_frame_rate},
};

/// What the camera can see to by itself; the number that it then holds.
struct Automatic {
    const char* option;
    const char* feature;
    const char* holds;
};

constexpr Automatic automatics[] = {
    {"exposure_auto", "ExposureAuto", "exposure"},
    {"gain_auto", "GainAuto", "gain"},
    {"white_balance_auto", "BalanceWhiteAuto", ""},
};

struct Side {
    const char* option;
    const char* feature;
};

constexpr Side sides[] = {{"width", "Width"}, {"height", "Height"}, {"offset_x", "OffsetX"}, {"offset_y", "OffsetY"}};

constexpr const char* pixel_format = "pixel_format";

bool is_automatic(ArvCamera* camera, const Automatic& one) {
    AravisError error;
    const char* text = arv_camera_get_string(camera, one.feature, error.out());
    return !error && text && std::strcmp(text, "Off") != 0;
}

bool can_be_automatic(ArvCamera* camera, const Automatic& one) {
    AravisError error;
    const bool is_there = arv_camera_is_feature_available(camera, one.feature, error.out()) && !error;
    return is_there && arv_camera_is_enumeration_entry_available(camera, one.feature, "Continuous", error.out()) &&
           arv_camera_is_enumeration_entry_available(camera, one.feature, "Off", error.out()) && !error;
}

void add_numbers(ArvCamera* camera, std::vector<driver::Option>& to) {
    for (const Number& one : numbers) {
        AravisError error;
        if (!one.is_there(camera, error.out()) || error) continue;
        driver::Option option{.name = one.option, .unit = one.unit};
        double value = one.read(camera, error.out());
        if (error) continue;
        one.bounds(camera, &option.minimum, &option.maximum, error.out());
        if (error || !std::isfinite(value) || option.minimum > option.maximum) continue;
        option.minimum /= one.per_unit;
        option.maximum /= one.per_unit;
        // Some cameras report a value a little beyond their own bounds.
        option.value = std::clamp(value / one.per_unit, option.minimum, option.maximum);
        to.push_back(std::move(option));
    }
}

void add_automatics(ArvCamera* camera, std::vector<driver::Option>& to) {
    for (const Automatic& one : automatics) {
        if (!can_be_automatic(camera, one)) continue;
        const bool is_on = is_automatic(camera, one);
        const auto held = std::ranges::find(to, one.holds, &driver::Option::name);
        if (held != to.end()) held->is_active = !is_on;
        to.push_back({.name = one.option, .value = is_on});
    }
}

void add_sides(ArvCamera* camera, std::vector<driver::Option>& to) {
    for (const Side& one : sides) {
        AravisError error;
        if (!arv_camera_is_feature_available(camera, one.feature, error.out()) || error) continue;
        const gint64 value = arv_camera_get_integer(camera, one.feature, error.out());
        if (error) continue;
        gint64 least = 0, most = 0;
        arv_camera_get_integer_bounds(camera, one.feature, &least, &most, error.out());
        if (error || least > most || value < least || value > most) continue;
        const gint64 step = arv_camera_get_integer_increment(camera, one.feature, error.out());
        driver::Option option{.name = one.option, .unit = "px", .value = std::int64_t{value}, .is_advanced = true};
        option.minimum = static_cast<double>(least);
        option.maximum = static_cast<double>(most);
        option.step = error || step < 1 ? 1 : static_cast<double>(step);
        to.push_back(std::move(option));
    }
}

/// Those that both the camera and the driver know, in the driver's order.
std::vector<const CameraFormat*> usable_formats(ArvCamera* camera) {
    AravisError error;
    guint count = 0;
    gint64* codes = arv_camera_dup_available_pixel_formats(camera, &count, error.out());
    std::vector<const CameraFormat*> usable;
    for (const CameraFormat& one : known_formats())
        if (codes && std::find(codes, codes + count, gint64{one.code}) != codes + count) usable.push_back(&one);
    g_free(codes);
    return usable;
}

void add_format(ArvCamera* camera, std::vector<driver::Option>& to) {
    AravisError error;
    const auto* present = find_format(arv_camera_get_pixel_format(camera, error.out()));
    if (error || !present) return;
    driver::Option option{.name = pixel_format, .value = std::string(present->name), .is_advanced = true};
    for (const CameraFormat* one : usable_formats(camera)) option.choices.emplace_back(one->name);
    if (std::ranges::find(option.choices, present->name) != option.choices.end()) to.push_back(std::move(option));
}

Result<void> done(const AravisError& error, const std::string& what) {
    return error ? Result<void>(error.as(what)) : Result<void>{};
}

}  // namespace

std::vector<driver::Option> read_features(ArvCamera* camera) {
    std::vector<driver::Option> all;
    add_numbers(camera, all);
    add_automatics(camera, all);
    add_sides(camera, all);
    add_format(camera, all);
    return all;
}

bool shapes_the_picture(std::string_view option) {
    return option == pixel_format || std::ranges::find(sides, option, &Side::option) != std::end(sides);
}

Result<void> write_feature(ArvCamera* camera, const std::string& id, std::string_view option,
                           const driver::Value& value) {
    AravisError error;
    const std::string what = id + ": " + std::string(option) + " cannot be set";
    for (const Number& one : numbers) {
        if (option != one.option) continue;
        one.write(camera, std::get<double>(value) * one.per_unit, error.out());
        return done(error, what);
    }
    for (const Automatic& one : automatics) {
        if (option != one.option) continue;
        arv_camera_set_string(camera, one.feature, std::get<bool>(value) ? "Continuous" : "Off", error.out());
        return done(error, what);
    }
    for (const Side& one : sides) {
        if (option != one.option) continue;
        arv_camera_set_integer(camera, one.feature, std::get<std::int64_t>(value), error.out());
        return done(error, what);
    }
    for (const CameraFormat& one : known_formats()) {
        if (option != pixel_format || one.name != std::get<std::string>(value)) continue;
        arv_camera_set_pixel_format(camera, one.code, error.out());
        return done(error, what);
    }
    return Error{ErrorCode::unsupported, id + ": the device has no option '" + std::string(option) + "'"};
}

Result<void> choose_format(ArvCamera* camera, const std::string& id) {
    const auto usable = usable_formats(camera);
    if (usable.empty()) return Error{ErrorCode::unsupported, id + " has no pixel format that the driver reads"};
    AravisError error;
    arv_camera_set_pixel_format(camera, usable.front()->code, error.out());
    return done(error, id + ": its pixel format cannot be set");
}

Pace read_pace(ArvCamera* camera) {
    Pace pace;
    AravisError error;
    const auto seconds = [](double value) {
        return std::chrono::nanoseconds(std::llround(std::clamp(value, 0.0, 10.0) * 1e9));
    };
    if (arv_camera_is_frame_rate_available(camera, error.out())) {
        const double rate = arv_camera_get_frame_rate(camera, error.out());
        if (!error && rate > 0) pace.interval = seconds(1 / rate);
    }
    if (arv_camera_is_exposure_time_available(camera, error.out())) {
        const double exposure = arv_camera_get_exposure_time(camera, error.out());
        if (!error && exposure > 0) pace.exposure = seconds(exposure / 1e6);
    }
    return pace;
}

}  // namespace limner::gige
