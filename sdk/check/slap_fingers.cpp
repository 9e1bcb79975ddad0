#include "check/slap_fingers.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

namespace limner {
namespace {

constexpr double px_per_mm = 500 / 25.4, cell = slap_cell_px;
constexpr double least_area = 55 * px_per_mm * px_per_mm, least_width = 6 * px_per_mm, least_height = 7 * px_per_mm;

using Cells = std::vector<cv::Point2d>;

// Across the hand and along it, towards the palm.
struct Axes {
    explicit Axes(double tilt) : across(std::cos(tilt), std::sin(tilt)), along(-std::sin(tilt), std::cos(tilt)) {}
    cv::Point2d across, along;
};

struct Extent {
    double low = std::numeric_limits<double>::max(), high = std::numeric_limits<double>::lowest();
    void add(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    double size() const { return high - low + cell; }
};

Extent extent_of(const Cells& cells, const cv::Point2d& axis) {
    Extent extent;
    for (const cv::Point2d& point : cells) extent.add(point.dot(axis));
    return extent;
}

double area_of(const Cells& cells) { return static_cast<double>(cells.size()) * cell * cell; }

std::vector<Cells> components_of(const cv::Mat& mask) {
    cv::Mat labels;
    const int count = cv::connectedComponents(mask, labels, 4);
    std::vector<Cells> blobs(static_cast<std::size_t>(count));
    for (int y = 0; y < mask.rows; ++y)
        for (int x = 0; x < mask.cols; ++x)
            blobs[static_cast<std::size_t>(labels.at<int>(y, x))].push_back({(x + 0.5) * cell, (y + 0.5) * cell});
    blobs.erase(blobs.begin());
    std::erase_if(blobs, [](const Cells& blob) { return area_of(blob) < least_area; });
    return blobs;
}

struct Shape {
    cv::Point2d centre{};
    double tilt = 0;        ///< Of the longer axis, clockwise from upright, within a quarter turn.
    double elongation = 1;  ///< Longer by shorter axis.
};

Shape shape_of(const Cells& cells) {
    Shape shape;
    for (const cv::Point2d& point : cells) shape.centre += point;
    shape.centre *= 1.0 / static_cast<double>(cells.size());
    double xx = cell * cell / 12, yy = xx, xy = 0;
    for (const cv::Point2d& point : cells) {
        const cv::Point2d from = point - shape.centre;
        xx += from.x * from.x / static_cast<double>(cells.size());
        yy += from.y * from.y / static_cast<double>(cells.size());
        xy += from.x * from.y / static_cast<double>(cells.size());
    }
    const double spread = std::hypot(xx - yy, 2 * xy);
    shape.tilt = -std::atan2(2 * xy, yy - xx) / 2;
    shape.elongation = std::sqrt((xx + yy + spread) / std::max(xx + yy - spread, 1.0));
    return shape;
}

// The middle one of the blobs' tilts by their weight: long blobs tell it best, and what fingers that touch tell is
// wrong.
double tilt_of_hand(const std::vector<Cells>& blobs, double widest) {
    constexpr double steepest = std::numbers::pi / 3, long_enough = 0.6;
    std::vector<std::pair<double, double>> tilts;
    double whole = 0;
    for (const Cells& blob : blobs) {
        const Shape shape = shape_of(blob);
        if (std::abs(shape.tilt) > steepest || extent_of(blob, Axes(shape.tilt).across).size() > widest) continue;
        tilts.emplace_back(shape.tilt, area_of(blob) * std::min(shape.elongation - 1, long_enough));
        whole += tilts.back().second;
    }
    std::ranges::sort(tilts);
    double sum = 0;
    for (const auto& [tilt, weight] : tilts)
        if ((sum += weight) >= whole / 2) return tilt;
    return 0;
}

// Where fingers touch, between them the blob is shortest: there it is cut.
std::optional<double> cut_of(const Cells& blob, const Axes& axes, double widest) {
    constexpr double margin = 0.2, deep = 0.75;
    const Extent extent = extent_of(blob, axes.across);
    if (extent.size() <= widest) return std::nullopt;
    std::vector<double> lengths(static_cast<std::size_t>(extent.size() / cell) + 1);
    for (const cv::Point2d& point : blob)
        ++lengths[static_cast<std::size_t>((point.dot(axes.across) - extent.low) / cell)];
    const auto edge = static_cast<std::ptrdiff_t>(margin * static_cast<double>(lengths.size()));
    const auto cut = std::min_element(lengths.begin() + edge, lengths.end() - edge);
    const double shorter_side =
        std::min(*std::max_element(lengths.begin(), cut + 1), *std::max_element(cut, lengths.end()));
    if (*cut > deep * shorter_side) return std::nullopt;
    return extent.low + (static_cast<double>(cut - lengths.begin()) + 0.5) * cell;
}

void part_touching_fingers(std::vector<Cells>& blobs, const Axes& axes, double widest) {
    for (std::size_t i = 0; i < blobs.size(); ++i)
        while (const auto cut = cut_of(blobs[i], axes, widest)) {
            Cells right;
            std::erase_if(blobs[i], [&](const cv::Point2d& point) {
                const bool is_right = point.dot(axes.across) > *cut;
                if (is_right) right.push_back(point);
                return is_right;
            });
            blobs.push_back(std::move(right));
        }
    std::erase_if(blobs, [&](const Cells& blob) {
        return area_of(blob) < least_area || extent_of(blob, axes.across).size() < least_width ||
               extent_of(blob, axes.along).size() < least_height;
    });
}

// What lies behind another blob is the same finger's next joint.
bool lies_behind(const Cells& blob, const Cells& end, const Axes& axes) {
    constexpr double least_overlap = 0.4;
    const Extent of_blob = extent_of(blob, axes.across), of_end = extent_of(end, axes.across);
    const double overlap = std::min(of_blob.high, of_end.high) - std::max(of_blob.low, of_end.low) + cell;
    return overlap > least_overlap * std::min(of_blob.size(), of_end.size());
}

// Without its next joint where that is printed on.
FingerEnd end_of(const Cells& blob, double hand, double most_apart, int picture_width) {
    constexpr double longest = 32 * px_per_mm, by_width = 1.9, clear = 1.2;
    const Shape shape = shape_of(blob);
    const bool is_clear = shape.elongation > clear && std::abs(shape.tilt - hand) < most_apart;
    FingerEnd end{.tilt = is_clear ? shape.tilt : hand, .area = area_of(blob)};
    const Axes axes(end.tilt);
    const Extent across = extent_of(blob, axes.across), along = extent_of(blob, axes.along);
    end.width = across.size() + cell;
    end.height = std::min({along.size(), longest, std::max(by_width * across.size(), 20 * px_per_mm)}) + cell;
    end.centre = axes.across * ((across.low + across.high) / 2) + axes.along * (along.low - cell + end.height / 2);
    const Extent sides = extent_of(blob, {1, 0});
    end.is_at_side = sides.low < cell || sides.high > picture_width - cell;
    return end;
}

void leave_out_neighbours(std::vector<FingerEnd>& ends, std::size_t expected) {
    while (ends.size() > expected) {
        auto smallest = ends.end();
        for (auto at = ends.begin(); at != ends.end(); ++at)
            if (at->is_at_side && (smallest == ends.end() || at->area < smallest->area)) smallest = at;
        if (smallest == ends.end()) return;
        ends.erase(smallest);
    }
}

}  // namespace

HandOnGlass find_fingers(const cv::Mat& cells, std::size_t expected, const HandLimits& limits) {
    HandOnGlass hand;
    if (cells.empty()) return hand;
    std::vector<Cells> blobs = components_of(cells);
    hand.tilt = tilt_of_hand(blobs, limits.widest);
    const Axes axes(hand.tilt);
    part_touching_fingers(blobs, axes, limits.widest);
    std::ranges::sort(blobs, {}, [&](const Cells& blob) { return extent_of(blob, axes.along).low; });
    std::vector<Cells> ends;
    for (Cells& blob : blobs)
        if (std::ranges::none_of(ends, [&](const Cells& end) { return lies_behind(blob, end, axes); }))
            ends.push_back(std::move(blob));
    std::ranges::sort(ends, {}, [&](const Cells& end) { return shape_of(end).centre.dot(axes.across); });
    for (const Cells& end : ends)
        hand.fingers.push_back(end_of(end, hand.tilt, limits.most_apart, cells.cols * slap_cell_px));
    leave_out_neighbours(hand.fingers, expected);
    return hand;
}

}  // namespace limner
