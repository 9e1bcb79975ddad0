#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace limner::v4l2 {

/// What the driver asks of the kernel about one open video node; the tests answer in the kernel's place. One thread
/// calls everything but wake().
class VideoNode {
public:
    enum class Wake { ready, timed_out, woken };

    VideoNode() = default;
    VideoNode(const VideoNode&) = delete;
    VideoNode& operator=(const VideoNode&) = delete;
    virtual ~VideoNode() = default;

    /// An ioctl of linux/videodev2.h; 0 or the errno.
    virtual int control(unsigned long request, void* argument) = 0;
    /// Until a buffer or an error is there to be fetched.
    virtual Wake wait(Clock::time_point until) = 0;
    virtual Result<std::span<std::byte>> map(std::size_t bytes, std::uint32_t offset) = 0;
    virtual void unmap(std::span<std::byte> memory) = 0;
    /// Ends a wait() in progress or the next one. From any thread.
    virtual void wake() noexcept = 0;
};

/// What an errno of a call means: device_lost, device_busy, access_denied, unsupported, device_fault.
Error node_error(const std::string& id, const std::string& what, int reason);

}  // namespace limner::v4l2
