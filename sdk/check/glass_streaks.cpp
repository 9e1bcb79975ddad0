#include "check/glass_marks.h"

#include "check/page_view.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <exception>
#include <string>

namespace limner {
namespace {

/// Columns left and right of a streak with which it is compared: beyond its blur, within a millimetre.
constexpr int beside = 3;

/// The columns between the outermost print.
struct Extent {
    int left = 0, right = -1;
};

Extent print_extent(const cv::Mat& gray) {
    constexpr int ink_below_paper = 60, least_rows = 3;
    cv::Mat rows;
    cv::reduce(gray, rows, 1, cv::REDUCE_MAX);
    Extent extent{gray.cols, -1};
    for (int x = 0; x < gray.cols; ++x) {
        int inked = 0;
        for (int y = 0; y < gray.rows && inked < least_rows; ++y)
            inked += gray.at<uchar>(y, x) + ink_below_paper < rows.at<uchar>(y, 0) ? 1 : 0;
        if (inked < least_rows) continue;
        extent.left = std::min(extent.left, x);
        extent.right = std::max(extent.right, x);
    }
    return extent;
}

/// Whether the column is darker, or everywhere lighter, than both sides in nearly every row where these are alike, and
/// such rows reach from one end of the scan to the other.
bool is_streak(const cv::Mat& gray, int x) {
    constexpr int alike = 6, clearly = 4;
    constexpr double usable_share = 0.5, streak_share = 0.95, end_share = 0.02;
    int usable = 0, darker = 0, lighter = 0, first = gray.rows, last = -1;
    for (int y = 0; y < gray.rows; ++y) {
        const auto* row = gray.ptr<uchar>(y);
        const int left = row[x - beside], right = row[x + beside];
        if (std::abs(left - right) > alike) continue;
        ++usable;
        const bool is_darker = row[x] + clearly <= std::min(left, right),
                   is_lighter = row[x] - clearly >= std::max(left, right);
        darker += is_darker ? 1 : 0;
        lighter += is_lighter ? 1 : 0;
        if (!is_darker && !is_lighter) continue;
        first = std::min(first, y);
        last = std::max(last, y);
    }
    const double ends = std::max(1., end_share * gray.rows);
    return usable > usable_share * gray.rows && std::max(darker, lighter) >= streak_share * usable && first < ends &&
           last >= gray.rows - ends;
}

}  // namespace

Result<std::vector<double>> streaks_in(const Image& page) try {
    std::vector<double> streaks;
    if (!PageView::is_measurable(page.width(), page.height())) return streaks;
    const auto view = PageView::of(page);
    if (!view) return view.error();
    const cv::Mat& gray = view->gray();
    const Extent print = print_extent(gray);
    const int margin = std::max(beside + 1, gray.cols / 100);
    for (int x = print.left + margin; x <= print.right - margin; ++x) {
        int end = x;
        while (end <= print.right - margin && is_streak(gray, end)) ++end;
        if (end == x) continue;
        streaks.push_back((0.5 * (x + end - 1) + 0.5) / gray.cols);
        x = end;
    }
    return streaks;
} catch (const std::exception& error) {
    return Error{ErrorCode::internal, std::string("streaks: ") + error.what()};
}

int same_streaks(const std::vector<double>& some, const std::vector<double>& others) {
    // Half a millimetre of the shortest side of A4; a sheet that slips takes what is printed on it further than that.
    constexpr double near = 0.0025;
    return static_cast<int>(std::ranges::count_if(some, [&](double streak) {
        return std::ranges::any_of(others, [&](double other) { return std::abs(streak - other) <= near; });
    }));
}

}  // namespace limner
