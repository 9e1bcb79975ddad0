#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace limner {

/// The value that `share` of the others, 0..1, are at most; of at least one value, whose order it changes.
template <typename Value>
double percentile(std::vector<Value>& values, double share) {
    auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::ranges::nth_element(values, at);
    return static_cast<double>(*at);
}

}  // namespace limner
