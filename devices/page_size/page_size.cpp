#include "page_size.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace limner::driver {
namespace {

/// Scanners round sizes to their steps, and glasses of "A4" lack a fraction of a millimetre.
constexpr double tolerance_mm = 1;

struct NamedSize {
    std::string_view name;
    SizeMm size;
};

constexpr std::array named_sizes{
    NamedSize{"A4", {210, 297}},      NamedSize{"Letter", {215.9, 279.4}}, NamedSize{"A5", {148, 210}},
    NamedSize{"A6", {105, 148}},      NamedSize{"ID-3", {125, 88}},        NamedSize{"ID-2", {105, 74}},
    NamedSize{"ID-1", {85.6, 53.98}},
};

bool fits(SizeMm size, SizeMm maximum) {
    return size.width <= maximum.width + tolerance_mm && size.height <= maximum.height + tolerance_mm;
}

bool are_close(SizeMm one, SizeMm other) {
    return std::abs(one.width - other.width) <= tolerance_mm && std::abs(one.height - other.height) <= tolerance_mm;
}

std::string text_of(double number) {
    std::array<char, 32> text{};
    auto end = std::to_chars(text.data(), text.data() + text.size(), std::round(number * 10) / 10);
    return {text.data(), end.ptr};
}

std::string name_of(SizeMm size, SizeMm maximum) {
    if (are_close(size, maximum)) return "full";
    const auto* at = std::ranges::find_if(named_sizes, [&](const NamedSize& one) { return are_close(one.size, size); });
    if (at != named_sizes.end()) return std::string(at->name);
    return text_of(size.width) + "x" + text_of(size.height);
}

std::optional<double> positive_number(std::string_view text) {
    double number = 0;
    auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    bool is_number = failure == std::errc{} && end == text.data() + text.size() && std::isfinite(number) && number > 0;
    return is_number ? std::optional(number) : std::nullopt;
}

std::optional<SizeMm> parsed(std::string_view text, SizeMm maximum) {
    if (text == "full") return maximum;
    const auto* at = std::ranges::find(named_sizes, text, &NamedSize::name);
    if (at != named_sizes.end()) return at->size;
    auto cross = text.find('x');
    if (cross == std::string_view::npos) return std::nullopt;
    auto width = positive_number(text.substr(0, cross)), height = positive_number(text.substr(cross + 1));
    if (!width || !height) return std::nullopt;
    return SizeMm{*width, *height};
}

}  // namespace

Option page_size_option(SizeMm maximum, SizeMm present) {
    Option option;
    option.name = "page_size";
    option.unit = "mm";
    option.choices.emplace_back("full");
    for (const NamedSize& one : named_sizes) {
        if (fits(one.size, maximum) && !are_close(one.size, maximum)) option.choices.emplace_back(one.name);
    }
    std::string name = name_of(present, maximum);
    if (std::ranges::find(option.choices, name) == option.choices.end()) option.choices.push_back(name);
    option.value = name;
    return option;
}

Result<SizeMm> page_size_from(const Value& value, SizeMm maximum) {
    const auto* text = std::get_if<std::string>(&value);
    auto size = text ? parsed(*text, maximum) : std::nullopt;
    if (!size)
        return Error{ErrorCode::invalid_argument,
                     "option 'page_size': a name such as A4 or ID-3, full, or WIDTHxHEIGHT in mm is needed"};
    if (!fits(*size, maximum))
        return Error{ErrorCode::invalid_argument, "option 'page_size': " + *text + " is larger than the scanner's " +
                                                      text_of(maximum.width) + "x" + text_of(maximum.height) + " mm"};
    return SizeMm{std::min(size->width, maximum.width), std::min(size->height, maximum.height)};
}

}  // namespace limner::driver
