#pragma once

#include <limner/base/result.h>
#include <limner/recognise/mrz.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace limner {

/// What the PDF417 of a North American driving licence or identity card says (AAMVA DL/ID Card Design Standard, annex
/// D). Texts are as they are encoded, without spaces around; what is not there is empty.
struct AamvaDocument {
    std::string issuer{};  ///< Issuer identification number, six digits.
    int version = 0;       ///< Of the standard: 1 (2000) to 10 (2020) and later.
    int jurisdiction_version = 0;
    std::string family_name{};
    std::string given_names{};       ///< First and middle names, parted by spaces.
    bool is_name_truncated = false;  ///< One of them is marked so.
    std::string document_number{};
    std::optional<std::chrono::year_month_day> birth_date{};
    std::optional<std::chrono::year_month_day> issue_date{};
    std::optional<std::chrono::year_month_day> expiry_date{};
    Sex sex = Sex::unspecified;
    std::string street{};
    std::string city{};
    std::string state{};
    std::string postal_code{};
    std::string country{};                          ///< "USA" or "CAN" where it is stated.
    std::map<std::string, std::string> elements{};  ///< Every element by its three letters, of all subfiles.
};

/// Parses a barcode's bytes. Offsets and lengths of subfiles, which issuers get wrong, are hints only. Errors
/// (invalid_argument) say what is missing: a header of the standard, a subfile, any element. Never throws; memory is
/// proportional to at most 64 KiB of input.
Result<AamvaDocument> parse_aamva(std::string_view bytes);

}  // namespace limner
