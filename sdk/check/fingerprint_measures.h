#pragma once

#include <limner/base/text.h>

#include <opencv2/core.hpp>

#include <map>
#include <optional>
#include <string>

namespace limner {

/// What can be said of a whole print at 500 ppi. Members that need ridges are absent where no block lies on the print.
struct PrintMeasures {
    double area_mm2 = 0;
    double ground_level = 0;                        ///< Gray level of the empty glass.
    std::optional<double> ridge_clarity{};          ///< 0..1: mean share of the spectrum at the ridges' frequency.
    std::optional<double> orientation_certainty{};  ///< 0..1
    std::optional<double> local_clarity{};          ///< 0..1
    std::optional<double> contrast{};               ///< Gray levels, median.
    std::optional<double> ridge_period_px{};        ///< Median.
    std::optional<double> ink_share{};              ///< 0..1: pixels nearer to the print's ridges than to its valleys.
    std::optional<double> smear{};  ///< 0..1: how far all gradients point one way, as where the finger slid.
    bool is_inverted = false;       ///< Light ridges on a dark ground: then nothing is said of the ridges.
    cv::Point off_centre{};         ///< -1, 0, 1: the side on which the image's edge cuts the print off.

    std::map<std::string, double> by_name() const;
};

/// `gray`: CV_8U at 500 ppi, any size.
PrintMeasures measure_print(const cv::Mat& gray);

/// What to tell the applicant about a print that is too small, too faint or unclear.
Text advice_on_area(const PrintMeasures& measures);
Text advice_on_contrast(const PrintMeasures& measures);
Text advice_on_clarity(const PrintMeasures& measures);

}  // namespace limner
