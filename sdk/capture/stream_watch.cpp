#include "capture/stream_watch.h"

#include <cstring>
#include <utility>

namespace limner {
namespace {

constexpr std::chrono::milliseconds window{2'000};
constexpr int black_mean = 6;  // of 255: sensor noise around black stays below, a dim room above

struct Sample {
    std::uint64_t digest = 0;
    int mean = 0;
};

/// Every 13th group of eight bytes: enough to see that any noise has changed, for a fraction of a millisecond.
Sample sample_of(const Image& image) {
    constexpr std::size_t group = 8, step = 13 * group;
    auto bytes = image.bytes();
    std::uint64_t digest = 0xcbf29ce484222325, sum = 0, count = 0;
    for (std::size_t at = 0; at + group <= bytes.size(); at += step) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, group);
        digest = (digest ^ word) * 0x100000001b3;
        digest ^= digest >> 29;
        sum += word & 0xff;
        ++count;
    }
    return {digest, count ? static_cast<int>(sum / count) : 0};
}

}  // namespace

std::optional<Error> StreamWatch::look_at(const Image& image, Clock::time_point now, const std::string& device_id) {
    Sample sample = sample_of(image);
    bool slow = is_slow(now);
    bool frozen = is_frozen(sample.digest, now);
    if (is_black(sample.mean, now)) return Error{ErrorCode::device_black, device_id + ": the picture is black"};
    if (frozen) return Error{ErrorCode::device_frozen, device_id + ": the picture is frozen"};
    if (slow) return Error{ErrorCode::device_slow, device_id + ": fewer frames per second than the limit"};
    return std::nullopt;
}

void StreamWatch::see(const Image& image) { last_digest_ = sample_of(image).digest; }

bool StreamWatch::is_frozen(std::uint64_t digest, Clock::time_point now) {
    is_repeat_ = std::exchange(last_digest_, digest) == digest;
    is_repeating_ = digest_ == digest;
    if (!is_repeating_) {
        digest_ = digest;
        same_since_ = now;
    }
    return frozen_after_ && now - same_since_ >= *frozen_after_;
}

bool StreamWatch::is_black(int mean, Clock::time_point now) {
    if (mean > black_mean)
        black_since_.reset();
    else if (!black_since_)
        black_since_ = now;
    return black_after_ && black_since_ && now - *black_since_ >= *black_after_;
}

bool StreamWatch::is_slow(Clock::time_point now) {
    if (!running_since_) running_since_ = now;
    arrivals_.push_back(now);
    while (arrivals_.front() < now - window) arrivals_.pop_front();
    if (!slower_than_fps_ || now - *running_since_ < window) return false;
    return static_cast<double>(arrivals_.size()) < *slower_than_fps_ * std::chrono::duration<double>(window).count();
}

std::optional<std::chrono::milliseconds> StreamWatch::frame_interval() const {
    if (arrivals_.size() < 2) return std::nullopt;
    auto span = arrivals_.back() - arrivals_.front();
    return std::chrono::duration_cast<std::chrono::milliseconds>(span / (arrivals_.size() - 1));
}

std::optional<double> StreamWatch::new_pace(Clock::time_point now) {
    if (!pace_since_) pace_since_ = now;
    if (now - *pace_since_ < window || arrivals_.size() < 2) return std::nullopt;
    pace_since_ = now;
    auto span = std::chrono::duration<double, std::milli>(arrivals_.back() - arrivals_.front());
    return span.count() / static_cast<double>(arrivals_.size() - 1);
}

void StreamWatch::pause() {
    pace_since_.reset();
    digest_.reset();
    is_repeating_ = false;
    black_since_.reset();
    arrivals_.clear();
    running_since_.reset();
}

}  // namespace limner
