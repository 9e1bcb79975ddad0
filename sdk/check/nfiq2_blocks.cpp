#include "check/nfiq2_blocks.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstdint>

namespace limner::nfiq2 {
namespace {

// Twice the difference, so that all stays whole numbers.
int doubled(const uchar* line, int step, int at, int length) noexcept {
    if (length == 1) return 0;
    if (at == 0) return 2 * (line[step] - line[0]);
    if (at == length - 1) return 2 * (line[at * step] - line[(at - 1) * step]);
    return line[(at + 1) * step] - line[(at - 1) * step];
}

double deviation_of(const cv::Mat& gray) {
    cv::Scalar mean, deviation;
    cv::meanStdDev(gray, mean, deviation);
    return deviation[0];
}

}  // namespace

Gradients gradients_of(const cv::Mat& block) {
    std::int64_t xx = 0, yy = 0, xy = 0;
    const int step = static_cast<int>(block.step[0]);
    for (int y = 0; y < block.rows; ++y) {
        const uchar* row = block.ptr<uchar>(y);
        int row_xx = 0, row_yy = 0, row_xy = 0;
        for (int x = 0; x < block.cols; ++x) {
            const int dx = doubled(row, 1, x, block.cols), dy = doubled(block.ptr<uchar>(0) + x, step, y, block.rows);
            row_xx += dx * dx;
            row_yy += dy * dy;
            row_xy += dx * dy;
        }
        xx += row_xx;
        yy += row_yy;
        xy += row_xy;
    }
    const double count = 4.0 * block.rows * block.cols;
    return {static_cast<double>(xx) / count, static_cast<double>(yy) / count, static_cast<double>(xy) / count};
}

double orientation_of(const Gradients& g) noexcept {
    const double difference = g.xx - g.yy;
    const double size = (g.xy * g.xy + difference * difference) + DBL_EPSILON;
    return std::atan2(g.xy / size, difference / size) / 2;
}

std::optional<double> orientation_certainty(const cv::Mat& block) {
    const Gradients g = gradients_of(block);
    const double sum = g.xx + g.yy;
    const double spread = std::sqrt((g.xx - g.yy) * (g.xx - g.yy) + 4 * (g.xy * g.xy));
    const double larger = (sum + spread) / 2;
    if (larger <= 0) return std::nullopt;
    return 1 - (sum - spread) / 2 / larger;
}

cv::Mat ridge_blocks(const cv::Mat& gray, const BlockGrid& grid) {
    const int side = grid.side;
    const double whole = deviation_of(gray);
    cv::Mat_<uchar> squares((gray.rows + side - 1) / side, (gray.cols + side - 1) / side);
    for (int row = 0; row < squares.rows; ++row)
        for (int column = 0; column < squares.cols; ++column) {
            const cv::Rect square = cv::Rect(column * side, row * side, side, side) & cv::Rect({}, gray.size());
            squares(row, column) = whole > 0 && deviation_of(gray(square)) / whole > min_deviation ? 1 : 0;
        }
    cv::Mat_<uchar> blocks(grid.count(gray.rows), grid.count(gray.cols));
    for (int row = 0; row < blocks.rows; ++row)
        for (int column = 0; column < blocks.cols; ++column) {
            const cv::Rect block = grid.at(row, column);
            const cv::Range rows(block.y / side, (block.br().y - 1) / side + 1);
            const cv::Range columns(block.x / side, (block.br().x - 1) / side + 1);
            blocks(row, column) = cv::countNonZero(squares(rows, columns)) == rows.size() * columns.size() ? 1 : 0;
        }
    return blocks;
}

}  // namespace limner::nfiq2
