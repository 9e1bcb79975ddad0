#include "sane_options.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace limner::sane {
namespace {

std::string lowered(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool has_word(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

std::string standard_mode(std::string_view value) {
    std::string text = lowered(value);
    if (has_word(text, {"color", "colour", "rgb"})) return "color";
    if (has_word(text, {"gray", "grey"})) return "gray";
    if (has_word(text, {"lineart", "line art", "binary", "black & white", "threshold"})) return "lineart";
    return "";
}

std::string standard_source(std::string_view value) {
    switch (source_kind(value)) {
        case Source::platen: return "platen";
        case Source::feeder: return "adf";
        case Source::duplex_feeder: return "adf_duplex";
        case Source::other: return "";
    }
    return "";
}

std::string standard_text(std::string_view sane_name, std::string_view value) {
    if (sane_name == "mode") return standard_mode(value);
    if (sane_name == "source") return standard_source(value);
    return "";
}

std::string_view unit_text(SANE_Unit unit) {
    constexpr std::array<std::string_view, 7> units{"", "px", "bit", "mm", "dpi", "%", "us"};
    auto at = static_cast<std::size_t>(unit);
    return at < units.size() ? units[at] : "";
}

double number_from(SANE_Value_Type type, SANE_Word word) {
    return type == SANE_TYPE_FIXED ? SANE_UNFIX(word) : static_cast<double>(word);
}

std::vector<std::string> texts_of(const SANE_Option_Descriptor& descriptor) {
    std::vector<std::string> texts;
    if (descriptor.constraint_type != SANE_CONSTRAINT_STRING_LIST || !descriptor.constraint.string_list) return texts;
    for (const auto* at = descriptor.constraint.string_list; *at; ++at) texts.emplace_back(*at);
    return texts;
}

std::vector<SANE_Word> words_of(const SANE_Option_Descriptor& descriptor) {
    if (descriptor.constraint_type != SANE_CONSTRAINT_WORD_LIST || !descriptor.constraint.word_list) return {};
    const auto* list = descriptor.constraint.word_list;
    return {list + 1, list + 1 + std::max(*list, 0)};
}

const SANE_Range* range_of(const SANE_Option_Descriptor& descriptor) {
    return descriptor.constraint_type == SANE_CONSTRAINT_RANGE ? descriptor.constraint.range : nullptr;
}

std::string text_of_number(SANE_Value_Type type, double number) {
    std::array<char, 40> text{};
    auto end = type == SANE_TYPE_INT
                   ? std::to_chars(text.data(), text.data() + text.size(), std::llround(number))
                   : std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, 3);
    std::string result(text.data(), end.ptr);
    if (type == SANE_TYPE_INT) return result;
    result.erase(result.find_last_not_of('0') + 1);
    if (result.ends_with('.')) result.pop_back();
    return result;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string result;
    for (const std::string& text : texts) result += (result.empty() ? "" : ", ") + text;
    return result;
}

std::vector<std::string> choices_of(const SANE_Option_Descriptor& descriptor) {
    if (descriptor.constraint_type == SANE_CONSTRAINT_STRING_LIST)
        return shown_choices(descriptor.name, texts_of(descriptor));
    std::vector<std::string> choices;
    for (SANE_Word word : words_of(descriptor))
        choices.push_back(text_of_number(descriptor.type, number_from(descriptor.type, word)));
    return choices;
}

void describe_limits(const SANE_Option_Descriptor& descriptor, driver::Option& option) {
    if (const auto* range = range_of(descriptor)) {
        option.minimum = number_from(descriptor.type, range->min);
        option.maximum = number_from(descriptor.type, range->max);
        option.step = number_from(descriptor.type, range->quant);
    }
    auto words = words_of(descriptor);
    if (!words.empty()) {
        auto [low, high] = std::ranges::minmax(words);
        option.minimum = number_from(descriptor.type, low);
        option.maximum = number_from(descriptor.type, high);
    }
    option.choices = choices_of(descriptor);
}

driver::Value zero_of(SANE_Value_Type type) {
    switch (type) {
        case SANE_TYPE_INT: return std::int64_t{0};
        case SANE_TYPE_FIXED: return 0.0;
        case SANE_TYPE_STRING: return std::string();
        default: return false;
    }
}

SANE_Word word_from(std::span<const std::byte> value) {
    SANE_Word word = 0;
    std::memcpy(&word, value.data(), std::min(value.size(), sizeof word));
    return word;
}

driver::Value value_from(const SANE_Option_Descriptor& descriptor, std::span<const std::byte> bytes) {
    switch (descriptor.type) {
        case SANE_TYPE_INT: return static_cast<std::int64_t>(word_from(bytes));
        case SANE_TYPE_FIXED: return SANE_UNFIX(word_from(bytes));
        case SANE_TYPE_STRING: break;
        default: return word_from(bytes) != SANE_FALSE;
    }
    std::string own = text_of(descriptor, bytes).value_or("");
    auto texts = texts_of(descriptor);
    auto at = std::ranges::find(texts, own);
    if (at == texts.end()) return own;
    return shown_choices(descriptor.name, texts)[static_cast<std::size_t>(at - texts.begin())];
}

Error refused(const SANE_Option_Descriptor& descriptor, const std::string& reason) {
    return {ErrorCode::invalid_argument, "option '" + shown_name(descriptor.name) + "': " + reason};
}

std::vector<std::byte> bytes_of(SANE_Word word) {
    std::vector<std::byte> bytes(sizeof word);
    std::memcpy(bytes.data(), &word, sizeof word);
    return bytes;
}

std::optional<double> number_in(const driver::Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value))
        return std::isfinite(*real) ? std::optional(*real) : std::nullopt;
    const auto* text = std::get_if<std::string>(&value);
    double number = 0;
    if (!text) return std::nullopt;
    auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
    bool is_number = failure == std::errc{} && end == text->data() + text->size() && std::isfinite(number);
    return is_number ? std::optional(number) : std::nullopt;
}

std::string limits_text(const SANE_Option_Descriptor& descriptor) {
    std::string unit = std::string(unit_text(descriptor.unit));
    if (!unit.empty()) unit.insert(0, " ");
    if (const auto* range = range_of(descriptor))
        return text_of_number(descriptor.type, number_from(descriptor.type, range->min)) + " to " +
               text_of_number(descriptor.type, number_from(descriptor.type, range->max)) + unit;
    return joined(choices_of(descriptor)) + unit;
}

Result<std::vector<std::byte>> encode_number(const SANE_Option_Descriptor& descriptor, const driver::Value& value) {
    auto number = number_in(value);
    if (!number) return refused(descriptor, "a number is needed");
    double scale = descriptor.type == SANE_TYPE_FIXED ? 1 << SANE_FIXED_SCALE_SHIFT : 1;
    double scaled = std::round(*number * scale);
    constexpr double lowest = std::numeric_limits<SANE_Word>::min(), highest = std::numeric_limits<SANE_Word>::max();
    std::string text = text_of_number(SANE_TYPE_FIXED, *number);
    if (!(scaled >= lowest && scaled <= highest)) return refused(descriptor, text + " is too large");
    auto word = static_cast<SANE_Word>(scaled);
    const auto* range = range_of(descriptor);
    auto words = words_of(descriptor);
    // A fixed-point list is met by what a person can type: its numbers rounded as they are shown.
    double tolerance = descriptor.type == SANE_TYPE_FIXED ? scale / 1000 : 0;
    auto at = std::ranges::find_if(words, [&](SANE_Word one) { return std::abs(one - scaled) <= tolerance; });
    if (range && (word < range->min || word > range->max) &&
        std::abs(scaled - std::clamp(word, range->min, range->max)) <= tolerance)
        word = std::clamp(word, range->min, range->max);
    bool is_outside = range && (word < range->min || word > range->max);
    if (is_outside || (!words.empty() && at == words.end()))
        return refused(descriptor, text + " is not possible; allowed: " + limits_text(descriptor));
    return bytes_of(words.empty() ? word : *at);
}

Result<std::vector<std::byte>> encode_text(const SANE_Option_Descriptor& descriptor, const driver::Value& value) {
    const auto* wanted = std::get_if<std::string>(&value);
    if (!wanted) return refused(descriptor, "a text is needed");
    std::string own = *wanted;
    if (auto texts = texts_of(descriptor); !texts.empty()) {
        auto shown = shown_choices(descriptor.name, texts);
        auto is_wanted = [&](const std::string& text) { return lowered(text) == lowered(*wanted); };
        auto at = std::ranges::find(texts, *wanted);
        if (at == texts.end()) at = std::ranges::find_if(texts, is_wanted);
        if (at == texts.end()) at = texts.begin() + (std::ranges::find_if(shown, is_wanted) - shown.begin());
        if (at == texts.end())
            return refused(descriptor, "'" + *wanted + "' is not possible; allowed: " + joined(shown));
        own = *at;
    }
    auto size = value_bytes(descriptor);
    if (own.size() + 1 > size || own.find('\0') != std::string::npos)
        return refused(descriptor, "at most " + std::to_string(size - 1) + " characters");
    std::vector<std::byte> bytes(size);
    std::memcpy(bytes.data(), own.data(), own.size());
    return bytes;
}

Result<std::vector<std::byte>> encode_boolean(const SANE_Option_Descriptor& descriptor, const driver::Value& value) {
    const auto* flag = std::get_if<bool>(&value);
    auto number = number_in(value);
    bool is_boolean = flag || number == 0.0 || number == 1.0;
    if (!is_boolean) return refused(descriptor, "true or false is needed");
    bool wanted = flag ? *flag : number == 1.0;
    if (descriptor.type == SANE_TYPE_BUTTON && !wanted) return refused(descriptor, "a button is only pressed, by true");
    auto bytes = bytes_of(wanted ? SANE_TRUE : SANE_FALSE);
    bytes.resize(value_bytes(descriptor));  // a button may claim more than a word, and its backend read that much
    return bytes;
}

}  // namespace

std::string shown_name(std::string_view sane_name) {
    if (sane_name == "resolution") return "dpi";
    if (sane_name == "lamp-switch") return "led";
    return std::string(sane_name);
}

Source source_kind(std::string_view value) {
    std::string text = lowered(value);
    bool is_duplex = has_word(text, {"duplex", "both sides"});
    if (has_word(text, {"adf", "feeder", "sheetfed", "sheet fed"}))
        return is_duplex ? Source::duplex_feeder : Source::feeder;
    if (has_word(text, {"flatbed", "platen", "document table", "normal"})) return Source::platen;
    return is_duplex ? Source::duplex_feeder : Source::other;
}

bool is_feeder(std::string_view type, const std::optional<std::string>& source) {
    if (source) {
        auto kind = source_kind(*source);
        if (kind != Source::other) return kind != Source::platen;
    }
    return has_word(lowered(type), {"sheetfed", "sheet fed", "adf"});
}

std::vector<std::string> shown_choices(std::string_view sane_name, const std::vector<std::string>& texts) {
    std::vector<std::string> shown;
    for (const std::string& text : texts) {
        std::string standard = standard_text(sane_name, text);
        bool is_free = !standard.empty() && std::ranges::find(shown, standard) == shown.end();
        shown.push_back(is_free ? standard : text);
    }
    return shown;
}

bool is_scalar(const SANE_Option_Descriptor& descriptor) {
    if (!descriptor.name || !*descriptor.name) return false;
    switch (descriptor.type) {
        case SANE_TYPE_BOOL:
        case SANE_TYPE_INT:
        case SANE_TYPE_FIXED: return descriptor.size == static_cast<SANE_Int>(sizeof(SANE_Word));
        case SANE_TYPE_STRING: return descriptor.size > 0;
        case SANE_TYPE_BUTTON: return true;
        default: return false;
    }
}

bool can_be_read(const SANE_Option_Descriptor& descriptor) {
    return SANE_OPTION_IS_ACTIVE(descriptor.cap) && (descriptor.cap & SANE_CAP_SOFT_DETECT) != 0 &&
           descriptor.type != SANE_TYPE_BUTTON && is_scalar(descriptor);
}

bool can_be_set(const SANE_Option_Descriptor& descriptor) {
    return SANE_OPTION_IS_ACTIVE(descriptor.cap) && SANE_OPTION_IS_SETTABLE(descriptor.cap) && is_scalar(descriptor);
}

std::size_t value_bytes(const SANE_Option_Descriptor& descriptor) {
    return std::max<std::size_t>(descriptor.size > 0 ? static_cast<std::size_t>(descriptor.size) : 0,
                                 sizeof(SANE_Word));
}

driver::Option describe(const SANE_Option_Descriptor& descriptor, std::optional<std::span<const std::byte>> value) {
    driver::Option option;
    option.name = shown_name(descriptor.name);
    option.unit = unit_text(descriptor.unit);
    option.value = value ? value_from(descriptor, *value) : zero_of(descriptor.type);
    option.is_active = can_be_set(descriptor);
    option.is_advanced = (descriptor.cap & SANE_CAP_ADVANCED) != 0;
    option.is_action = descriptor.type == SANE_TYPE_BUTTON;
    describe_limits(descriptor, option);
    return option;
}

Result<std::vector<std::byte>> encode(const SANE_Option_Descriptor& descriptor, const driver::Value& value) {
    switch (descriptor.type) {
        case SANE_TYPE_INT:
        case SANE_TYPE_FIXED: return encode_number(descriptor, value);
        case SANE_TYPE_STRING: return encode_text(descriptor, value);
        case SANE_TYPE_BOOL:
        case SANE_TYPE_BUTTON: return encode_boolean(descriptor, value);
        default: return refused(descriptor, "it has no value");
    }
}

std::optional<double> number_of(const SANE_Option_Descriptor& descriptor, std::span<const std::byte> value) {
    bool is_number = descriptor.type == SANE_TYPE_INT || descriptor.type == SANE_TYPE_FIXED;
    if (!is_number || value.size() < sizeof(SANE_Word)) return std::nullopt;
    return number_from(descriptor.type, word_from(value));
}

std::optional<std::string> text_of(const SANE_Option_Descriptor& descriptor, std::span<const std::byte> value) {
    if (descriptor.type != SANE_TYPE_STRING) return std::nullopt;
    const auto* text = reinterpret_cast<const char*>(value.data());
    return std::string(text, strnlen(text, value.size()));
}

}  // namespace limner::sane
