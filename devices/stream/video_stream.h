#pragma once

#include "stream_address.h"

#include <limner/base/until.h>

#include <gst/app/gstappsink.h>
#include <gst/gst.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace limner::stream {

struct UnrefSample {
    void operator()(GstSample* sample) const noexcept { gst_sample_unref(sample); }
};
using Sample = std::unique_ptr<GstSample, UnrefSample>;

/// A running pipeline: keeps the newest picture only, so that no queue of old ones builds up. Pictures of Motion JPEG
/// stay as they came; others are decoded to RGB.
class VideoStream {
public:
    struct Picture {
        Sample sample{};
        Clock::time_point arrived_at{};
    };

    /// Begins to connect and returns at once. unsupported: GStreamer lacks a plug-in, which the message names.
    static Result<std::unique_ptr<VideoStream>> begin(const Address& address);
    VideoStream(const VideoStream&) = delete;
    VideoStream& operator=(const VideoStream&) = delete;
    ~VideoStream();

    /// The newest picture that was not taken yet; nothing at the deadline or when woken. device_lost: no connection, or
    /// the stream ended; access_denied; bad_data.
    Result<std::optional<Picture>> wait_until(Clock::time_point deadline);
    void wake() noexcept;

private:
    VideoStream() = default;
    static GstFlowReturn on_picture(GstAppSink* sink, gpointer self);
    static GstBusSyncReply on_message(GstBus* bus, GstMessage* message, gpointer self);

    GstElement* pipeline_ = nullptr;
    std::string name_{};
    std::mutex mutex_{};
    std::condition_variable changed_{};
    std::optional<Picture> newest_{};
    std::optional<Error> error_{};
    bool is_woken_ = false;
};

}  // namespace limner::stream
