#pragma once

#include <opencv2/core.hpp>
#include <vector>

namespace limner {

/// A straight line through a picture, and where along it an edge of its direction is seen.
class StraightLine {
public:
    StraightLine(cv::Point2d at, cv::Point2d along) : at_(at), along_(along) {}

    cv::Point2d at() const { return at_; }
    cv::Point2d along() const { return along_; }
    double angle() const { return std::atan2(along_.y, along_.x); }
    double distance(cv::Point2d point) const { return (point - at_).cross(along_); }
    double place_of(cv::Point2d point) const { return (point - at_).dot(along_); }

    /// Notes along the whole line where the slope across it is steep.
    void look(const cv::Mat& slope_x, const cv::Mat& slope_y, double least_slope);

    /// What is seen between two places, as shares of the way.
    struct Stretch {
        double edge = 0;
        double one_way = 0;  ///< Of that, with the brighter side on one and the same hand.
    };
    Stretch between(double from, double to) const;

    /// How much edge there is in its best stretch, gaps taken off: rows of print have as many gaps as edges.
    double longest_stretch() const { return longest_stretch_; }

private:
    cv::Point2d at_, along_;
    double longest_stretch_ = 0;
    double first_ = 0;  // place of the first step
    // Steps seen as an edge, summed up, and the same with a sign: which side is brighter.
    std::vector<double> seen_before_{}, signed_before_{};
};

/// The picture's longest straight edges, at most `most`, the longest first. 8UC1 or 8UC3.
std::vector<StraightLine> find_straight_lines(const cv::Mat& picture, std::size_t most);

}  // namespace limner
