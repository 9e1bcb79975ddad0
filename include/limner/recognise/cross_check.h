#pragma once

#include <limner/base/result.h>
#include <limner/base/text.h>
#include <limner/recognise/mrz.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// How two texts that stand for one thing agree, from the closest to none. Only `different` and `unreadable` need
/// somebody's eyes.
enum class Agreement {
    same,              ///< Letter for letter, but for case, accents, punctuation, and the family name's place.
    spelling_variant,  ///< Muhammad, Muh., M.; oe and u, dj and j; words written together.
    title,             ///< One has academic or religious titles.
    abbreviated,       ///< One has initials.
    truncated,         ///< One ends early: an MRZ's field was full, a date's part is not known.
    added_name,        ///< One has further names.
    different,
    unreadable,  ///< One could not be read, or is of letters that cannot be compared.
};

/// "same", "spelling_variant", ...
std::string_view name_of(Agreement agreement) noexcept;

/// Whom a claim is about: children are enrolled with their parents' documents.
enum class PersonRole { applicant, father, mother };
/// "applicant", "father", "mother".
std::string_view name_of(PersonRole role) noexcept;

/// What one source says about one person. An absent member: it says nothing; an empty one: it could not be read.
struct PersonClaim {
    std::string source{};  ///< "application", "page": a name that the officer knows.
    PersonRole role = PersonRole::applicant;
    std::optional<std::string> name{};        ///< The whole name in UTF-8, given names first.
    std::vector<std::string> former_names{};  ///< Documented ones.
    bool is_name_truncated = false;
    std::optional<std::string> birth_date{};  ///< "YYYY-MM-DD"; XX (year: XXXX) for what is not known.
    std::optional<std::string> birth_place{};
    std::optional<std::string> sex{};  ///< "M", "F", "X".
    std::optional<std::string> nik{};
    bool is_nik_derived = false;  ///< Put together from a passport's optional data and birth year.
    std::optional<std::string> document_number{};
    std::optional<std::string> nationality{};  ///< Three letters.
};

/// One field as two sources have it.
struct FieldAgreement {
    std::string field{};  ///< "name", "birth_date", "birth_place", "sex", "nik", "document_number", "nationality",
                          ///< "expiry_date" (of one document's print and MRZ).
    PersonRole role = PersonRole::applicant;
    std::string source_a{}, source_b{};
    std::string value_a{}, value_b{};
    Agreement agreement = Agreement::different;
    bool is_former_name = false;  ///< It agrees with a documented former name.
    bool is_derived = false;      ///< A derived NIK is one of the two.

    /// Somebody has to look at it.
    bool needs_review() const noexcept {
        return agreement == Agreement::different || agreement == Agreement::unreadable;
    }
};

/// Compares two whole names. `a_is_truncated`: a's letters, in an MRZ's order or a name's, may end early. Names in
/// letters of Latin, Cyrillic and Arabic are compared by their transliteration; others are unreadable.
Agreement compare_names(std::string_view a, std::string_view b, bool a_is_truncated = false,
                        bool b_is_truncated = false);

/// Compares two dates "YYYY-MM-DD"; XX (year: XXXX) for what is not known.
Agreement compare_dates(std::string_view a, std::string_view b);

/// Every field that two claims about one person both have, each pair of claims once, in the order given. A pure
/// function; safe from any thread.
std::vector<FieldAgreement> cross_check(const std::vector<PersonClaim>& claims);

/// What to tell the officer: that the two differ, which ones, and no more than that.
Text message_for(const FieldAgreement& agreement);

/// What an MRZ says about the applicant. The NIK of an Indonesian passport is derived.
PersonClaim claim_of(const Mrz& mrz, std::string source);

/// The NIK that an Indonesian passport's optional data stand for: they are the NIK without its year's two digits, which
/// the birth date has. Absent for every other MRZ, and where they are not fourteen digits. Seen on one sample.
std::optional<std::string> nik_from(const Mrz& mrz);

/// Reads an application's data: a JSON object of the claim's members (`name`, `former_names`, `birth_date`,
/// `birth_place`, `sex`, `nik`, `document_number`, `nationality`), `father` and `mother` as objects of the same, and
/// `documents`, a list of objects of the same with `source` and `role`. Errors (invalid_setup, and those of reading a
/// file) name the file, the member and what is allowed, never a value.
Result<std::vector<PersonClaim>> read_application(const std::filesystem::path& path);

}  // namespace limner
