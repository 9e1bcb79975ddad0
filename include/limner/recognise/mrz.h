#pragma once

#include <limner/base/result.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// The formats of ICAO Doc 9303, parts 4 to 7, and national ones that are not of it: the French identity card until
/// 2021, the French and the Swiss driving licence.
enum class MrzFormat { td1, td2, td3, mrv_a, mrv_b, fra_id, fra_dl, che_dl };

/// "TD1", "TD2", "TD3", "MRV-A", "MRV-B", "FRA-ID", "FRA-DL", "CHE-DL".
std::string_view name_of(MrzFormat format) noexcept;

/// A date of an MRZ. Parts that the issuer does not know are absent (printed as `<<`).
struct MrzDate {
    std::optional<int> year{};  ///< Four digits, the century resolved against the day of reading.
    std::optional<int> month{};
    std::optional<int> day{};
    std::string printed{};    ///< The six characters as printed.
    bool is_readable = true;  ///< False where they are no date; then year, month and day are absent.

    /// "YYYY-MM-DD" with XX (year: XXXX) for what is not known.
    std::string text() const;
};

enum class Sex { male, female, unspecified };

/// One check digit: what is printed and what Doc 9303 part 3, 4.9 computes.
struct MrzCheck {
    std::string field{};  ///< "document_number", "birth_date", "expiry_date", "personal_number", "composite".
    char printed = '<';
    char computed = '0';
    bool is_ok = false;
};

struct MrzFields {
    std::string document_code{};
    std::string issuing_state{};
    std::string surname{};
    std::string given_names{};
    std::string document_number{};
    std::string nationality{};
    MrzDate birth_date{};
    Sex sex = Sex::unspecified;
    MrzDate expiry_date{};           ///< Nothing printed on FRA-ID and CHE-DL, as the birth date on FRA-DL.
    std::string optional_data{};     ///< FRA-ID: department and office; CHE-DL: licence number and version.
    std::string optional_data_2{};   ///< TD1 only.
    std::string personal_number{};   ///< TD3: the optional data where its check digit is used.
    bool is_name_truncated = false;  ///< The name fills its field (Doc 9303 part 3, 4.6).
};

/// A parsed MRZ. `lines` is what is printed: nothing is corrected or invented.
struct Mrz {
    MrzFormat format = MrzFormat::td3;
    std::vector<std::string> lines{};
    MrzFields fields{};
    std::vector<MrzCheck> checks{};
    std::vector<std::string> problems{};  ///< What is against the specification beside check digits, in English.

    /// Every check digit agrees and no date is unreadable.
    bool is_valid() const noexcept;
};

/// Parses the lines of one document: two or three of one length, those of CHE-DL (9, 30, 30 characters), one of FRA-DL.
/// Spaces at the ends are ignored and small letters are not taken for capitals. Errors (invalid_argument) name the
/// line, the column and what is allowed: number and length of lines, characters. Never throws; memory is bounded by a
/// constant. `today` resolves centuries: a birth date is not after it, an expiry date not more than 50 years off.
Result<Mrz> parse_mrz(const std::vector<std::string>& lines, std::chrono::year_month_day today);

/// The present day in UTC.
std::chrono::year_month_day today_utc();

/// Doc 9303 part 3, 4.9: weights 7, 3, 1; nothing where a character has no value.
std::optional<char> mrz_check_digit(std::string_view text) noexcept;

}  // namespace limner
