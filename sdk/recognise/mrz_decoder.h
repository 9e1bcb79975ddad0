#pragma once

#include "recognise/mrz_glyph_matcher.h"
#include "recognise/mrz_layout.h"

#include <limner/recognise/read_mrz.h>

#include <string>
#include <vector>

namespace limner {

/// How much each cell of each line looks like each character; the larger the liker, on the scale of MrzMatch.
using MrzScores = std::vector<std::vector<MrzSimilarities>>;

/// The text that a recogniser saw, and what was changed on the way.
struct MrzDecoding {
    std::vector<std::string> lines{};
    std::vector<MrzCorrection> corrections{};
    std::vector<std::vector<bool>> is_in_doubt{};  ///< Cells that may hold another character of their place which no
                                                   ///< agreeing check digit tells from it.
    double confidence_0_1 = 0;                     ///< An estimate that every character is right.
};

/// The character that a cell looks like most.
char best_character(const MrzSimilarities& cell);

/// Reads the cells. What Doc 9303 requires of a place (digits in dates, letters in names) decides between a digit and a
/// letter of one shape (0 and O, 1 and I, ...). Where a check digit disagrees, one or two cells in doubt are changed if
/// exactly one such change makes it agree and the composite digit, where there is one, with it. Everything changed is
/// listed; where no such change exists the text stays as it was seen.
MrzDecoding decode_mrz(const MrzScores& scores, const MrzLayout& layout);

/// Whether the text has the shape of an MRZ of this layout: letters and digits where they belong, fillers, and agreeing
/// check digits: one beside a document code, else two.
bool looks_like_mrz(const std::vector<std::string>& lines, const MrzLayout& layout);

}  // namespace limner
