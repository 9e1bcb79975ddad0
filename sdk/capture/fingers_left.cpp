#include "capture/fingers_left.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace limner {
namespace {

constexpr std::size_t most_compared = 2;  // the fingers of a hand are lifted together

std::span<const Image> compared(std::span<const Image> prints) {
    return prints.first(std::min(prints.size(), most_compared));
}

FingerprintMinutiae minutiae_of(const Image& print, std::optional<double> ppi) {
    auto minutiae = extract_minutiae(print, ppi);
    return minutiae ? *std::move(minutiae) : FingerprintMinutiae{};
}

}  // namespace

FingersLeft::FingersLeft(std::span<const Image> prints, std::optional<double> ppi) : ppi_(ppi) {
    std::ranges::copy(compared(prints), std::back_inserter(prints_));
}

void FingersLeft::read() {
    for (const Image& print : std::exchange(prints_, {})) minutiae_.push_back(minutiae_of(print, ppi_));
}

bool FingersLeft::are_among(std::span<const Image> prints, std::optional<double> ppi) {
    read();
    const auto here = compared(prints);
    for (std::size_t i = 0; i < std::min(here.size(), minutiae_.size()); ++i)
        if (match_minutiae(minutiae_of(here[i], ppi), minutiae_[i]) >= same_finger_score) return true;
    return false;
}

}  // namespace limner
