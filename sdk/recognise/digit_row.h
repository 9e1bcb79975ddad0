#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <string>

namespace limner {

/// Digits of fixed pitch that were read one by one.
struct DigitRow {
    std::string digits{};
    double confidence_0_1 = 0;  ///< Of the least certain one.
};

/// Reads `count` digits that fill a row of print on a grey page, dark on light, by a net that has learned OCR-A and
/// fonts like it (sdk/recognise/training/train_digits.py). Nothing where the row is no such row.
std::optional<DigitRow> read_digit_row(const cv::Mat& page, const cv::Rect& row, int count);

}  // namespace limner
