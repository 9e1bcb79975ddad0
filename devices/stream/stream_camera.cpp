#include "stream_camera.h"

#include "jpeg_size.h"

#include <gst/video/video.h>

#include <algorithm>
#include <utility>

namespace limner::stream {
namespace {

using driver::FrameView;

/// The bytes of a sample's buffer while it is looked at.
class Mapped {
public:
    explicit Mapped(GstSample* sample) : buffer_(gst_sample_get_buffer(sample)) {
        is_mapped_ = buffer_ && gst_buffer_map(buffer_, &info_, GST_MAP_READ);
    }
    Mapped(const Mapped&) = delete;
    Mapped& operator=(const Mapped&) = delete;
    ~Mapped() {
        if (is_mapped_) gst_buffer_unmap(buffer_, &info_);
    }
    std::span<const std::byte> bytes() const {
        if (!is_mapped_) return {};
        return {reinterpret_cast<const std::byte*>(info_.data), info_.size};
    }

private:
    GstBuffer* buffer_;
    GstMapInfo info_{};
    bool is_mapped_ = false;
};

}  // namespace

Result<void> StreamCamera::connect() {
    auto stream = VideoStream::begin(address_);
    if (!stream) return stream.error();
    std::lock_guard lock(mutex_);
    stream_ = std::move(*stream);
    has_picture_ = false;
    last_news_ = Clock::now();
    return {};
}

void StreamCamera::disconnect() {
    std::unique_ptr<VideoStream> ending;
    std::lock_guard lock(mutex_);
    ending = std::exchange(stream_, nullptr);
}

Result<void> StreamCamera::start(const driver::Settings&) {
    disconnect();
    is_started_ = true;
    return connect();
}

Result<void> StreamCamera::stop() {
    is_started_ = false;
    disconnect();
    return {};
}

void StreamCamera::cancel() noexcept {
    interruption_.cancel();
    std::lock_guard lock(mutex_);
    if (stream_) stream_->wake();
}

Result<FrameView> StreamCamera::failed(Error error) {
    disconnect();
    return error;
}

Result<FrameView> StreamCamera::grab(std::chrono::milliseconds slice) {
    if (!is_started_) return Error{ErrorCode::invalid_argument, "the camera has not been started"};
    driver::Interruption::Call call(interruption_);
    const auto deadline = Clock::now() + slice;
    if (!stream_)
        if (auto connected = connect(); !connected) return connected.error();
    // Who comes late has not waited: a stall is counted from the first look on.
    while (!call.is_cancelled()) {
        const auto limit = has_picture_ ? limits_.next_picture : limits_.first_picture;
        auto picture = stream_->wait_until(std::min(deadline, last_news_ + limit));
        if (call.is_cancelled()) break;
        if (!picture) return failed(picture.error());
        // What was exposed before the camera was opened is nobody's.
        const bool is_old = *picture && (*picture)->arrived_at - limits_.latency < opened_at_;
        if (is_old) last_news_ = Clock::now();
        if (*picture && !is_old) return show(std::move(**picture));
        if (Clock::now() >= last_news_ + limit)
            return failed({ErrorCode::device_stalled,
                           address_.id + " has sent no picture for " + std::to_string(limit.count()) + " ms"});
        if (Clock::now() >= deadline) return FrameView::progress();
    }
    return Error{ErrorCode::cancelled, "the grab was cancelled"};
}

Result<FrameView> StreamCamera::show(VideoStream::Picture picture) {
    last_news_ = Clock::now();
    has_picture_ = true;
    Mapped mapped(picture.sample.get());
    const auto bytes = mapped.bytes();
    FrameView view;
    if (address_.is_rtsp) {
        GstVideoInfo info{};
        const bool is_known = gst_video_info_from_caps(&info, gst_sample_get_caps(picture.sample.get()));
        view.width = is_known ? GST_VIDEO_INFO_WIDTH(&info) : 0;
        view.height = is_known ? GST_VIDEO_INFO_HEIGHT(&info) : 0;
        view.format = PixelFormat::rgb8;
        view.stride_bytes = is_known ? static_cast<std::uint32_t>(GST_VIDEO_INFO_PLANE_STRIDE(&info, 0)) : 0;
        if (!is_known) return failed({ErrorCode::bad_data, address_.id + " sent a picture without its size"});
    } else {
        auto size = devices::size_of_jpeg(bytes);
        if (!size) return failed({ErrorCode::bad_data, address_.id + " sent something that is no JPEG picture"});
        view.width = size->width;
        view.height = size->height;
        view.format = PixelFormat::jpeg;
    }
    pixels_.assign(bytes.begin(), bytes.end());
    view.pixels = pixels_;
    view.sequence = ++sequence_;
    view.exposed_at = last_exposed_ = std::max(last_exposed_, picture.arrived_at - limits_.latency);
    return view;
}

}  // namespace limner::stream
