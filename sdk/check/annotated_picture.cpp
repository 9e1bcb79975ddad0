#include "check/annotated_picture.h"

#include <limner/frame/image_file.h>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sstream>

namespace limner {
namespace {

const cv::Scalar green{0, 220, 60}, black{0, 0, 0}, white{255, 255, 255};
constexpr int font = cv::FONT_HERSHEY_SIMPLEX;
constexpr int least_width = 320;  // of a picture with words below it

cv::Mat rgb_of(const Image& image) {
    const int channels = image.format() == PixelFormat::gray8 ? 1 : 3;
    cv::Mat rgb(image.height(), image.width(), CV_8UC(channels));
    std::memcpy(rgb.data, image.bytes().data(), image.bytes().size());
    if (channels == 1) cv::cvtColor(rgb, rgb, cv::COLOR_GRAY2RGB);
    return rgb;
}

cv::Point pixel(Point point) { return {cvRound(point.x), cvRound(point.y)}; }

int stroke_of(const cv::Mat& picture) { return std::max(1, std::max(picture.cols, picture.rows) / 500); }

void cross(cv::Mat& picture, Point at) {
    const int arm = std::max(4, std::max(picture.cols, picture.rows) / 100);
    cv::drawMarker(picture, pixel(at), black, cv::MARKER_CROSS, 2 * arm + 2, stroke_of(picture) + 2);
    cv::drawMarker(picture, pixel(at), green, cv::MARKER_CROSS, 2 * arm, stroke_of(picture));
}

/// The lines of a text that is `width` pixels wide at most; a word that is wider stands alone.
std::vector<std::string> wrapped(const std::string& text, double scale, int width) {
    std::vector<std::string> lines{""};
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
        if (!lines.back().empty() && cv::getTextSize(longer, font, scale, 1, nullptr).width > width)
            lines.push_back(std::move(word));
        else
            lines.back() = std::move(longer);
    }
    return lines;
}

/// The picture on top of its caption.
cv::Mat with_caption(const cv::Mat& picture, const std::vector<std::string>& caption) {
    const int width = std::max(picture.cols, least_width);
    const double scale = width / 1100.0 + 0.15;
    const int line_height = cvCeil(34 * scale), margin = line_height / 2;
    std::vector<std::string> lines;
    for (const std::string& text : caption)
        for (std::string& line : wrapped(text, scale, width - 2 * margin)) lines.push_back(std::move(line));
    cv::Mat page(picture.rows + static_cast<int>(lines.size()) * line_height + 2 * margin, width, CV_8UC3, white);
    picture.copyTo(page(cv::Rect(0, 0, picture.cols, picture.rows)));
    for (std::size_t i = 0; i < lines.size(); ++i)
        cv::putText(page, lines[i], {margin, picture.rows + static_cast<int>(i + 1) * line_height}, font, scale, black,
                    std::max(1, cvRound(1.5 * scale)), cv::LINE_AA);
    return page;
}

bool is_drawable(Point point) {
    constexpr double far = 1e6;
    return std::abs(point.x) < far && std::abs(point.y) < far;
}

}  // namespace

Result<Image> annotated_picture(const Image& image, const PictureMarks& marks,
                                const std::vector<std::string>& caption) {
    const auto displayable = to_displayable(image);
    if (!displayable) return displayable.error();
    cv::Mat picture = rgb_of(*displayable);
    for (Point point : marks.points)
        if (is_drawable(point)) cross(picture, point);
    for (std::size_t i = 0; i < marks.outline.size(); ++i) {
        const Point from = marks.outline[i], to = marks.outline[(i + 1) % marks.outline.size()];
        if (is_drawable(from) && is_drawable(to))
            cv::line(picture, pixel(from), pixel(to), green, stroke_of(picture), cv::LINE_AA);
    }
    const cv::Mat page = with_caption(picture, caption);
    const auto* first = reinterpret_cast<const std::byte*>(page.data);
    return Image::from_pixels(page.cols, page.rows, PixelFormat::rgb8, {first, first + page.total() * page.elemSize()});
}

}  // namespace limner
