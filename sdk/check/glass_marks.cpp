#include "check/glass_marks.h"

#include "check/fingerprint_blocks.h"
#include "check/platen_traces.h"

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <cstddef>
#include <exception>
#include <string>

namespace limner {
namespace {

/// With what the skin's moisture reaches around the print: no bare glass.
cv::Mat surroundings_of(const cv::Mat& print) {
    constexpr int around = 2;
    cv::Mat cells;
    cv::dilate(print, cells, cv::getStructuringElement(cv::MORPH_RECT, {2 * around + 1, 2 * around + 1}));
    return cells;
}

/// Products of the waves of one cell in both frames.
struct Agreement {
    double both = 0, one = 0, other = 0;
    int cells = 0;
};

// 24 cells are 16 mm², less than a fingertip's print; two frames of one latent print under noise agree far better.
constexpr int least_cells = 24;
constexpr double least_agreement = 0.5;

void add_cell(Agreement& sum, const PlatenMarks& one, const PlatenMarks& other, int row, int column) {
    const int stride = one.columns * cell_px;
    for (int y = row * cell_px; y < (row + 1) * cell_px; ++y)
        for (int x = column * cell_px; x < (column + 1) * cell_px; ++x) {
            const auto at =
                static_cast<std::size_t>(y) * static_cast<std::size_t>(stride) + static_cast<std::size_t>(x);
            const double a = one.waves[at], b = other.waves[at];
            sum.both += a * b;
            sum.one += a * a;
            sum.other += b * b;
        }
    ++sum.cells;
}

/// Over the cells that are marked in both.
bool do_agree(const PlatenMarks& one, const PlatenMarks& other, std::vector<bool> PlatenMarks::*marked) {
    Agreement sum;
    for (int row = 0; row < one.rows; ++row)
        for (int column = 0; column < one.columns; ++column) {
            const auto cell = static_cast<std::size_t>(row * one.columns + column);
            if ((one.*marked)[cell] && (other.*marked)[cell]) add_cell(sum, one, other, row, column);
        }
    return sum.cells >= least_cells && sum.both > least_agreement * std::sqrt(sum.one * sum.other);
}

}  // namespace

Result<PlatenMarks> marks_on_platen(const Image& frame, std::optional<double> ppi) try {
    const auto gray = platen_at_500_ppi(frame, ppi);
    if (!gray) return gray.error();
    PlatenMarks marks{gray->cols / cell_px, gray->rows / cell_px};
    if (marks.columns == 0 || marks.rows == 0) return marks;
    const PlatenTraces traces = find_platen_traces(*gray);
    const cv::Mat print =
        shows_finger(*gray) ? find_print(*gray).cells : cv::Mat(cv::Mat::zeros(traces.cells.size(), CV_8U));
    cv::Mat bare = traces.cells;
    bare.setTo(0, surroundings_of(print));
    marks.has_traces.assign(bare.begin<uchar>(), bare.end<uchar>());
    marks.has_print.assign(print.begin<uchar>(), print.end<uchar>());
    cv::Mat waves;
    traces.waves(cv::Rect(0, 0, marks.columns * cell_px, marks.rows * cell_px)).convertTo(waves, CV_8S);
    marks.waves.assign(waves.begin<schar>(), waves.end<schar>());
    return marks;
} catch (const std::exception& error) {
    return Error{ErrorCode::internal, std::string("platen marks: ") + error.what()};
}

bool are_same_marks(const PlatenMarks& one, const PlatenMarks& other) {
    if (one.columns != other.columns || one.rows != other.rows) return false;
    return do_agree(one, other, &PlatenMarks::has_traces) && !do_agree(one, other, &PlatenMarks::has_print);
}

}  // namespace limner
