#pragma once

#include <limner/base/result.h>
#include <limner/base/text.h>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace limner {

/// Members keep the order in which they are written: the order of docs/cli.md.
using Json = nlohmann::ordered_json;

/// JSON has no infinity and no NaN: they become null.
Json number(double value);
Json number(const std::optional<double>& value);

/// The value, or null.
template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json();
}

Json json_of(const Text& text);
Json json_of(const Error& error);

/// One line, or indented for people. Never throws: bytes that are no UTF-8 become U+FFFD.
std::string compact(const Json& json);
std::string indented(const Json& json);

/// What is parsed of a foreign text: deeper nesting would exhaust the stack when it is written again, and an object's
/// members are searched one by one.
struct JsonLimits {
    int max_depth = 32;
    int max_members = 256;
};

/// Errors: unreadable_file, "name: what", without any of the text, which may be personal.
Result<Json> parse_json(std::string_view text, const std::string& name, const JsonLimits& limits = {});

}  // namespace limner
