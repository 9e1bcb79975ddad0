#pragma once

#include <limner/recognise/mrz.h>

#include <array>
#include <optional>
#include <span>

namespace limner {

/// A run of characters of an MRZ; line and column count from 0.
struct MrzSpan {
    int line = 0;
    int column = 0;
    int size = 0;
};

/// Where Doc 9303 parts 4 to 7 put the fields of a format. The document code is always line 0, columns 0 and 1, the
/// issuing state columns 2 to 4.
struct MrzLayout {
    MrzFormat format;
    int line_count;
    int line_length;
    MrzSpan name;
    MrzSpan document_number;
    MrzSpan document_number_check;
    MrzSpan nationality;
    MrzSpan birth_date;
    MrzSpan birth_date_check;
    MrzSpan sex;
    MrzSpan expiry_date;
    MrzSpan expiry_date_check;
    MrzSpan optional_data;
    std::optional<MrzSpan> optional_data_check{};  ///< TD3.
    std::optional<MrzSpan> optional_data_2{};      ///< TD1.
    std::optional<MrzSpan> composite_check{};      ///< Not on visas.
    std::array<MrzSpan, 4> composite{};            ///< What the composite digit covers, in its order.
    /// A document number longer than nine characters goes on in optional_data (parts 5 and 6, 4.2.2).
    bool has_long_numbers = false;
};

const MrzLayout& mrz_layout(MrzFormat format) noexcept;

/// All five, in the order of the enumeration.
std::span<const MrzLayout> mrz_layouts() noexcept;

}  // namespace limner
