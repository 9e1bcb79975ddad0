#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace limner {

/// Capitals that stand alone, each with how sure it is.
struct LetterRow {
    std::string text{};         ///< Capitals, '+', '-' and '/'; '?' for a glyph that is none of the letters asked for.
    double confidence_0_1 = 0;  ///< Of the least certain one.
};

/// Reads one or two capitals, a slash between or a sign behind them, in a row of print on a grey page, dark on light,
/// by a net that has learned printed capitals (sdk/recognise/training/train_letters.py): a line reader wants longer
/// lines. `letters`: those that may stand there. Nothing where the row shows no such thing.
std::optional<LetterRow> read_letter_row(const cv::Mat& page, const cv::Rect& row, std::string_view letters);

}  // namespace limner
