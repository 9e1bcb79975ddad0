#pragma once

#include "video_node.h"

#include <limner/driver/driver.h>

#include <linux/videodev2.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::v4l2 {

/// A control of the kernel as an option of the SDK: standard names and units where there are, else the control's own
/// name in snake_case.
struct Control {
    std::uint32_t id = 0;
    std::uint32_t type = 0;
    std::uint32_t text_bytes = 0;        ///< Of a text control, its end included.
    double unit = 1;                     ///< What a step of 1 of the kernel's value is in the option's unit.
    std::vector<std::int64_t> values{};  ///< Of a menu: the kernel's value of each choice.
    driver::Option option{};
};

/// "White Balance Temperature, Auto" -> "white_balance_temperature_auto".
std::string option_name(std::string_view control_name);
/// nullopt for what is no option: headings, arrays, structures, what is turned off. Without the choices of a menu.
std::optional<Control> control_from(const v4l2_query_ext_ctrl& description);

/// The camera's controls with their present values.
Result<std::vector<Control>> read_controls(VideoNode& node, const std::string& id);
/// Sets one. unsupported: it cannot be set now; invalid_argument: the message says what is allowed.
Result<void> write_control(VideoNode& node, const std::string& id, const Control& control, const driver::Value& value);

}  // namespace limner::v4l2
