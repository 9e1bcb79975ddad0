#pragma once

#include <limner/base/result.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace limner::virtual_driver {

/// A name and what it stands for.
template <typename T>
using Names = std::vector<std::pair<std::string, T>>;

/// Reads the members of one JSON object and keeps the first mistake, with what is allowed.
class Fields {
public:
    Fields(const nlohmann::json& object, std::string where, std::filesystem::path folder)
        : object_(object), where_(std::move(where)), folder_(std::move(folder)) {
        if (!object.is_object()) fail("must be a table");
    }

    /// A number between the two, whole where T is.
    template <typename T>
    void number(const char* key, T& to, double minimum, double maximum) {
        const nlohmann::json* value = take(key);
        if (!value) return;
        double read = value->is_number() ? value->get<double>() : std::nan("");
        bool is_whole = !std::is_integral_v<T> || std::floor(read) == read;
        if (!is_whole || !(read >= minimum && read <= maximum)) {
            return fail(std::string("'") + key + "' must be a " + (std::is_integral_v<T> ? "whole " : "") +
                        "number from " + nlohmann::json(minimum).dump() + " to " + nlohmann::json(maximum).dump());
        }
        to = static_cast<T>(read);
    }
    template <typename T>
    void number(const char* key, std::optional<T>& to, double minimum, double maximum) {
        if (T value{}; object_.is_object() && object_.contains(key)) {
            number(key, value, minimum, maximum);
            to = value;
        } else {
            keys_.emplace_back(key);
        }
    }
    void duration(const char* key, std::chrono::milliseconds& to) {
        auto count = static_cast<std::int64_t>(to.count());
        number(key, count, 0, 86'400'000);
        to = std::chrono::milliseconds(count);
    }
    void duration(const char* key, std::optional<std::chrono::milliseconds>& to) {
        std::optional<std::int64_t> count;
        number(key, count, 0, 86'400'000);
        if (count) to = std::chrono::milliseconds(*count);
    }
    void flag(const char* key, bool& to) {
        if (const auto* value = take(key)) {
            if (!value->is_boolean()) return fail(std::string("'") + key + "' must be true or false");
            to = value->get<bool>();
        }
    }
    std::optional<std::string> text(const char* key) {
        const auto* value = take(key);
        if (!value) return std::nullopt;
        if (value->is_string()) return value->get<std::string>();
        fail(std::string("'") + key + "' must be a text");
        return std::nullopt;
    }
    std::optional<std::filesystem::path> path(const char* key) {
        auto read = text(key);
        return read ? std::optional(folder_ / *read) : std::nullopt;
    }
    template <typename T>
    void choice(const char* key, T& to, const Names<T>& names) {
        auto read = text(key);
        if (!read) return;
        auto found = std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == *read; });
        if (found != names.end()) {
            to = found->second;
            return;
        }
        std::string allowed;
        for (const auto& one : names) allowed += (allowed.empty() ? "" : ", ") + one.first;
        fail(std::string("'") + key + "' is '" + *read + "'; allowed: " + allowed);
    }
    std::vector<nlohmann::json> list(const char* key) {
        const auto* value = take(key);
        if (!value) return {};
        if (value->is_array()) return value->get<std::vector<nlohmann::json>>();
        fail(std::string("'") + key + "' must be a list");
        return {};
    }

    void fail(const std::string& reason) {
        if (!mistake_) mistake_ = where_ + ": " + reason;
    }
    void fail_with(const Error& inner) {
        if (!mistake_) mistake_ = inner.message;
    }

    /// After every member was read: the first mistake, an unknown key among them.
    Result<void> finish() {
        if (object_.is_object()) {
            for (const auto& [key, value] : object_.items()) {
                if (std::find(keys_.begin(), keys_.end(), key) == keys_.end()) fail_unknown(key);
            }
        }
        if (mistake_) return Error{ErrorCode::invalid_setup, *mistake_};
        return {};
    }
    const std::filesystem::path& folder() const { return folder_; }

private:
    const nlohmann::json* take(const char* key) {
        keys_.emplace_back(key);
        if (!object_.is_object()) return nullptr;
        auto found = object_.find(key);
        return found == object_.end() ? nullptr : &*found;
    }
    void fail_unknown(const std::string& key) {
        std::string allowed;
        for (const std::string& one : keys_) allowed += (allowed.empty() ? "" : ", ") + one;
        fail("unknown key '" + key + "'; allowed: " + allowed);
    }

    const nlohmann::json& object_;
    std::string where_;
    std::filesystem::path folder_;
    std::vector<std::string> keys_{};
    std::optional<std::string> mistake_{};
};

}  // namespace limner::virtual_driver
