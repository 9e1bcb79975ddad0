#pragma once

#include "recognise/line_ocr.h"

#include <opencv2/core/types.hpp>
#include <string>
#include <vector>

namespace limner {

/// Words of a page that stand together in one row.
struct TextRun {
    std::vector<LineOcr::Word> words{};

    std::string text() const;
    cv::Rect box() const;
    double confidence_0_1() const;
};

/// Words in rows, parted where a gap is wider than print has.
std::vector<TextRun> runs_of(const std::vector<LineOcr::Word>& words);

/// A caption that was found, as words of a run.
struct CaptionHit {
    std::size_t run = 0, first = 0, end = 0;  ///< Words first..end-1.
    cv::Rect box{};
    double off = 0;  ///< The share of its letters that were read otherwise.
};

/// Where one of the captions stands; captions are small, so that some letters may be misread. Of several places the one
/// that is read best.
std::optional<CaptionHit> find_caption(const std::vector<TextRun>& runs, const std::vector<std::string>& captions);

}  // namespace limner
