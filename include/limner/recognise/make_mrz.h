#pragma once

#include <limner/base/result.h>
#include <limner/recognise/mrz.h>

#include <string>
#include <vector>

namespace limner {

/// What an MRZ of Doc 9303 is made of. Names are UTF-8 and are transliterated; all else is as it is printed, without
/// the fillers at its end.
struct MrzSource {
    MrzFormat format = MrzFormat::td3;  ///< td1, td2, td3, mrv_a or mrv_b.
    std::string document_code = "P";
    std::string issuing_state{};
    std::string surname{};  ///< The whole name where there is one name only.
    std::string given_names{};
    std::string document_number{};  ///< Over nine characters: TD1 (22) and TD2 (14) only.
    std::string nationality{};
    std::string birth_date{};  ///< YYMMDD; `<<` for what is not known.
    Sex sex = Sex::unspecified;
    std::string expiry_date{};  ///< YYMMDD.
    std::string optional_data{};
    std::string optional_data_2{};  ///< TD1 only.
};

/// The lines with every check digit. A name that is too long is shortened from its last component on, each to no less
/// than its initial, first the given names (Doc 9303 part 4, 4.2.3), until it ends in the last column. The digit of an
/// empty personal number is a filler. Errors (invalid_argument) name the field and the reason.
Result<std::vector<std::string>> make_mrz(const MrzSource& source);

}  // namespace limner
