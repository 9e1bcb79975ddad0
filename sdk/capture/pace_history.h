#pragma once

#include <cstddef>
#include <deque>

namespace limner {

/// Tells a device that has become slower than it used to be, from the times that its work took. Pure.
class PaceHistory {
public:
    /// Takes the next measured time, in any one unit; true where it is `factor` times the median of those before it.
    /// Such a time is not remembered, and nothing is said before five times are known.
    bool is_slower(double measured, double factor);

private:
    std::deque<double> times_{};
};

}  // namespace limner
