#pragma once

#include "tally.h"

#include <limner/frame/image.h>
#include <limner/testing/frame_stamp.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace limner::faults {

/// What the counter's software knows of a capture that it accepted.
struct Accepted {
    std::string step{};
    std::chrono::steady_clock::time_point asked_at{};
    std::vector<std::uint64_t> digests{};  ///< Of each picture's pixels, as they were accepted.
    std::vector<std::string> devices{};    ///< Of each picture.
};

std::uint64_t digest_of(const Image& image);

/// As a check of the picture's content would: most of what it shows can be read, and no part of it is black.
bool is_recognisable(const Image& image);

/// Reads the sealed record in `folder` from the disk, decodes every picture and compares it with what was accepted, the
/// device that the record names with the one that the pixels name, and the time in the pixels with the request's.
void verify(const std::filesystem::path& folder, const std::vector<Accepted>& accepted, std::uint32_t nonce,
            Tally& tally);

}  // namespace limner::faults
