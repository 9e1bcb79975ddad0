#include "capture/pace_history.h"

#include <algorithm>
#include <vector>

namespace limner {
namespace {

constexpr std::size_t enough = 5;
constexpr std::size_t kept = 61;

}  // namespace

bool PaceHistory::is_slower(double measured, double factor) {
    if (times_.size() >= enough) {
        std::vector<double> sorted(times_.begin(), times_.end());
        auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
        std::ranges::nth_element(sorted, middle);
        if (measured > factor * *middle) return true;
    }
    times_.push_back(measured);
    if (times_.size() > kept) times_.pop_front();
    return false;
}

}  // namespace limner
