#include "recognise/mrz_date.h"

#include <cstdio>
#include <cstdlib>

namespace limner {
namespace {

struct Parts {
    std::optional<int> year{};  // two digits
    std::optional<int> month{};
    std::optional<int> day{};
};

// Two digits, or nothing known: `<<`. Anything else is no part of a date.
bool read_part(std::string_view pair, std::optional<int>& part) {
    if (pair == "<<") return true;
    for (char c : pair)
        if (c < '0' || c > '9') return false;
    part = (pair[0] - '0') * 10 + (pair[1] - '0');
    return true;
}

bool exists(std::optional<int> year, std::optional<int> month, std::optional<int> day) {
    using namespace std::chrono;
    if (month && (*month < 1 || *month > 12)) return false;
    if (!day) return true;
    if (!month) return *day >= 1 && *day <= 31;
    constexpr int leap_year = 2000;  // any day that some year has is possible where the year is unknown
    return year_month_day{std::chrono::year{year.value_or(leap_year)}, std::chrono::month(unsigned(*month)),
                          std::chrono::day(unsigned(*day))}
        .ok();
}

// Days of a calendar with months of equal length: enough to compare dates with parts unknown.
int rank(int year, int month, int day) { return (year * 12 + month) * 31 + day; }

int rank(std::chrono::year_month_day date) {
    return rank(int(date.year()), int(unsigned(date.month())), int(unsigned(date.day())));
}

std::optional<int> birth_year(const Parts& parts, std::chrono::year_month_day today) {
    int century = int(today.year()) / 100 * 100;
    for (int year = century + *parts.year; year >= century - 200; year -= 100) {
        bool is_after_today = rank(year, parts.month.value_or(1), parts.day.value_or(1)) > rank(today);
        if (!is_after_today && exists(year, parts.month, parts.day)) return year;
    }
    return std::nullopt;
}

std::optional<int> expiry_year(const Parts& parts, std::chrono::year_month_day today) {
    int century = int(today.year()) / 100 * 100;
    std::optional<int> nearest;
    int least = 0;
    for (int year = century + 100 + *parts.year; year >= century - 100; year -= 100) {
        if (!exists(year, parts.month, parts.day)) continue;
        int off = std::abs(rank(year, parts.month.value_or(1), parts.day.value_or(1)) - rank(today));
        if (nearest && off >= least) continue;
        nearest = year;
        least = off;
    }
    return nearest;
}

template <typename ResolveYear>
MrzDate parse_date(std::string_view printed, ResolveYear resolve_year) {
    MrzDate date;
    date.printed = printed;
    Parts parts;
    date.is_readable = read_part(printed.substr(0, 2), parts.year) && read_part(printed.substr(2, 2), parts.month) &&
                       read_part(printed.substr(4, 2), parts.day) && exists({}, parts.month, parts.day);
    if (date.is_readable && parts.year) {
        date.year = resolve_year(parts);
        date.is_readable = date.year.has_value();
    }
    if (!date.is_readable) return date;
    date.month = parts.month;
    date.day = parts.day;
    return date;
}

}  // namespace

MrzDate parse_birth_date(std::string_view printed, std::chrono::year_month_day today) {
    return parse_date(printed, [today](const Parts& parts) { return birth_year(parts, today); });
}

MrzDate parse_expiry_date(std::string_view printed, std::chrono::year_month_day today) {
    return parse_date(printed, [today](const Parts& parts) { return expiry_year(parts, today); });
}

std::string MrzDate::text() const {
    auto digits = [](std::optional<int> part, const char* format, const char* unknown) -> std::string {
        if (!part) return unknown;
        char buffer[16];
        std::snprintf(buffer, sizeof buffer, format, *part);
        return buffer;
    };
    return digits(year, "%04d", "XXXX") + "-" + digits(month, "%02d", "XX") + "-" + digits(day, "%02d", "XX");
}

std::chrono::year_month_day today_utc() {
    return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())};
}

}  // namespace limner
