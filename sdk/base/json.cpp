#include "base/json.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace limner {
namespace {

/// Walks over the brackets and commas outside strings; nothing where the text keeps to the limits. A text that is no
/// JSON is left to the parser.
std::optional<std::string> excess_of(std::string_view text, const JsonLimits& limits) {
    struct Level {
        bool is_object;
        int commas;
    };
    std::vector<Level> levels;
    bool is_in_string = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (is_in_string) {
            if (letter == '\\') ++at;
            if (letter == '"') is_in_string = false;
            continue;
        }
        if (letter == '"') is_in_string = true;
        if (letter == '{' || letter == '[') levels.push_back({letter == '{', 0});
        if (static_cast<int>(levels.size()) > limits.max_depth) return "nested too deeply";
        if ((letter == '}' || letter == ']') && !levels.empty()) levels.pop_back();
        if (letter == ',' && !levels.empty() && levels.back().is_object && ++levels.back().commas >= limits.max_members)
            return "an object has too many members";
    }
    return std::nullopt;
}

}  // namespace

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json number(const std::optional<double>& value) { return value ? number(*value) : Json(); }

Json json_of(const Text& text) { return {{"en", text.en}, {"id", text.id}}; }

Json json_of(const Error& error) { return {{"code", name_of(error.code)}, {"message", error.message}}; }

std::string compact(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Result<Json> parse_json(std::string_view text, const std::string& name, const JsonLimits& limits) {
    if (auto excess = excess_of(text, limits)) return Error(ErrorCode::unreadable_file, name + ": " + *excess);
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& problem) {
        return Error(ErrorCode::unreadable_file, fmt::format("{}: no JSON at byte {}", name, problem.byte));
    } catch (const Json::exception&) {
        // A number out of range.
        return Error(ErrorCode::unreadable_file, name + ": no JSON that can be read");
    }
}

std::string indented(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

}  // namespace limner
