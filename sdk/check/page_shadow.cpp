#include "check/page_shadow.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner {
namespace {

constexpr int cells_along = 96;

// The page's paper in cells, without what is printed on it.
struct PaperCells {
    cv::Mat paper{};   // 32FC3, RGB
    cv::Mat level{};   // 32FC1, gray
    cv::Mat inside{};  // 8UC1, 255 where the cell is on the page
};

PaperCells cells_of(const PageView& view, const PagePrint& print) {
    // The closing, at half size, fills strokes and the gaps between lines.
    cv::Mat colour;
    cv::resize(view.colour(), colour, view.colour().size() / 2, 0, 0, cv::INTER_AREA);
    const int cell = std::max(2, std::max(colour.cols, colour.rows) / cells_along);
    const cv::Size size(colour.cols / cell, colour.rows / cell);
    cv::morphologyEx(colour, colour, cv::MORPH_CLOSE, cv::Mat::ones(2 * cell + 1, 2 * cell + 1, CV_8U));
    PaperCells cells;
    cv::resize(colour, cells.paper, size, 0, 0, cv::INTER_AREA);
    cells.paper.convertTo(cells.paper, CV_32F);
    cv::cvtColor(cells.paper, cells.level, cv::COLOR_RGB2GRAY);
    cv::resize(print.region, cells.inside, size, 0, 0, cv::INTER_AREA);
    cells.inside = cells.inside == 255;
    return cells;
}

cv::Vec3d lit_paper(const PaperCells& cells) {
    constexpr double lit_share = 0.9;
    std::vector<std::pair<float, cv::Point>> levels;
    for (int y = 0; y < cells.level.rows; ++y)
        for (int x = 0; x < cells.level.cols; ++x)
            if (cells.inside.at<std::uint8_t>(y, x)) levels.emplace_back(cells.level.at<float>(y, x), cv::Point(x, y));
    if (levels.empty()) return {};
    auto at = levels.begin() + static_cast<std::ptrdiff_t>(lit_share * static_cast<double>(levels.size() - 1));
    std::ranges::nth_element(levels, at, {}, [](const auto& level) { return level.first; });
    return cells.paper.at<cv::Vec3f>(at->second);
}

// Darker paper of the lit paper's hue.
cv::Mat shaded_cells(const PaperCells& cells, const cv::Vec3d& lit) {
    constexpr double darkest = 0.25, brightest = 0.8, least_alike = 0.88;
    cv::Mat shaded = cv::Mat::zeros(cells.level.size(), CV_8U);
    for (int y = 0; y < shaded.rows; ++y)
        for (int x = 0; x < shaded.cols; ++x) {
            if (!cells.inside.at<std::uint8_t>(y, x)) continue;
            const cv::Vec3f here = cells.paper.at<cv::Vec3f>(y, x);
            double least = 2, most = 0;
            for (int channel = 0; channel < 3; ++channel) {
                const double share = here[channel] / std::max(1.0, lit[channel]);
                least = std::min(least, share);
                most = std::max(most, share);
            }
            const bool is_darker = least >= darkest && most <= brightest, is_alike = least >= least_alike * most;
            if (is_darker && is_alike) shaded.at<std::uint8_t>(y, x) = 255;
        }
    return shaded;
}

// Cells of a fading rim lie between the two levels; beside a hard edge the next cell but one is lit again.
bool has_fading_rim(const PaperCells& cells, const cv::Mat& shadow, double lit) {
    constexpr double dim = 0.93, least_share = 0.3;
    cv::Mat near, rim;
    cv::dilate(shadow, near, cv::Mat::ones(3, 3, CV_8U));
    cv::dilate(near, rim, cv::Mat::ones(3, 3, CV_8U));
    rim &= ~near & cells.inside;
    const int all = cv::countNonZero(rim);
    cv::Mat fading = cells.level < dim * lit;
    return all > 0 && cv::countNonZero(fading & rim) >= least_share * all;
}

}  // namespace

double shadow_share(const PageView& view, const PagePrint& print) {
    const PaperCells cells = cells_of(view, print);
    const int page = cv::countNonZero(cells.inside);
    if (page == 0) return 0;
    const cv::Vec3d lit = lit_paper(cells);
    const double lit_level = 0.299 * lit[0] + 0.587 * lit[1] + 0.114 * lit[2];
    cv::Mat labels, inner, border;
    cv::erode(cells.inside, inner, cv::Mat::ones(3, 3, CV_8U), {-1, -1}, 1, cv::BORDER_CONSTANT, cv::Scalar(0));
    border = cells.inside & ~inner;
    const int count = cv::connectedComponents(shaded_cells(cells, lit), labels, 8, CV_32S);
    double shadow = 0;
    for (int i = 1; i < count; ++i) {
        const cv::Mat blob = labels == i;
        if (cv::countNonZero(blob & border) > 0 && has_fading_rim(cells, blob, lit_level))
            shadow += cv::countNonZero(blob);
    }
    return shadow / page;
}

}  // namespace limner
