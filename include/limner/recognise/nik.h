#pragma once

#include <limner/base/result.h>
#include <limner/recognise/cross_check.h>

#include <optional>
#include <string>
#include <string_view>

namespace limner {

/// What an Indonesian population number says: it has no check digit and never changes.
struct Nik {
    std::string digits{};       ///< Sixteen.
    std::string region_code{};  ///< Six digits: the district of the first registration, which may be a retired code.
    std::string province{};     ///< Empty: the code is unknown, which is a warning and no more.
    int day = 0, month = 0;     ///< As registered first; day is 1..31.
    int year_of_century = 0;
    Sex sex = Sex::unspecified;
    int serial = 0;
};

/// Takes sixteen digits apart; spaces, dots and hyphens between them are ignored. Errors (invalid_argument) name the
/// reason: another count, what is no digit, a day or month outside the calendar.
Result<Nik> parse_nik(std::string_view text);

/// How a NIK agrees with a birth date ("YYYY-MM-DD", parts may be XX) and a sex ("M", "F"). A disagreement is a hint
/// for the officer: the NIK stays when a birth date is corrected.
Agreement compare_birth_date(const Nik& nik, std::string_view birth_date);
Agreement compare_sex(const Nik& nik, std::string_view sex);

}  // namespace limner
