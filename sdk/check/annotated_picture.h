#pragma once

#include <limner/base/result.h>
#include <limner/frame/geometry.h>
#include <limner/frame/image.h>

#include <string>
#include <vector>

namespace limner {

/// What a check found, to be drawn: points as crosses, and a closed outline.
struct PictureMarks {
    std::vector<Point> points{};
    std::vector<Point> outline{};
};

/// A copy in rgb8 with the marks drawn in, as wide as the image or 320 pixels, and below it the lines of the caption
/// (ASCII) in words, wrapped. Errors: those of to_displayable().
Result<Image> annotated_picture(const Image& image, const PictureMarks& marks, const std::vector<std::string>& caption);

}  // namespace limner
