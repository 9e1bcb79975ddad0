#include "recognise/page_pictures.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner {
namespace {

/// An upright edge that was looked for along the columns of a part.
struct Edge {
    int column = 0;
    bool is_seen = false;
};

// The column whose two sides differ on most rows, in one and the same way.
Edge find_edge(const cv::Mat& part, int nominal, int distance) {
    constexpr double least_step = 5, least_share = 0.7;
    Edge best{nominal, false};
    double most = least_share;
    for (int column = distance; column + distance < part.cols; ++column) {
        int brighter = 0, darker = 0;
        for (int row = 0; row < part.rows; ++row) {
            const int step =
                part.at<std::uint8_t>(row, column + distance) - part.at<std::uint8_t>(row, column - distance);
            brighter += step > least_step;
            darker += step < -least_step;
        }
        const double share = double(std::max(brighter, darker)) / part.rows;
        // Of equally clear ones the nearest.
        const double score = share - 0.1 * std::abs(column - nominal) / part.cols;
        if (score <= most) continue;
        most = score;
        best = {column, true};
    }
    return best;
}

// The frame's sides lie within this of their places.
constexpr double reach_mm = 4, inner_share = 0.7, step_mm = 0.35;

Edge upright_side(const cv::Mat& smooth, const cv::Rect& place, int at, double pixels_per_mm) {
    const int reach = cvRound(reach_mm * pixels_per_mm), inner = cvRound(place.height * (1 - inner_share) / 2);
    const cv::Rect part =
        cv::Rect(at - reach, place.y + inner, 2 * reach, place.height - 2 * inner) & cv::Rect({0, 0}, smooth.size());
    if (part.width < 8 || part.height < 8) return {at, false};
    Edge edge = find_edge(smooth(part), at - part.x, std::max(1, cvRound(step_mm * pixels_per_mm)));
    edge.column += part.x;
    return edge;
}

std::uint8_t brightness_of_paper(const cv::Mat& smooth) {
    constexpr double share = 0.8;
    std::vector<std::uint8_t> values;
    for (int y = 0; y < smooth.rows; y += 4)
        for (int x = 0; x < smooth.cols; x += 4) values.push_back(smooth.at<std::uint8_t>(y, x));
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::ranges::nth_element(values, at);
    return *at;
}

}  // namespace

std::optional<PagePicture> find_portrait(const cv::Mat& gray, const cv::Rect& place, double pixels_per_mm) {
    constexpr double smoothing_mm = 0.15, tones_mm = 1, least_tone = 6, full_tone = 30;
    const cv::Rect within = place & cv::Rect({0, 0}, gray.size());
    if (within.width < 16 || within.height < 16) return std::nullopt;
    cv::Mat smooth, tones, off;
    cv::GaussianBlur(gray, smooth, {}, std::max(0.5, smoothing_mm * pixels_per_mm));
    cv::GaussianBlur(gray(within), tones, {}, tones_mm * pixels_per_mm);
    cv::absdiff(tones, cv::Scalar(brightness_of_paper(smooth)), off);
    const double tone = cv::mean(off)[0];
    if (tone < least_tone) return std::nullopt;
    const cv::Mat across = smooth.t();
    const cv::Rect turned(within.y, within.x, within.height, within.width);
    const Edge left = upright_side(smooth, within, within.x, pixels_per_mm);
    const Edge right = upright_side(smooth, within, within.x + within.width, pixels_per_mm);
    const Edge top = upright_side(across, turned, within.y, pixels_per_mm);
    const Edge bottom = upright_side(across, turned, within.y + within.height, pixels_per_mm);
    const int seen = left.is_seen + right.is_seen + top.is_seen + bottom.is_seen;
    return PagePicture{{left.column, top.column, right.column - left.column, bottom.column - top.column},
                       std::min(1.0, tone / full_tone) * (0.5 + 0.125 * seen)};
}

std::optional<PagePicture> find_signature(const cv::Mat& gray, const cv::Rect& place, double pixels_per_mm) {
    constexpr double stroke_mm = 2, share = 0.4, least_contrast = 25, speck_mm = 0.8, least_width_mm = 5,
                     sure_width_mm = 15, margin_mm = 1;
    const cv::Rect within = place & cv::Rect({0, 0}, gray.size());
    if (within.width < 8 || within.height < 8) return std::nullopt;
    cv::Mat paper, ink, labels, stats, centres;
    const int reach = std::max(3, cvRound(stroke_mm * pixels_per_mm)) | 1;
    cv::morphologyEx(gray(within), paper, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {reach, reach}));
    cv::subtract(paper, gray(within), ink);
    double darkest = 0;
    cv::minMaxLoc(ink, nullptr, &darkest);
    if (darkest < least_contrast) return std::nullopt;
    const int count = cv::connectedComponentsWithStats(ink > share * darkest, labels, stats, centres, 8, CV_32S);
    cv::Rect strokes;
    for (int i = 1; i < count; ++i) {
        const cv::Rect box(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                           stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT));
        if (std::max(box.width, box.height) >= speck_mm * pixels_per_mm)
            strokes = strokes.empty() ? box : strokes | box;
    }
    const double width_mm = strokes.width / pixels_per_mm;
    if (width_mm < least_width_mm) return std::nullopt;
    const int margin = cvRound(margin_mm * pixels_per_mm);
    const cv::Rect box(within.x + strokes.x - margin, within.y + strokes.y - margin, strokes.width + 2 * margin,
                       strokes.height + 2 * margin);
    return PagePicture{box & cv::Rect({0, 0}, gray.size()), std::min(1.0, width_mm / sure_width_mm)};
}

}  // namespace limner
