#pragma once

#include <limner/base/result.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace limner {

/// Finger positions with the values of ISO/IEC 19794-4, table 5.
enum class Finger {
    unknown = 0,
    right_thumb = 1,
    right_index = 2,
    right_middle = 3,
    right_ring = 4,
    right_little = 5,
    left_thumb = 6,
    left_index = 7,
    left_middle = 8,
    left_ring = 9,
    left_little = 10,
};

/// "right_index", ...
std::string_view name_of(Finger finger) noexcept;
std::optional<Finger> finger_from(std::string_view name) noexcept;

enum class FingerState { missing, bandaged, worn };

enum class PortraitException { religious_head_covering, medical_glasses, eye_does_not_open, tremor, wheelchair };

/// What is known about the person before the capture; checks take it into account, visibly in the report.
struct Subject {
    std::optional<std::chrono::year_month_day> birth_date{};
    std::set<PortraitException> exceptions{};
    std::map<Finger, FingerState> fingers{};

    /// Whole years at a day; nothing where the birth date is not known.
    std::optional<int> age_at(std::chrono::year_month_day day) const noexcept;
};

/// Reads a subject file: JSON
/// {"birth_date":"YYYY-MM-DD","exceptions":["medical_glasses"],"fingers":{"left_ring":"missing"}}. Errors name the
/// file, the member and what is allowed.
Result<Subject> read_subject(const std::filesystem::path& path);

}  // namespace limner
