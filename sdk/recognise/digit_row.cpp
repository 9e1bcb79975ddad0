#include "recognise/digit_row.h"

#include "recognise/cell_net.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner {
namespace {

constexpr int cell_width = 12, cell_height = 18, inputs = cell_width * cell_height, hidden = 48, classes = 10;

constexpr std::int16_t table[] = {
#include "recognise/digit_table.inc"
};
using Net = CellNet<inputs, hidden, classes>;
static_assert(std::size(table) == Net::table_size);

/// A digit and how probable it is.
struct Guess {
    char digit = '0';
    double probability = 0;
};

Guess classify(const std::array<float, inputs>& cell) {
    const auto probabilities = Net{table}.probabilities_of(cell);
    const auto best = std::ranges::max_element(probabilities);
    return {static_cast<char>('0' + (best - probabilities.begin())), *best};
}

/// The row's ink, 0..1, its first and last column with print, and its rows.
struct Ink {
    cv::Mat map{};  ///< CV_32F
    int left = 0, right = 0, top = 0, bottom = 0;
};

// The outermost line of pixels that holds more than a speck.
std::pair<int, int> extent(const cv::Mat& sums, double least) {
    int first = -1, last = -1;
    for (int i = 0; i < static_cast<int>(sums.total()); ++i)
        if (sums.at<float>(i) >= least) {
            if (first < 0) first = i;
            last = i;
        }
    return {first, last};
}

std::optional<Ink> ink_of(const cv::Mat& page, const cv::Rect& row) {
    const cv::Mat part = page(row);
    cv::Mat paper, difference, columns, rows;
    const int reach = std::max(3, row.height) | 1;
    cv::morphologyEx(part, paper, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {reach, reach}));
    cv::subtract(paper, part, difference);
    double darkest = 0;
    cv::minMaxLoc(difference, nullptr, &darkest);
    constexpr double least_contrast = 20, share = 0.4;
    if (darkest < least_contrast) return std::nullopt;
    Ink ink;
    difference.convertTo(ink.map, CV_32F, 1 / darkest);
    cv::Mat mask;
    cv::threshold(ink.map, mask, share, 1, cv::THRESH_BINARY);
    cv::reduce(mask, columns, 0, cv::REDUCE_SUM);
    cv::reduce(mask, rows, 1, cv::REDUCE_SUM);
    std::tie(ink.left, ink.right) = extent(columns, std::max(2.0, 0.12 * row.height));
    double most = 0;
    cv::minMaxLoc(rows, nullptr, &most);
    std::tie(ink.top, ink.bottom) = extent(rows, 0.15 * most);
    if (ink.left < 0 || ink.right - ink.left < 8 || ink.bottom <= ink.top) return std::nullopt;
    return ink;
}

std::array<float, inputs> cell_of(const Ink& ink, double left, double pitch) {
    const double height = ink.bottom - ink.top + 1;
    const cv::Matx23d to_source(pitch / cell_width, 0, left + pitch / cell_width / 2 - 0.5, 0, height / cell_height,
                                ink.top + height / cell_height / 2 - 0.5);
    cv::Mat cell;
    cv::warpAffine(ink.map, cell, to_source, {cell_width, cell_height}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP);
    std::array<float, inputs> values{};
    std::copy(cell.begin<float>(), cell.end<float>(), values.begin());
    spread_out(values);
    return values;
}

DigitRow read_at(const Ink& ink, double left, double pitch, int count, double& sum_of_logarithms) {
    DigitRow row{.confidence_0_1 = 1};
    sum_of_logarithms = 0;
    for (int i = 0; i < count; ++i) {
        const Guess guess = classify(cell_of(ink, left + i * pitch, pitch));
        row.digits += guess.digit;
        row.confidence_0_1 = std::min(row.confidence_0_1, guess.probability);
        sum_of_logarithms += std::log(std::max(1e-6, guess.probability));
    }
    return row;
}

}  // namespace

std::optional<DigitRow> read_digit_row(const cv::Mat& page, const cv::Rect& row, int count) {
    auto ink = ink_of(page, row);
    if (!ink || count < 2) return std::nullopt;
    // As much blur as a cell of the net's size has.
    const double sigma = 0.35 * (ink->bottom - ink->top + 1) / cell_height;
    if (sigma > 0.3) cv::GaussianBlur(ink->map, ink->map, {}, sigma);
    const double length = ink->right - ink->left + 1;
    DigitRow best;
    double most = -1e9;
    // The print's length is that of the cells but for the gaps at both ends.
    constexpr double least_gap = 0.1, most_gap = 0.55, step = 0.05;
    for (double gap = least_gap; gap <= most_gap; gap += step) {
        const double pitch = length / (count - gap);
        for (double before = 0; before <= gap + 1e-9; before += step) {
            double sum = 0;
            DigitRow read = read_at(*ink, ink->left - before * pitch, pitch, count, sum);
            if (sum <= most) continue;
            most = sum;
            best = std::move(read);
        }
    }
    return best;
}

}  // namespace limner
