#include <limner/device/options.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace limner {
namespace {

// The whole text as a number, independent of the process's locale.
template <typename Number>
std::optional<Number> number_from(std::string_view text) {
    Number value{};
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <typename Number>
std::string text_of_number(Number value) {
    std::array<char, 64> buffer{};
    auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), end};
}

struct ToText {
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return text_of_number(value); }
    std::string operator()(double value) const {
        std::string text = text_of_number(value);
        bool reads_as_an_integer = text.find_first_not_of("-0123456789") == std::string::npos;
        return reads_as_an_integer ? text + ".0" : text;
    }
    std::string operator()(const std::string& value) const { return value; }
};

}  // namespace

OptionValue option_value_from(const std::string& text) {
    if (text == "true") return true;
    if (text == "false") return false;
    if (auto integer = number_from<std::int64_t>(text)) return *integer;
    if (auto real = number_from<double>(text); real && std::isfinite(*real)) return *real;
    return text;
}

std::string text_of(const OptionValue& value) { return std::visit(ToText{}, value); }

}  // namespace limner
