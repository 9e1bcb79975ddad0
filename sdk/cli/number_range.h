#pragma once

#include <charconv>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace limner::cli {

/// A check of an option that is a number from `low` to `high`: CLI::Range lets "nan" pass.
inline CLI::Validator number_between(double low, double high) {
    auto check = [low, high](const std::string& text) -> std::string {
        double value = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool is_number = failure == std::errc() && end == text.data() + text.size();
        if (is_number && value >= low && value <= high) return {};
        return fmt::format("'{}' is no number from {} to {}", text, low, high);
    };
    return {check, fmt::format("in [{} - {}]", low, high)};
}

}  // namespace limner::cli
