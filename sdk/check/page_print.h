#pragma once

#include "check/page_view.h"

#include <optional>
#include <vector>

namespace limner {

/// What is printed on a page, in the reduced picture.
struct PagePrint {
    cv::Mat region{};                ///< 8UC1, 255 on the page
    cv::Mat ink{};                   ///< 8UC1, 255 where the picture is clearly darker than the paper around
    cv::Mat dark{};                  ///< the same on the whole picture, to its very borders
    double ink_share = 0;            ///< of the region
    std::vector<cv::Rect> glyphs{};  ///< boxes of what may be characters, words where they run together
    double glyph_height_px = 0;      ///< the typical height, weighted by width; 0 where there are too few
};

/// `quad`: of the page; absent: the whole picture is taken for the page.
PagePrint find_print(const PageView& view, const std::optional<Quad>& quad);

/// Clockwise angle of the lines of print, within 20 degrees of `around`; nothing where no direction stands out.
std::optional<double> skew_of_print(const PagePrint& print, double around_degrees = 0);

/// How much of the slopes' energy further blur takes from the print, 0 (all was gone before) to about 0.8 (sharp), at
/// scales that follow the height of the characters: the same page is as sharp at any resolution that shows its strokes.
/// Nothing where too little is printed, or noise drowns it.
std::optional<double> sharpness_of_print(const PageView& view, const PagePrint& print);

}  // namespace limner
