#pragma once

#include "video_stream.h"

#include <limner/driver/driver.h>
#include <limner/driver/interruption.h>

#include <memory>
#include <mutex>

namespace limner::stream {

struct Limits {
    std::chrono::milliseconds first_picture{6'000};
    std::chrono::milliseconds next_picture{2'000};
    std::chrono::milliseconds latency{200};  ///< From the exposure to a picture's arrival.
};

/// A camera on the network. It is connected from start() to stop(), and again after an error.
class StreamCamera final : public driver::Camera {
public:
    StreamCamera(Address address, Limits limits) : address_(std::move(address)), limits_(limits) {}

    Result<void> start(const driver::Settings& wanted) override;
    Result<void> stop() override;
    Result<driver::FrameView> grab(std::chrono::milliseconds slice) override;
    void cancel() noexcept override;

private:
    Result<void> connect();
    void disconnect();
    Result<driver::FrameView> show(VideoStream::Picture picture);
    Result<driver::FrameView> failed(Error error);

    Address address_;
    Limits limits_;
    driver::Interruption interruption_{};
    std::mutex mutex_{};  ///< Of stream_, which cancel() wakes.
    std::unique_ptr<VideoStream> stream_{};
    const Clock::time_point opened_at_ = Clock::now();
    bool is_started_ = false;
    bool has_picture_ = false;
    Clock::time_point last_news_{};
    Clock::time_point last_exposed_{};
    std::uint64_t sequence_ = 0;
    std::vector<std::byte> pixels_{};
};

}  // namespace limner::stream
