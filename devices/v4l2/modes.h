#pragma once

#include "video_format.h"
#include "video_node.h"

#include <optional>
#include <vector>

namespace limner::v4l2 {

/// A picture that the camera can stream. Sizes that it offers as a range are given as a Mode for its ends and for the
/// usual sizes in between.
struct Mode {
    const VideoFormat* format = nullptr;
    int width = 0;
    int height = 0;
    double frames_per_second = 0;  ///< At most; 0: the camera does not tell.

    bool operator==(const Mode&) const = default;
};

/// What a stream should be like; 0 and nullptr: whatever is best.
struct Wish {
    bool is_still = false;
    int width = 0;
    int height = 0;
    double frames_per_second = 0;
    const VideoFormat* format = nullptr;
};

/// All modes in formats that the driver reads. An error where the node is gone, unsupported where there is none.
Result<std::vector<Mode>> list_modes(VideoNode& node, const std::string& id);

/// The nearest to the wish. Without a size: for a still the largest, for a preview the nearest to 1280 x 720 of those
/// that come fluently, where any does. Then the format whose pictures are best at a fluent rate, else the fastest.
std::optional<Mode> choose_mode(const std::vector<Mode>& modes, const Wish& wish);

}  // namespace limner::v4l2
