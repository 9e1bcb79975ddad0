#pragma once

#include <limner/base/error.h>
#include <limner/base/text.h>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

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

}  // namespace limner
