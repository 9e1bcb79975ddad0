#include "base/json.h"

#include <cmath>

namespace limner {

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json number(const std::optional<double>& value) { return value ? number(*value) : Json(); }

Json json_of(const Text& text) { return {{"en", text.en}, {"id", text.id}}; }

Json json_of(const Error& error) { return {{"code", name_of(error.code)}, {"message", error.message}}; }

std::string compact(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string indented(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

}  // namespace limner
