#include "recognise/least_squares.h"

#include <opencv2/core.hpp>

namespace limner {

std::array<double, 3> fit_quadratic(const std::vector<double>& t, const std::vector<double>& v) {
    constexpr std::size_t enough_for_a_bend = 8;
    int order = t.size() < 2 ? 1 : t.size() < enough_for_a_bend ? 2 : 3;
    auto rows = static_cast<int>(t.size());
    cv::Mat powers(rows, order, CV_64F);
    cv::Mat values(rows, 1, CV_64F);
    for (int i = 0; i < rows; ++i) {
        double power = 1;
        for (int j = 0; j < order; ++j, power *= t[std::size_t(i)]) powers.at<double>(i, j) = power;
        values.at<double>(i, 0) = v[std::size_t(i)];
    }
    cv::Mat solution;
    cv::solve(powers, values, solution, cv::DECOMP_SVD);
    std::array<double, 3> quadratic{};
    for (int j = 0; j < order; ++j) quadratic[std::size_t(j)] = solution.at<double>(j, 0);
    return quadratic;
}

}  // namespace limner
