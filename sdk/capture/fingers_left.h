#pragma once

#include <limner/check/fingerprint_minutiae.h>
#include <limner/frame/image.h>

#include <optional>
#include <span>
#include <vector>

namespace limner {

/// The fingers of a capture, for telling in the next one whether they still lie on the glass. Of the pictures only the
/// minutiae stay, and of those no more than that takes: prints are kept no longer than they serve. One thread at a
/// time.
class FingersLeft {
public:
    /// `prints` from left to right.
    FingersLeft(std::span<const Image> prints, std::optional<double> ppi);

    /// Reads the minutiae and lets the pictures go; else are_among() does so first.
    void read();
    /// Whether one of these prints, in the same order, is of the finger that was at its place.
    bool are_among(std::span<const Image> prints, std::optional<double> ppi);

private:
    std::vector<Image> prints_;
    std::optional<double> ppi_;
    std::vector<FingerprintMinutiae> minutiae_{};
};

}  // namespace limner
