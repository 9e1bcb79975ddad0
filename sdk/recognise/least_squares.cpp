#include "recognise/least_squares.h"

#include <opencv2/core.hpp>

namespace limner {

namespace {

std::array<double, 3> fit_weighted(const std::vector<double>& t, const std::vector<double>& v,
                                   const std::vector<double>& weights) {
    constexpr std::size_t enough_for_a_bend = 8;
    int order = t.size() < 2 ? 1 : t.size() < enough_for_a_bend ? 2 : 3;
    auto rows = static_cast<int>(t.size());
    cv::Mat powers(rows, order, CV_64F);
    cv::Mat values(rows, 1, CV_64F);
    for (int i = 0; i < rows; ++i) {
        double weight = weights[std::size_t(i)];
        double power = weight;
        for (int j = 0; j < order; ++j, power *= t[std::size_t(i)]) powers.at<double>(i, j) = power;
        values.at<double>(i, 0) = weight * v[std::size_t(i)];
    }
    cv::Mat solution;
    cv::solve(powers, values, solution, cv::DECOMP_SVD);
    std::array<double, 3> quadratic{};
    for (int j = 0; j < order; ++j) quadratic[std::size_t(j)] = solution.at<double>(j, 0);
    return quadratic;
}

}  // namespace

std::array<double, 3> fit_quadratic(const std::vector<double>& t, const std::vector<double>& v) {
    return fit_weighted(t, v, std::vector<double>(t.size(), 1));
}

std::array<double, 3> fit_robust_quadratic(const std::vector<double>& t, const std::vector<double>& v, double scale) {
    constexpr int rounds = 5;
    std::vector<double> weights(t.size(), 1);
    std::array<double, 3> quadratic = fit_weighted(t, v, weights);
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < t.size(); ++i) {
            double off = (v[i] - value_of(quadratic, t[i])) / scale;
            weights[i] = 1 / (1 + off * off);
        }
        quadratic = fit_weighted(t, v, weights);
    }
    return quadratic;
}

}  // namespace limner
