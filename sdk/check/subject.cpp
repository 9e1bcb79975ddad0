#include <limner/check/subject.h>

#include <algorithm>
#include <array>
#include <utility>

namespace limner {
namespace {

constexpr std::array<std::pair<Finger, std::string_view>, 11> finger_names{{
    {Finger::unknown, "unknown"},
    {Finger::right_thumb, "right_thumb"},
    {Finger::right_index, "right_index"},
    {Finger::right_middle, "right_middle"},
    {Finger::right_ring, "right_ring"},
    {Finger::right_little, "right_little"},
    {Finger::left_thumb, "left_thumb"},
    {Finger::left_index, "left_index"},
    {Finger::left_middle, "left_middle"},
    {Finger::left_ring, "left_ring"},
    {Finger::left_little, "left_little"},
}};

}  // namespace

std::string_view name_of(Finger finger) noexcept {
    auto at = std::ranges::find(finger_names, finger, [](const auto& entry) { return entry.first; });
    return at == finger_names.end() ? "unknown" : at->second;
}

std::optional<Finger> finger_from(std::string_view name) noexcept {
    auto at = std::ranges::find(finger_names, name, [](const auto& entry) { return entry.second; });
    if (at == finger_names.end()) return std::nullopt;
    return at->first;
}

std::optional<int> Subject::age_at(std::chrono::year_month_day day) const noexcept {
    if (!birth_date || !birth_date->ok() || !day.ok() || day < *birth_date) return std::nullopt;
    int years = static_cast<int>(day.year()) - static_cast<int>(birth_date->year());
    bool birthday_is_still_to_come =
        std::pair(day.month(), day.day()) < std::pair(birth_date->month(), birth_date->day());
    return birthday_is_still_to_come ? years - 1 : years;
}

}  // namespace limner
