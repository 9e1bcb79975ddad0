#pragma once

#include <limner/frame/image.h>

#include <cstddef>
#include <filesystem>
#include <vector>

namespace limner::test {

/// Where LIMNER_DATA keeps fingerprints; empty where it is not set or has none.
std::filesystem::path sample_fingerprints();

/// Everything in a file; empty where it cannot be read.
std::vector<std::byte> bytes_of(const std::filesystem::path& path);

/// How far two gray8 images of one size are apart.
struct Difference {
    int largest = 0;
    double psnr_db = 0;  ///< Infinite where they are the same.
};
Difference difference_of(const Image& a, const Image& b);

}  // namespace limner::test
