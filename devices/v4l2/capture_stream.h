#pragma once

#include "modes.h"
#include "picture_maker.h"
#include "video_node.h"

#include <optional>
#include <vector>

namespace limner::v4l2 {

/// A picture in a buffer of the kernel.
struct Shot {
    RawPicture raw{};
    std::uint64_t count = 0;  ///< The driver's own, which skips frames that were lost.
    Clock::time_point exposed_at{};
    bool is_flagged = false;  ///< The kernel says that it is damaged.
};

/// Memory-mapped streaming of a node: buffers go round between the kernel and the driver.
class CaptureStream {
public:
    CaptureStream(VideoNode& node, std::string id) : node_(node), id_(std::move(id)) {}
    CaptureStream(const CaptureStream&) = delete;
    CaptureStream& operator=(const CaptureStream&) = delete;
    ~CaptureStream();

    /// Sets format and rate, maps buffers, begins. The camera may answer with another size: see mode().
    Result<void> start(const Mode& mode, double frames_per_second);
    /// All buffers go back, also after an error.
    Result<void> stop();
    bool is_streaming() const { return is_streaming_; }
    /// What is streamed.
    const Mode& mode() const { return mode_; }
    /// The time from a frame to the next, as the camera sets it; 1/30 s where it does not tell.
    std::chrono::nanoseconds interval() const { return interval_; }

    std::size_t buffer_count() const { return buffers_.size(); }

    /// The oldest filled buffer, in place of the one taken before; none where none is ready. It stays valid until the
    /// next one is taken, or give_back().
    Result<std::optional<Shot>> take();
    /// Lends the taken buffer to the kernel again.
    Result<void> give_back();

private:
    struct Buffer {
        std::span<std::byte> memory{};
        Clock::time_point queued_at{};
    };

    Result<void> set_format(const Mode& mode);
    void set_rate(double frames_per_second);
    Result<void> map_buffers();
    Result<void> queue(std::size_t index);
    Clock::time_point exposure_of(std::uint32_t flags, Clock::time_point stamp, const Buffer& buffer) const;

    VideoNode& node_;
    const std::string id_;
    Mode mode_{};
    RawPicture layout_{};
    std::chrono::nanoseconds interval_{};
    std::vector<Buffer> buffers_{};
    std::optional<std::size_t> taken_{};
    bool is_streaming_ = false;
};

}  // namespace limner::v4l2
