#pragma once

#include <limner/driver/driver.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner::driver {

/// A device's options with their present values: checks what is set against type, range, choices and is_active. A
/// whole number serves where a real one is wanted, and the other way round where nothing is lost.
class OptionList {
public:
    OptionList() = default;
    explicit OptionList(std::vector<Option> options) : options_(std::move(options)) {}

    const std::vector<Option>& all() const noexcept { return options_; }
    const Option* find(std::string_view name) const noexcept {
        auto found =
            std::find_if(options_.begin(), options_.end(), [&](const Option& one) { return one.name == name; });
        return found == options_.end() ? nullptr : &*found;
    }

    /// Keeps the value. unsupported: no such option, or not active now; invalid_argument: the message says what is
    /// allowed.
    Result<void> set(std::string_view name, const Value& value) {
        auto* option = const_cast<Option*>(find(name));
        std::string quoted = "option '" + std::string(name) + "'";
        if (!option) return Error{ErrorCode::unsupported, "the device has no " + quoted};
        if (!option->is_active) return Error{ErrorCode::unsupported, quoted + " cannot be set now"};
        Value wanted = like(option->value, value);
        if (wanted.index() != option->value.index()) return refused(quoted, *option);
        if (const auto* text = std::get_if<std::string>(&wanted)) {
            const auto& choices = option->choices;
            bool is_choice = std::find(choices.begin(), choices.end(), *text) != choices.end();
            if (!choices.empty() && !is_choice) return refused(quoted, *option);
        } else if (!is_in_range(wanted, *option)) {
            return refused(quoted, *option);
        }
        option->value = std::move(wanted);
        return {};
    }

private:
    static Value like(const Value& model, const Value& value) {
        const auto* whole = std::get_if<std::int64_t>(&value);
        if (whole && std::holds_alternative<double>(model)) return static_cast<double>(*whole);
        const auto* real = std::get_if<double>(&value);
        bool fits = real && std::floor(*real) == *real && std::abs(*real) < 9e15;
        if (fits && std::holds_alternative<std::int64_t>(model)) return static_cast<std::int64_t>(*real);
        return value;
    }
    static bool is_in_range(const Value& value, const Option& option) {
        const auto* real = std::get_if<double>(&value);
        const auto* whole = std::get_if<std::int64_t>(&value);
        if (real && !std::isfinite(*real)) return false;
        if ((!real && !whole) || option.minimum > option.maximum) return true;
        double number = real ? *real : static_cast<double>(*whole);
        return number >= option.minimum && number <= option.maximum;
    }
    static Error refused(const std::string& quoted, const Option& option) {
        std::string allowed;
        for (const std::string& choice : option.choices) allowed += (allowed.empty() ? "" : ", ") + choice;
        if (std::holds_alternative<bool>(option.value)) allowed = "true, false";
        if (allowed.empty() && option.minimum <= option.maximum) {
            allowed = std::to_string(option.minimum) + " to " + std::to_string(option.maximum) + " " + option.unit;
        }
        if (allowed.empty()) allowed = std::holds_alternative<std::string>(option.value) ? "a text" : "a number";
        return Error{ErrorCode::invalid_argument, quoted + " must be: " + allowed};
    }

    std::vector<Option> options_{};
};

}  // namespace limner::driver
