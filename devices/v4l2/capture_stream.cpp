#include "capture_stream.h"

#include <linux/videodev2.h>

#include <algorithm>
#include <cerrno>
#include <cmath>

namespace limner::v4l2 {
namespace {

using namespace std::chrono_literals;

constexpr unsigned wanted_buffers = 4, max_buffers = 32;
constexpr auto usual_interval = 33'333'333ns;
/// A time stamp further from the moment of its buffer's lending than this is not of the clock that it claims.
constexpr auto believable = 10s;

v4l2_buffer buffer_at(std::size_t index) {
    v4l2_buffer buffer{};
    buffer.index = static_cast<std::uint32_t>(index);
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    return buffer;
}

ColourCoding coding_of(const v4l2_pix_format& format) {
    const bool is_default = format.ycbcr_enc == V4L2_YCBCR_ENC_DEFAULT;
    const auto encoding =
        is_default ? static_cast<std::uint32_t>(V4L2_MAP_YCBCR_ENC_DEFAULT(format.colorspace)) : format.ycbcr_enc;
    const auto usual = V4L2_MAP_QUANTIZATION_DEFAULT(false, format.colorspace, encoding);
    const auto range =
        format.quantization == V4L2_QUANTIZATION_DEFAULT ? static_cast<std::uint32_t>(usual) : format.quantization;
    ColourCoding coding;
    coding.is_full_range = range == V4L2_QUANTIZATION_FULL_RANGE;
    if (encoding == V4L2_YCBCR_ENC_709 || encoding == V4L2_YCBCR_ENC_XV709) {
        coding.red_share = 0.2126;
        coding.blue_share = 0.0722;
    } else if (encoding == V4L2_YCBCR_ENC_BT2020 || encoding == V4L2_YCBCR_ENC_BT2020_CONST_LUM) {
        coding.red_share = 0.2627;
        coding.blue_share = 0.0593;
    }
    return coding;
}

}  // namespace

CaptureStream::~CaptureStream() { (void)stop(); }

Result<void> CaptureStream::start(const Mode& mode, double frames_per_second) {
    if (auto set = set_format(mode); !set) return set;
    set_rate(frames_per_second);
    if (auto mapped = map_buffers(); !mapped) {
        (void)stop();
        return mapped;
    }
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (int failure = node_.control(VIDIOC_STREAMON, &type); failure != 0) {
        (void)stop();
        return node_error(id_, "cannot start its stream", failure);
    }
    is_streaming_ = true;
    return {};
}

Result<void> CaptureStream::set_format(const Mode& mode) {
    v4l2_format wanted{};
    wanted.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    auto& picture = wanted.fmt.pix;
    picture.width = static_cast<std::uint32_t>(mode.width);
    picture.height = static_cast<std::uint32_t>(mode.height);
    picture.pixelformat = mode.format->fourcc;
    picture.field = V4L2_FIELD_NONE;
    if (int failure = node_.control(VIDIOC_S_FMT, &wanted); failure != 0)
        return node_error(id_,
                          "refuses " + fourcc_text(mode.format->fourcc) + " of " + std::to_string(mode.width) + " x " +
                              std::to_string(mode.height),
                          failure);
    const VideoFormat* format = find_format(picture.pixelformat);
    const bool is_possible =
        picture.width > 0 && picture.height > 0 && picture.width <= 32'768 && picture.height <= 32'768;
    if (!format || !is_possible)
        return Error{ErrorCode::unsupported, id_ + ": it streams " + fourcc_text(picture.pixelformat) +
                                                 " where it was asked for " + fourcc_text(mode.format->fourcc)};
    mode_ = {format, static_cast<int>(picture.width), static_cast<int>(picture.height), 0};
    layout_ = {{}, mode_.width, mode_.height, picture.bytesperline, format, coding_of(picture)};
    return {};
}

/// A camera that cannot be told a rate keeps its own.
void CaptureStream::set_rate(double frames_per_second) {
    v4l2_streamparm rate{};
    rate.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    interval_ = usual_interval;
    if (frames_per_second > 0 && frames_per_second < 1'000) {
        rate.parm.capture.timeperframe = {1'000, static_cast<std::uint32_t>(std::lround(frames_per_second * 1'000))};
        (void)node_.control(VIDIOC_S_PARM, &rate);
    }
    rate = {};
    rate.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    const auto& time = rate.parm.capture.timeperframe;
    if (node_.control(VIDIOC_G_PARM, &rate) != 0 || time.numerator == 0 || time.denominator == 0) return;
    const double seconds = double{1.0} * time.numerator / time.denominator;
    mode_.frames_per_second = 1 / seconds;
    interval_ = std::chrono::nanoseconds(std::llround(std::clamp(seconds, 0.001, 10.0) * 1e9));
}

Result<void> CaptureStream::map_buffers() {
    v4l2_requestbuffers request{};
    request.count = wanted_buffers;
    request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    request.memory = V4L2_MEMORY_MMAP;
    if (int failure = node_.control(VIDIOC_REQBUFS, &request); failure != 0)
        return node_error(id_, "gives no buffers", failure);
    if (request.count < 2 || request.count > max_buffers)
        return Error{ErrorCode::device_fault, id_ + ": it gives " + std::to_string(request.count) + " buffers"};
    for (std::size_t i = 0; i < request.count; ++i) {
        v4l2_buffer buffer = buffer_at(i);
        if (int failure = node_.control(VIDIOC_QUERYBUF, &buffer); failure != 0)
            return node_error(id_, "does not tell its buffers", failure);
        auto memory = node_.map(buffer.length, buffer.m.offset);
        if (!memory) return Error{memory.error().code, id_ + ": " + memory.error().message};
        buffers_.push_back({*memory, {}});
    }
    for (std::size_t i = 0; i < buffers_.size(); ++i)
        if (auto queued = queue(i); !queued) return queued;
    return {};
}

Result<void> CaptureStream::queue(std::size_t index) {
    v4l2_buffer buffer = buffer_at(index);
    buffers_[index].queued_at = Clock::now();
    if (int failure = node_.control(VIDIOC_QBUF, &buffer); failure != 0)
        return node_error(id_, "does not take a buffer back", failure);
    return {};
}

Result<void> CaptureStream::stop() {
    taken_.reset();
    if (!is_streaming_ && buffers_.empty()) return {};
    is_streaming_ = false;
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    const int failure = node_.control(VIDIOC_STREAMOFF, &type);
    for (const Buffer& buffer : buffers_) node_.unmap(buffer.memory);
    buffers_.clear();
    v4l2_requestbuffers none{};
    none.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    none.memory = V4L2_MEMORY_MMAP;
    (void)node_.control(VIDIOC_REQBUFS, &none);
    return failure == 0 ? Result<void>() : node_error(id_, "cannot stop its stream", failure);
}

Clock::time_point CaptureStream::exposure_of(std::uint32_t flags, Clock::time_point stamp, const Buffer& buffer) const {
    // Of a picture whose time nobody tells it is known only that it was read out after its buffer was lent.
    const auto earliest = buffer.queued_at - interval_;
    if ((flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) != V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) return earliest;
    // Some drivers stamp by their nominal rate, a little ahead of the clock.
    const auto now = Clock::now();
    const bool is_believable = stamp <= now + interval_ && stamp > buffer.queued_at - believable;
    if (!is_believable) return earliest;
    // Stamps are whole microseconds: the next one must not lie before this one.
    stamp = std::min(stamp, Clock::time_point(std::chrono::floor<std::chrono::microseconds>(now.time_since_epoch())));
    const bool is_of_begin = (flags & V4L2_BUF_FLAG_TSTAMP_SRC_MASK) == V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
    return is_of_begin ? stamp : stamp - interval_;
}

Result<std::optional<Shot>> CaptureStream::take() {
    v4l2_buffer buffer = buffer_at(0);
    const int failure = node_.control(VIDIOC_DQBUF, &buffer);
    if (failure == EAGAIN) return std::optional<Shot>();
    if (failure != 0) return node_error(id_, "its stream broke off", failure);
    if (buffer.index >= buffers_.size())
        return Error{ErrorCode::bad_data, id_ + ": it hands out buffer " + std::to_string(buffer.index) + " of " +
                                              std::to_string(buffers_.size())};
    if (auto given = give_back(); !given) return given.error();
    taken_ = buffer.index;
    const Buffer& own = buffers_[buffer.index];
    Shot shot{layout_, buffer.sequence};
    shot.raw.bytes = own.memory.first(std::min<std::size_t>(buffer.bytesused, own.memory.size()));
    const auto stamp =
        std::chrono::seconds(buffer.timestamp.tv_sec) + std::chrono::microseconds(buffer.timestamp.tv_usec);
    shot.exposed_at = exposure_of(buffer.flags, Clock::time_point(stamp), own);
    shot.is_flagged = (buffer.flags & V4L2_BUF_FLAG_ERROR) != 0;
    return std::optional(shot);
}

Result<void> CaptureStream::give_back() {
    if (!taken_) return {};
    const std::size_t index = *taken_;
    taken_.reset();
    return queue(index);
}

}  // namespace limner::v4l2
