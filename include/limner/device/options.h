#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace limner {

/// The value of a device's option.
using OptionValue = std::variant<bool, std::int64_t, double, std::string>;

/// A typed option of one device. Standard names: exposure, focus, zoom, white_balance, dpi, source, mode, page_size,
/// led.
struct Option {
    struct Range {
        double minimum = 0;
        double maximum = 0;
        double step = 0;  ///< 0: continuous.
    };

    std::string name{};
    std::string unit{};
    OptionValue value{};
    std::optional<Range> range{};
    std::vector<std::string> choices{};  ///< Not empty: the value is one of these.
    bool is_active = true;               ///< False: another option has to change first.
    bool is_advanced = false;
};

/// Wanted values by option name. They follow the role: after a switch they are applied to the spare, too.
using Settings = std::map<std::string, OptionValue>;

/// Reads a value as a person writes it: "true", "300", "0.5", "adf".
OptionValue option_value_from(const std::string& text);
std::string text_of(const OptionValue& value);

}  // namespace limner
