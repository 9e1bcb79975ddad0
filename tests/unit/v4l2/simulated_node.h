#pragma once

#include "video_node.h"

#include <linux/videodev2.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace limner::test {

/// A camera that answers in the kernel's place. A frame comes when the test exposes one.
class SimulatedNode final : public v4l2::VideoNode {
public:
    struct Size {
        std::uint32_t fourcc, width, height, frames_per_second;
    };
    struct ControlState {
        v4l2_query_ext_ctrl description{};
        std::vector<std::string> menu{};
        std::int64_t value = 0;
    };

    std::vector<Size> sizes{{V4L2_PIX_FMT_YUYV, 640, 480, 30}, {V4L2_PIX_FMT_YUYV, 64, 48, 30}};
    std::map<std::uint32_t, ControlState> controls{};
    std::map<unsigned long, int> failures{};  ///< What a request answers, errno, instead of being served.
    std::uint32_t granted_buffers = 4;
    std::uint32_t buffer_flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
    bool is_gone = false, is_poll_lying = false;
    v4l2_pix_format format{};
    std::vector<unsigned long> requests{};

    void add_control(std::uint32_t id, std::uint32_t type, const char* name, std::int64_t from, std::int64_t to,
                     std::int64_t value, std::vector<std::string> menu = {}) {
        ControlState state{.menu = std::move(menu), .value = value};
        state.description.id = id;
        state.description.type = type;
        state.description.minimum = from;
        state.description.maximum = to;
        state.description.step = 1;
        std::strncpy(state.description.name, name, sizeof state.description.name - 1);
        controls[id] = std::move(state);
    }

    /// Fills the oldest buffer that the driver lent: false where there is none.
    bool expose(std::uint8_t fill, Clock::time_point at = Clock::now(), std::uint32_t flags = 0,
                std::int64_t bytes_used = -1) {
        std::lock_guard lock(mutex_);
        ++count_;
        if (lent_.empty() || !is_on_) return false;
        const std::uint32_t index = lent_.front();
        lent_.pop_front();
        std::ranges::fill(memory_[index], std::byte{fill});
        v4l2_buffer done{};
        done.index = index;
        done.bytesused = bytes_used < 0 ? format.sizeimage : static_cast<std::uint32_t>(bytes_used);
        done.flags = buffer_flags | flags;
        done.sequence = count_ - 1;
        const auto since = std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
        done.timestamp = {since / 1'000'000, since % 1'000'000};
        done_.push_back(done);
        wakes_.notify_all();
        return true;
    }
    std::vector<std::byte>& memory_of(std::size_t index) { return memory_[index]; }
    std::size_t lent() const { return lent_.size(); }
    bool is_on() const { return is_on_; }
    int mapped() const { return mapped_; }
    void unplug() {
        std::lock_guard lock(mutex_);
        is_gone = true;
        wakes_.notify_all();
    }

    int control(unsigned long request, void* argument) override {
        std::lock_guard lock(mutex_);
        requests.push_back(request);
        if (is_gone) return ENODEV;
        if (auto failure = failures.find(request); failure != failures.end()) return failure->second;
        return serve(request, argument);
    }
    Wake wait(Clock::time_point until) override {
        std::unique_lock lock(mutex_);
        wakes_.wait_until(lock, until, [&] { return is_woken_ || is_gone || is_poll_lying || !done_.empty(); });
        if (std::exchange(is_woken_, false)) return Wake::woken;
        return is_gone || is_poll_lying || !done_.empty() ? Wake::ready : Wake::timed_out;
    }
    Result<std::span<std::byte>> map(std::size_t bytes, std::uint32_t offset) override {
        ++mapped_;
        return std::span(memory_.at(offset)).first(bytes);
    }
    void unmap(std::span<std::byte>) override { --mapped_; }
    void wake() noexcept override {
        std::lock_guard lock(mutex_);
        is_woken_ = true;
        wakes_.notify_all();
    }

private:
    std::vector<std::uint32_t> fourccs() const {
        std::vector<std::uint32_t> all;
        for (const Size& size : sizes)
            if (std::ranges::find(all, size.fourcc) == all.end()) all.push_back(size.fourcc);
        return all;
    }
    std::vector<Size> sizes_of(std::uint32_t fourcc) const {
        std::vector<Size> all;
        std::ranges::copy_if(sizes, std::back_inserter(all), [&](const Size& size) { return size.fourcc == fourcc; });
        return all;
    }

    int serve(unsigned long request, void* argument) {
        switch (request) {
            case VIDIOC_QUERYCAP: return 0;
            case VIDIOC_ENUM_FMT: return list_format(*static_cast<v4l2_fmtdesc*>(argument));
            case VIDIOC_ENUM_FRAMESIZES: return list_size(*static_cast<v4l2_frmsizeenum*>(argument));
            case VIDIOC_ENUM_FRAMEINTERVALS: return list_rate(*static_cast<v4l2_frmivalenum*>(argument));
            case VIDIOC_S_FMT: return set_format(static_cast<v4l2_format*>(argument)->fmt.pix);
            case VIDIOC_S_PARM: return 0;
            case VIDIOC_G_PARM: static_cast<v4l2_streamparm*>(argument)->parm.capture.timeperframe = {1, 30}; return 0;
            case VIDIOC_REQBUFS: return give_buffers(*static_cast<v4l2_requestbuffers*>(argument));
            case VIDIOC_QUERYBUF: return tell_buffer(*static_cast<v4l2_buffer*>(argument));
            case VIDIOC_QBUF: lent_.push_back(static_cast<v4l2_buffer*>(argument)->index); return 0;
            case VIDIOC_DQBUF: return fetch(*static_cast<v4l2_buffer*>(argument));
            case VIDIOC_STREAMON: is_on_ = true; return 0;
            case VIDIOC_STREAMOFF:
                is_on_ = false;
                lent_.clear();
                done_.clear();
                return 0;
            case VIDIOC_QUERY_EXT_CTRL: return list_control(*static_cast<v4l2_query_ext_ctrl*>(argument));
            case VIDIOC_QUERYMENU: return list_choice(*static_cast<v4l2_querymenu*>(argument));
            case VIDIOC_G_EXT_CTRLS: return read(*static_cast<v4l2_ext_controls*>(argument)->controls);
            case VIDIOC_S_EXT_CTRLS: return write(*static_cast<v4l2_ext_controls*>(argument)->controls);
            default: return ENOTTY;
        }
    }
    int list_format(v4l2_fmtdesc& out) const {
        const auto all = fourccs();
        if (out.index >= all.size()) return EINVAL;
        out.pixelformat = all[out.index];
        return 0;
    }
    int list_size(v4l2_frmsizeenum& out) const {
        const auto all = sizes_of(out.pixel_format);
        if (out.index >= all.size()) return EINVAL;
        out.type = V4L2_FRMSIZE_TYPE_DISCRETE;
        out.discrete = {all[out.index].width, all[out.index].height};
        return 0;
    }
    int list_rate(v4l2_frmivalenum& out) const {
        for (const Size& size : sizes) {
            const bool is_it = size.fourcc == out.pixel_format && size.width == out.width && size.height == out.height;
            if (!is_it || out.index > 0) continue;
            out.type = V4L2_FRMIVAL_TYPE_DISCRETE;
            out.discrete = {1, size.frames_per_second};
            return 0;
        }
        return EINVAL;
    }
    int set_format(v4l2_pix_format& wanted) {
        format = wanted;
        format.bytesperline = wanted.width * 2;
        format.sizeimage = format.bytesperline * wanted.height;
        wanted = format;
        return 0;
    }
    int give_buffers(v4l2_requestbuffers& out) {
        if (out.count == 0) return 0;
        out.count = granted_buffers;
        memory_.assign(out.count, std::vector<std::byte>(format.sizeimage));
        return 0;
    }
    int tell_buffer(v4l2_buffer& out) const {
        out.length = format.sizeimage;
        out.m.offset = out.index;
        return 0;
    }
    int fetch(v4l2_buffer& out) {
        if (done_.empty()) return EAGAIN;
        out = done_.front();
        done_.pop_front();
        return 0;
    }
    int list_control(v4l2_query_ext_ctrl& out) const {
        const auto next = controls.upper_bound(out.id & ~std::uint32_t{V4L2_CTRL_FLAG_NEXT_CTRL});
        if (next == controls.end()) return EINVAL;
        out = next->second.description;
        return 0;
    }
    int list_choice(v4l2_querymenu& out) const {
        const auto& menu = controls.at(out.id).menu;
        if (out.index >= menu.size() || menu[out.index].empty()) return EINVAL;
        std::strncpy(reinterpret_cast<char*>(out.name), menu[out.index].c_str(), sizeof out.name - 1);
        return 0;
    }
    int read(v4l2_ext_control& out) const {
        out.value = static_cast<std::int32_t>(controls.at(out.id).value);
        return 0;
    }
    int write(const v4l2_ext_control& in) {
        controls.at(in.id).value = in.value;
        return 0;
    }

    std::mutex mutex_;
    std::condition_variable wakes_;
    std::vector<std::vector<std::byte>> memory_{};
    std::deque<std::uint32_t> lent_{};
    std::deque<v4l2_buffer> done_{};
    std::uint32_t count_ = 0;
    int mapped_ = 0;
    bool is_on_ = false, is_woken_ = false;
};

}  // namespace limner::test
