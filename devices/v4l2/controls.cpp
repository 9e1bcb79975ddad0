#include "controls.h"

#include <limner/driver/option_list.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>

namespace limner::v4l2 {
namespace {

constexpr int max_controls = 1'000, max_choices = 256;
constexpr std::uint32_t max_text = 4'096;
/// Beyond it an option's limits, which are real numbers, do not tell one whole number from the next.
constexpr double exact_limit = 9'007'199'254'740'992.0;

struct StandardName {
    std::uint32_t id;
    const char* name;
    const char* unit;
    double scale;
};

constexpr std::array standard_names{
    StandardName{V4L2_CID_EXPOSURE_ABSOLUTE, "exposure", "ms", 0.1},
    StandardName{V4L2_CID_EXPOSURE_AUTO, "exposure_mode", "", 0},
    StandardName{V4L2_CID_FOCUS_ABSOLUTE, "focus", "", 0},
    StandardName{V4L2_CID_FOCUS_AUTO, "focus_auto", "", 0},
    StandardName{V4L2_CID_ZOOM_ABSOLUTE, "zoom", "", 0},
    StandardName{V4L2_CID_WHITE_BALANCE_TEMPERATURE, "white_balance", "K", 0},
    StandardName{V4L2_CID_AUTO_WHITE_BALANCE, "white_balance_auto", "", 0},
};

bool is_for_officers(std::uint32_t id) {
    constexpr std::array plain{V4L2_CID_BRIGHTNESS, V4L2_CID_CONTRAST, V4L2_CID_SATURATION, V4L2_CID_SHARPNESS};
    return std::ranges::find(standard_names, id, &StandardName::id) != standard_names.end() ||
           std::ranges::find(plain, id) != plain.end();
}

std::string text_of(const char* text, std::size_t room) { return {text, ::strnlen(text, room)}; }

bool is_menu(std::uint32_t type) { return type == V4L2_CTRL_TYPE_MENU || type == V4L2_CTRL_TYPE_INTEGER_MENU; }

/// The option's kind of value; false for what is none.
bool set_kind(const v4l2_query_ext_ctrl& from, Control& control) {
    auto& option = control.option;
    switch (from.type) {
        case V4L2_CTRL_TYPE_BOOLEAN: option.value = false; return true;
        case V4L2_CTRL_TYPE_BUTTON:
            option.value = false;
            option.is_action = true;
            return true;
        case V4L2_CTRL_TYPE_MENU:
        case V4L2_CTRL_TYPE_INTEGER_MENU: option.value = std::string(); return true;
        case V4L2_CTRL_TYPE_STRING:
            option.value = std::string();
            control.text_bytes =
                static_cast<std::uint32_t>(std::clamp<std::int64_t>(from.maximum, 0, max_text - 1)) + 1;
            return true;
        case V4L2_CTRL_TYPE_INTEGER:
        case V4L2_CTRL_TYPE_INTEGER64: break;
        default: return false;  // of a bit mask's numbers only some can be set: it is no range
    }
    option.minimum = static_cast<double>(from.minimum) * control.unit;
    option.maximum = static_cast<double>(from.maximum) * control.unit;
    if (option.minimum < -exact_limit || option.maximum > exact_limit) {
        option.minimum = 1;
        option.maximum = 0;
    }
    option.step = static_cast<double>(from.step) * control.unit;
    if (control.unit == 1)
        option.value = std::int64_t{0};
    else
        option.value = 0.0;
    return true;
}

/// The choices of a menu, each a different text.
void add_choices(VideoNode& node, const v4l2_query_ext_ctrl& from, Control& control) {
    for (std::int64_t i = std::max<std::int64_t>(from.minimum, 0); i <= from.maximum && i < max_choices; ++i) {
        v4l2_querymenu entry{};
        entry.id = from.id;
        entry.index = static_cast<std::uint32_t>(i);
        if (node.control(VIDIOC_QUERYMENU, &entry) != 0) continue;
        const bool is_number = from.type == V4L2_CTRL_TYPE_INTEGER_MENU;
        std::string text = is_number ? std::to_string(entry.value)
                                     : text_of(reinterpret_cast<const char*>(entry.name), sizeof entry.name);
        if (text.empty() || std::ranges::find(control.option.choices, text) != control.option.choices.end())
            text += "#" + std::to_string(i);
        control.option.choices.push_back(std::move(text));
        control.values.push_back(i);
    }
}

/// What is asked for or set of one control; the text's memory beside it.
struct Exchange {
    v4l2_ext_control one{};
    v4l2_ext_controls all{};
    std::string text{};

    explicit Exchange(const Control& control) : text(control.text_bytes, '\0') {
        one.id = control.id;
        if (control.text_bytes > 0) {
            one.size = control.text_bytes;
            one.string = text.data();
        }
        all.count = 1;
        all.controls = &one;
    }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
};

std::int64_t number_in(const Control& control, const v4l2_ext_control& from) {
    if (control.type == V4L2_CTRL_TYPE_INTEGER64) return from.value64;
    return from.value;
}

/// False where it has no value that the option can have.
bool read_value(VideoNode& node, Control& control) {
    if (control.option.is_action) return true;
    Exchange exchange(control);
    if (node.control(VIDIOC_G_EXT_CTRLS, &exchange.all) != 0) return false;
    auto& value = control.option.value;
    const std::int64_t number = number_in(control, exchange.one);
    if (is_menu(control.type)) {
        const auto at = std::ranges::find(control.values, number);
        if (at == control.values.end()) return false;
        value = control.option.choices[static_cast<std::size_t>(at - control.values.begin())];
    } else if (control.type == V4L2_CTRL_TYPE_STRING) {
        value = text_of(exchange.text.data(), exchange.text.size());
    } else if (control.type == V4L2_CTRL_TYPE_BOOLEAN) {
        value = number != 0;
    } else if (control.unit != 1) {
        value = static_cast<double>(number) * control.unit;
    } else {
        value = number;
    }
    return true;
}

std::int64_t number_for(const Control& control, const driver::Value& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
    if (const auto* real = std::get_if<double>(&value)) return std::llround(*real / control.unit);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
    const auto& choices = control.option.choices;
    const auto at = std::ranges::find(choices, std::get<std::string>(value)) - choices.begin();
    return control.values[static_cast<std::size_t>(at)];
}

}  // namespace

std::string option_name(std::string_view control_name) {
    std::string name;
    for (const char one : control_name) {
        const bool is_upper = one >= 'A' && one <= 'Z';
        const bool is_kept = is_upper || (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9');
        if (is_kept)
            name += is_upper ? static_cast<char>(one - 'A' + 'a') : one;
        else if (!name.empty() && name.back() != '_')
            name += '_';
    }
    if (!name.empty() && name.back() == '_') name.pop_back();
    return name.empty() ? "control" : name;
}

std::optional<Control> control_from(const v4l2_query_ext_ctrl& from) {
    const bool is_one = from.nr_of_dims == 0 && from.elems <= 1;
    const bool is_off = (from.flags & (V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_HAS_PAYLOAD)) != 0;
    const bool is_text = from.type == V4L2_CTRL_TYPE_STRING;
    const bool is_hidden = (from.flags & V4L2_CTRL_FLAG_WRITE_ONLY) != 0 && from.type != V4L2_CTRL_TYPE_BUTTON;
    if (!is_one || (is_off && !is_text) || is_hidden || (from.flags & V4L2_CTRL_FLAG_DISABLED) != 0)
        return std::nullopt;
    Control control{.id = from.id, .type = from.type};
    control.option.name = option_name(text_of(from.name, sizeof from.name));
    const auto standard = std::ranges::find(standard_names, from.id, &StandardName::id);
    if (standard != standard_names.end()) {
        control.option.name = standard->name;
        control.option.unit = standard->unit;
        if (standard->scale > 0) control.unit = standard->scale;
    }
    if (!set_kind(from, control)) return std::nullopt;
    constexpr auto fixed = V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_INACTIVE | V4L2_CTRL_FLAG_GRABBED;
    control.option.is_active = (from.flags & fixed) == 0;
    control.option.is_advanced = !is_for_officers(from.id);
    return control;
}

Result<std::vector<Control>> read_controls(VideoNode& node, const std::string& id) {
    std::vector<Control> controls;
    v4l2_query_ext_ctrl description{};
    for (int i = 0; i < max_controls; ++i) {
        const std::uint32_t before = description.id & ~std::uint32_t{V4L2_CTRL_FLAG_NEXT_CTRL};
        description = {};
        description.id = before | V4L2_CTRL_FLAG_NEXT_CTRL;
        const int failure = node.control(VIDIOC_QUERY_EXT_CTRL, &description);
        if (failure != 0 && node_error(id, "", failure).code == ErrorCode::device_lost)
            return node_error(id, "cannot list its controls", failure);
        if (failure != 0 || description.id <= before) break;
        auto control = control_from(description);
        if (!control) continue;
        if (is_menu(control->type)) add_choices(node, description, *control);
        if (is_menu(control->type) && control->option.choices.empty()) continue;
        if (!read_value(node, *control)) continue;
        const auto is_namesake = [&](const Control& other) { return other.option.name == control->option.name; };
        if (std::ranges::any_of(controls, is_namesake)) control->option.name += "_" + std::to_string(control->id);
        controls.push_back(*std::move(control));
    }
    return controls;
}

Result<void> write_control(VideoNode& node, const std::string& id, const Control& control, const driver::Value& value) {
    driver::OptionList allowed({control.option});
    if (auto checked = allowed.set(control.option.name, value); !checked) return checked;
    const driver::Value wanted = allowed.all().front().value;
    if (control.option.is_action && !std::get<bool>(wanted)) return {};
    const std::string what = "does not take option '" + control.option.name + "'";
    Exchange exchange(control);
    if (control.type == V4L2_CTRL_TYPE_STRING) {
        const auto& text = std::get<std::string>(wanted);
        if (text.size() >= control.text_bytes)
            return Error{ErrorCode::invalid_argument,
                         id + " " + what + ": at most " + std::to_string(control.text_bytes - 1) + " bytes"};
        std::ranges::copy(text, exchange.text.begin());
    } else if (control.type == V4L2_CTRL_TYPE_INTEGER64) {
        exchange.one.value64 = number_for(control, wanted);
    } else {
        exchange.one.value = static_cast<std::int32_t>(number_for(control, wanted));
    }
    const int failure = node.control(VIDIOC_S_EXT_CTRLS, &exchange.all);
    if (failure == 0) return {};
    Error error = node_error(id, what, failure);
    if (failure == EBUSY) error.code = ErrorCode::unsupported;
    if (failure == EINVAL || failure == ERANGE) error.code = ErrorCode::invalid_argument;
    return error;
}

}  // namespace limner::v4l2
