#pragma once

#include <array>
#include <vector>

namespace limner {

/// a + b t + c t^2
inline double value_of(const std::array<double, 3>& quadratic, double t) {
    return quadratic[0] + t * (quadratic[1] + t * quadratic[2]);
}
inline double slope_of(const std::array<double, 3>& quadratic, double t) { return quadratic[1] + 2 * t * quadratic[2]; }

/// The quadratic of least squares through (t, v); a line below eight points. The sizes are equal and not 0.
std::array<double, 3> fit_quadratic(const std::vector<double>& t, const std::vector<double>& v);

/// The same where some points are far off and must not bend it: those further off than `scale` count ever less.
std::array<double, 3> fit_robust_quadratic(const std::vector<double>& t, const std::vector<double>& v, double scale);

}  // namespace limner
