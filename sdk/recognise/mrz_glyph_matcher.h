#pragma once

#include "recognise/mrz_strip.h"

#include <array>
#include <opencv2/core/mat.hpp>
#include <string_view>
#include <vector>

namespace limner {

constexpr std::string_view mrz_alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
using MrzSimilarities = std::array<float, mrz_alphabet.size()>;

/// How alike the cells of a line and the characters of OCR-B are, -1 to 1 (correlation of the pixels). The first entry
/// is the cell that stands `spare_cells` before the strip's first one, the last as many after its last one.
struct MrzMatch {
    static constexpr int spare_cells = 2;
    std::vector<MrzSimilarities> cells{};
};

/// Compares cells with the glyphs of OCR-B. First finds how the whole line is printed (height, width, weight, place in
/// its cells), then lets every cell shift by a little. Building one takes some milliseconds; safe from any thread
/// after.
class MrzGlyphMatcher {
public:
    MrzGlyphMatcher();

    /// Mean similarity of some cells with their best character: tells a line from one that is upside down.
    double rough_fit(const MrzStrip& strip) const;
    MrzMatch match(const MrzStrip& strip) const;

private:
    // Where a line stands in its strip, in pixels of half a cell's size, and how it is printed.
    struct Place {
        std::size_t print = 0;
        cv::Point shift{};
        double fit = -1;
    };
    Place rough_place(const cv::Mat& half, int cells) const;
    Place place_of(const cv::Mat& half, int cells) const;

    std::vector<cv::Mat> whole_{};  // of each print, a row of pixels for each character
    cv::Mat half_{};                // of all prints one below the other, at half the size
};

}  // namespace limner
