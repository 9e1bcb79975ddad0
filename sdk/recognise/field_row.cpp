#include "recognise/field_row.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner {
namespace {

// What is clearly darker than the paper around, 255.
cv::Mat ink_of(const cv::Mat& part, int height) {
    cv::Mat paper, ink;
    const int reach = std::max(3, height / 2) | 1;
    cv::morphologyEx(part, paper, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {reach, reach}));
    cv::subtract(paper, part, ink);
    double darkest = 0;
    cv::minMaxLoc(ink, nullptr, &darkest);
    constexpr double least_contrast = 20, share = 0.4;
    return ink > std::max(least_contrast, share * darkest);
}

std::vector<double> counts_of_rows(const cv::Mat& mask) {
    std::vector<double> rows;
    for (int y = 0; y < mask.rows; ++y) rows.push_back(cv::countNonZero(mask.row(y)));
    return rows;
}

// The columns of a row's print: what stands far behind it is a speck or another field's.
cv::Range columns_of_print(const cv::Mat& mask) {
    const int least = std::max(2, cvRound(0.12 * mask.rows)), most_gap = cvRound(2.2 * mask.rows);
    cv::Range found(-1, -1);
    for (int x = 0; x < mask.cols; ++x) {
        if (cv::countNonZero(mask.col(x)) < least) continue;
        if (found.start < 0) found.start = x;
        if (found.end >= 0 && x - found.end > most_gap) break;
        found.end = x + 1;
    }
    return found;
}

struct Run {
    int first = 0, last = -1;
    double ink = 0;
};

std::vector<Run> runs_of(const std::vector<double>& rows) {
    // A letter's own gap is narrower than that between rows.
    const double least = std::max(1.0, 0.06 * *std::ranges::max_element(rows));
    std::vector<Run> runs;
    for (int y = 0; y < static_cast<int>(rows.size()); ++y) {
        const double ink = rows[static_cast<std::size_t>(y)];
        if (ink < least) continue;
        if (runs.empty() || y > runs.back().last + 2) runs.push_back({y, y, 0});
        runs.back().last = y;
        runs.back().ink += ink;
    }
    return runs;
}

}  // namespace

std::optional<cv::Rect> find_row(const cv::Mat& page, const cv::Rect& box) {
    const int reach = cvRound(box.height * 0.35);
    const cv::Rect wide =
        cv::Rect(box.x, box.y - reach, box.width, box.height + 2 * reach) & cv::Rect({0, 0}, page.size());
    if (wide.width < 8 || wide.height < 8) return std::nullopt;
    const double middle = box.y + box.height / 2.0 - wide.y;
    const Run* best = nullptr;
    double least = 1e9;
    const cv::Mat ink = ink_of(page(wide), wide.height);
    const auto runs = runs_of(counts_of_rows(ink));
    for (const Run& run : runs) {
        const int height = run.last - run.first + 1;
        if (height < 0.2 * box.height || height > 1.2 * box.height) continue;
        const double off = std::abs((run.first + run.last) / 2.0 - middle);
        if (off < least && off < 0.6 * box.height) best = &run;
        least = std::min(least, off);
    }
    if (!best) return std::nullopt;
    const cv::Range columns = columns_of_print(ink.rowRange(best->first, best->last + 1));
    if (columns.start < 0) return std::nullopt;
    const int margin = std::max(2, cvRound(0.12 * box.height)), aside = 3 * margin;
    return cv::Rect(wide.x + columns.start - aside, wide.y + best->first - margin,
                    columns.end - columns.start + 2 * aside, best->last - best->first + 1 + 2 * margin) &
           cv::Rect({0, 0}, page.size());
}

bool is_dash(const cv::Mat& page, const cv::Rect& box) {
    const cv::Rect inside = box & cv::Rect({0, 0}, page.size());
    if (inside.width < 8 || inside.height < 8) return false;
    const cv::Mat ink = ink_of(page(inside), inside.height);
    cv::Mat labels, stats, centres;
    const int count = cv::connectedComponentsWithStats(ink, labels, stats, centres, 8, CV_32S);
    int dashes = 0;
    for (int i = 1; i < count; ++i) {
        const int width = stats.at<int>(i, cv::CC_STAT_WIDTH), height = stats.at<int>(i, cv::CC_STAT_HEIGHT);
        if (height > 0.3 * inside.height) return false;
        if (width >= 0.12 * inside.height && width >= 1.6 * height) ++dashes;
    }
    return dashes == 1;
}

cv::Mat prepared_row(const cv::Mat& page, const cv::Rect& row, double times) {
    const double wanted_height = 44 * times;  // capitals of about 32 px with margins
    const double scale = wanted_height / row.height;
    cv::Mat part, paper;
    cv::resize(page(row), part, {}, scale, scale, scale > 1 ? cv::INTER_CUBIC : cv::INTER_AREA);
    cv::GaussianBlur(part, paper, {}, wanted_height);
    cv::divide(part, paper, part, 200, CV_8U);
    cv::normalize(part, part, 0, 255, cv::NORM_MINMAX);
    cv::copyMakeBorder(part, part, 10, 10, 10, 10, cv::BORDER_REPLICATE);
    return part;
}

}  // namespace limner
