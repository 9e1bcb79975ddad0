#include "settings_tree.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace limner::gphoto2 {
namespace {

constexpr const char* sections[] = {"imgsettings", "capturesettings"};

/// Where libgphoto2's own name is run together.
constexpr std::pair<std::string_view, std::string_view> names[] = {
    {"whitebalance", "white_balance"}, {"shutterspeed", "shutter_speed"},
    {"f-number", "aperture"},          {"exposurecompensation", "exposure_compensation"},
    {"imageformat", "image_format"},   {"imagequality", "image_quality"},
    {"imagesize", "image_size"},       {"focusmode", "focus_mode"}};

std::string option_name(std::string_view own) {
    const auto* known = std::ranges::find(names, own, &std::pair<std::string_view, std::string_view>::first);
    std::string name(known == std::end(names) ? own : known->second);
    std::ranges::replace(name, '-', '_');
    return name;
}

std::string name_of(CameraWidget* widget) {
    const char* name = nullptr;
    return gp_widget_get_name(widget, &name) >= GP_OK && name ? option_name(name) : "";
}

bool read_text(CameraWidget* widget, driver::Option& option) {
    const char* text = nullptr;
    if (gp_widget_get_value(widget, &text) < GP_OK || !text) return false;
    option.value = std::string(text);
    return true;
}

bool read_choice(CameraWidget* widget, driver::Option& option) {
    if (!read_text(widget, option)) return false;
    for (int i = 0; i < gp_widget_count_choices(widget); ++i) {
        const char* choice = nullptr;
        const bool is_there = gp_widget_get_choice(widget, i, &choice) >= GP_OK && choice;
        if (is_there && std::ranges::find(option.choices, choice) == option.choices.end())
            option.choices.emplace_back(choice);
    }
    return std::ranges::find(option.choices, std::get<std::string>(option.value)) != option.choices.end();
}

bool read_range(CameraWidget* widget, driver::Option& option) {
    float value = 0, least = 0, most = 0, step = 0;
    if (gp_widget_get_value(widget, &value) < GP_OK) return false;
    if (gp_widget_get_range(widget, &least, &most, &step) < GP_OK) return false;
    option.value = double{value};
    option.minimum = least;
    option.maximum = most;
    option.step = std::max(step, 0.0f);
    return std::isfinite(value) && value >= least && value <= most;
}

bool read_toggle(CameraWidget* widget, driver::Option& option) {
    int value = 2;
    if (gp_widget_get_value(widget, &value) < GP_OK) return false;
    option.value = value == 1;
    return value == 0 || value == 1;
}

bool read_value(CameraWidget* widget, driver::Option& option) {
    CameraWidgetType type = GP_WIDGET_WINDOW;
    gp_widget_get_type(widget, &type);
    switch (type) {
        case GP_WIDGET_RADIO:
        case GP_WIDGET_MENU: return read_choice(widget, option);
        case GP_WIDGET_RANGE: return read_range(widget, option);
        case GP_WIDGET_TOGGLE: return read_toggle(widget, option);
        case GP_WIDGET_TEXT: return read_text(widget, option);
        default: return false;
    }
}

template <typename Visit>
void each_setting(CameraWidget* tree, Visit visit) {
    for (const char* name : sections) {
        CameraWidget* section = nullptr;
        if (gp_widget_get_child_by_name(tree, name, &section) < GP_OK) continue;
        for (int i = 0; i < gp_widget_count_children(section); ++i) {
            CameraWidget* setting = nullptr;
            if (gp_widget_get_child(section, i, &setting) >= GP_OK) visit(setting);
        }
    }
}

}  // namespace

std::vector<driver::Option> options_in(CameraWidget* tree) {
    std::vector<driver::Option> all;
    each_setting(tree, [&](CameraWidget* setting) {
        driver::Option option{.name = name_of(setting)};
        const auto is_namesake = [&](const driver::Option& other) { return other.name == option.name; };
        if (option.name.empty() || std::ranges::any_of(all, is_namesake) || !read_value(setting, option)) return;
        int is_fixed = 0;
        gp_widget_get_readonly(setting, &is_fixed);
        option.is_active = is_fixed == 0;
        all.push_back(std::move(option));
    });
    return all;
}

CameraWidget* find_option(CameraWidget* tree, std::string_view name) {
    CameraWidget* found = nullptr;
    each_setting(tree, [&](CameraWidget* setting) {
        driver::Option ignored;
        if (!found && name_of(setting) == name && read_value(setting, ignored)) found = setting;
    });
    return found;
}

int put_value(CameraWidget* widget, const driver::Value& value) {
    if (const auto* is_on = std::get_if<bool>(&value)) {
        const int number = *is_on ? 1 : 0;
        return gp_widget_set_value(widget, &number);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        const auto number = static_cast<float>(*real);
        return gp_widget_set_value(widget, &number);
    }
    const auto* text = std::get_if<std::string>(&value);
    return text ? gp_widget_set_value(widget, text->c_str()) : GP_ERROR_BAD_PARAMETERS;
}

}  // namespace limner::gphoto2
