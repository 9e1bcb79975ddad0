#include <limner/check/nfiq2.h>

#include "check/fingerprint_resample.h"
#include "check/nfiq2_blocks.h"
#include "check/nfiq2_region.h"

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace limner {
namespace {

constexpr int block_px = 32;
constexpr int rectangle_px = 200;  // around the minutiae's centre
constexpr double nominal_ppi = 500;

Error wrong(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

// The minutiae in the coordinates of the part that NFIQ 2 looks at.
std::vector<cv::Point> places_in(const cv::Mat& part, const FingerprintMinutiae& minutiae) {
    cv::Size whole;
    cv::Point corner;
    part.locateROI(whole, corner);
    std::vector<cv::Point> places;
    for (const MinutiaPoint& point : minutiae.points) {
        const cv::Point place = cv::Point(cvRound(point.x), cvRound(point.y)) - corner;
        if (cv::Rect({}, part.size()).contains(place)) places.push_back(place);
    }
    return places;
}

// Whole pixels, as NFIQ 2 counts, and both edges of the rectangle are inside.
double count_at_centre(const std::vector<cv::Point>& places) {
    cv::Point sum;
    for (const cv::Point& place : places) sum += place;
    const cv::Point centre(sum.x / static_cast<int>(places.size()), sum.y / static_cast<int>(places.size()));
    constexpr int reach = rectangle_px / 2;
    return static_cast<double>(std::ranges::count_if(places, [&](const cv::Point& place) {
        return std::abs(place.x - centre.x) <= reach && std::abs(place.y - centre.y) <= reach;
    }));
}

// Cut off at the picture's edge.
cv::Rect block_around(const cv::Point& place, const cv::Size& size) {
    const cv::Point corner(std::max(place.x - block_px / 2, 0), std::max(place.y - block_px / 2, 0));
    return cv::Rect(corner, cv::Size(block_px, block_px)) & cv::Rect({}, size);
}

// Moved inside at the picture's edge.
cv::Rect whole_block_near(const cv::Point& place, const cv::Size& size) {
    const cv::Point corner(std::clamp(place.x - block_px / 2, 0, size.width - block_px),
                           std::clamp(place.y - block_px / 2, 0, size.height - block_px));
    return {corner, cv::Size(block_px, block_px)};
}

// Of minutiae around which the picture is darker than on the whole, by at most half a deviation.
double share_of_slightly_dark(const cv::Mat& gray, const std::vector<cv::Point>& places) {
    cv::Scalar mean, deviation;
    cv::meanStdDev(gray, mean, deviation);
    const auto count = std::ranges::count_if(places, [&](const cv::Point& place) {
        const double darker = (mean[0] - cv::mean(gray(block_around(place, gray.size())))[0]) / deviation[0];
        return darker > 0 && darker <= 0.5;
    });
    return static_cast<double>(count) / static_cast<double>(places.size());
}

double share_of_certain(const cv::Mat& gray, const std::vector<cv::Point>& places) {
    const auto count = std::ranges::count_if(places, [&](const cv::Point& place) {
        const auto certainty = nfiq2::orientation_certainty(gray(whole_block_near(place, gray.size())));
        return std::floor(certainty.value_or(0) * 100 + 0.5) > 80;
    });
    return static_cast<double>(count) / static_cast<double>(places.size());
}

}  // namespace

Result<std::map<std::string, double>> nfiq2_minutiae_measures(const Image& image, const FingerprintMinutiae& minutiae,
                                                              std::optional<double> ppi) {
    const auto print = resample_to_500_ppi(image, ppi.value_or(nominal_ppi));
    if (!print) return print.error();
    // A record's own resolution is in whole pixels per centimetre: half a per cent.
    auto differ = [](int a, int b) { return std::abs(a - b) > 2 + b / 200; };
    if (differ(minutiae.width, print->width()) || differ(minutiae.height, print->height()))
        return wrong(fmt::format("the minutiae are of a print of {} x {} px at 500 ppi, the image has {} x {}",
                                 minutiae.width, minutiae.height, print->width(), print->height()));
    const cv::Mat whole(print->height(), print->width(), CV_8U, const_cast<std::byte*>(print->bytes().data()));
    const cv::Mat gray = nfiq2::without_white_frame(whole);
    if (std::min(gray.cols, gray.rows) < block_px)
        return wrong(fmt::format("the print is less than {} px wide or high at 500 ppi", block_px));
    const auto places = places_in(gray, minutiae);
    if (places.empty()) return wrong("there are no minutiae in the print");
    const auto count = static_cast<double>(places.size());
    return std::map<std::string, double>{{"FingerJetFX_MinutiaeCount", count},
                                         {"FingerprintImageWithMinutiae", count},
                                         {"FingerJetFX_MinCount_COMMinRect200x200", count_at_centre(places)},
                                         {"FJFXPos_Mu_MinutiaeQuality_2", share_of_slightly_dark(gray, places)},
                                         {"FJFXPos_OCL_MinutiaeQuality_80", share_of_certain(gray, places)}};
}

Result<void> add_nfiq2_score(FingerprintCheck& check, const Image& image, const FingerprintMinutiae& minutiae,
                             const Nfiq2Forest& forest) {
    auto measures = nfiq2_minutiae_measures(image, minutiae, check.ppi);
    if (!measures) return measures.error();
    measures->insert(check.features.begin(), check.features.end());
    const auto score = forest.score(*measures);
    if (!score) return score.error();
    check.features = *std::move(measures);
    check.nfiq2_score_0_100 = *score;
    check.nfiq2_forest_md5 = forest.md5();
    return {};
}

}  // namespace limner
