#include <limner/record/finger_minutiae_record.h>

#include <algorithm>
#include <cmath>

namespace limner {
namespace {

constexpr int pixels_per_cm = 197;  // 500 per inch
constexpr double cm_per_inch = 2.54, nominal_ppi = 500;

// Units of an angle's byte in a whole turn.
int units_in_turn(MinutiaeFormat format) {
    const bool is_iso = format == MinutiaeFormat::iso_19794_2_2005 || format == MinutiaeFormat::iso_19794_2_2011;
    return is_iso ? 256 : 180;
}

}  // namespace

MinutiaeView view_of(const FingerprintMinutiae& minutiae, MinutiaeFormat format, int position) {
    MinutiaeView view{.position = position,
                      .width = minutiae.width,
                      .height = minutiae.height,
                      .x_per_cm = pixels_per_cm,
                      .y_per_cm = pixels_per_cm};
    const int units = units_in_turn(format);
    for (const MinutiaPoint& point : minutiae.points)
        view.minutiae.push_back({.type = static_cast<int>(point.kind),
                                 .x = static_cast<int>(std::lround(point.x)),
                                 .y = static_cast<int>(std::lround(point.y)),
                                 .angle = static_cast<int>(std::lround(point.direction / 360 * units)) % units,
                                 .quality = std::clamp(point.quality_0_100, 1, 100)});
    return view;
}

FingerprintMinutiae minutiae_of(const MinutiaeView& view, MinutiaeFormat format) {
    auto scale = [](int per_cm) { return per_cm > 0 ? nominal_ppi / (per_cm * cm_per_inch) : 1.0; };
    const double across = view.x_per_cm == pixels_per_cm ? 1 : scale(view.x_per_cm),
                 down = view.y_per_cm == pixels_per_cm ? 1 : scale(view.y_per_cm);
    FingerprintMinutiae minutiae{.width = static_cast<int>(std::lround(view.width * across)),
                                 .height = static_cast<int>(std::lround(view.height * down))};
    for (const Minutia& one : view.minutiae)
        minutiae.points.push_back(
            {.kind = one.type == 2 ? MinutiaPoint::Kind::bifurcation : MinutiaPoint::Kind::ridge_ending,
             .x = one.x * across,
             .y = one.y * down,
             .direction = degrees_of(one, format),
             .quality_0_100 = one.quality});
    std::ranges::stable_sort(minutiae.points, std::ranges::greater{}, &MinutiaPoint::quality_0_100);
    return minutiae;
}

}  // namespace limner
