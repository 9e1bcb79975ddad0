#include "photo_camera.h"

#include "jpeg_size.h"

#include <limner/driver/option_list.h>

#include <algorithm>
#include <utility>

namespace limner::gphoto2 {
namespace {

using namespace std::chrono_literals;
using driver::FrameView;

/// Of what is no picture: the SDK gives up on these calls soon after, and then on the device.
constexpr auto open_limit = 4500ms, call_limit = 1500ms;
constexpr auto preview_limit = 5s, still_limit = 30s;
/// One that was begun before nobody asked for so long shows whoever was there then.
constexpr auto stale_after = 300ms;
/// What the viewfinder shows is as old as this.
constexpr auto viewfinder_latency = 200ms;
/// A camera that is busy (it writes to its card) is asked again for so long.
constexpr auto busy_limit = 3s;
constexpr auto busy_nap = 50ms, plug_nap = 200ms;

}  // namespace

PhotoCamera::PhotoCamera(FoundCamera found, OwnedCamera camera, driver::Services services)
    : found_(found), link_(std::move(found), std::move(camera), services) {}

PhotoCamera::~PhotoCamera() {
    (void)stop();
    link_.interrupt();
}

Error PhotoCamera::stalled(const std::string& how) const { return {ErrorCode::device_stalled, found_.id + ": " + how}; }

template <typename Value>
Result<Value> PhotoCamera::call(std::chrono::milliseconds limit, std::function<Result<Value>()> job) {
    if (is_lost_) return Error{ErrorCode::device_lost, found_.id + ": unplugged"};
    const auto deadline = Clock::now() + limit;
    const auto answer = std::make_shared<std::optional<Result<Value>>>();
    const bool has_begun = worker_.begin([answer, job = std::move(job)] { *answer = job(); }, deadline);
    if (!has_begun) return stalled("its last command does not end");
    while (!worker_.wait_until_idle(std::min(deadline, Clock::now() + plug_nap))) {
        is_lost_ = is_lost_ || !link_.is_plugged_in();
        if (is_lost_) return Error{ErrorCode::device_lost, found_.id + ": unplugged"};
        if (Clock::now() >= deadline) return stalled("no answer");
    }
    if (!**answer && (*answer)->error().code == ErrorCode::device_lost) is_lost_ = true;
    return std::move(**answer);
}

Result<void> PhotoCamera::begin_session() {
    return call<void>(open_limit, [this] { return link_.open(); });
}

std::vector<driver::Option> PhotoCamera::options() {
    auto told = call<std::vector<driver::Option>>(call_limit, [this] { return link_.options(); });
    if (told) settings_ = *std::move(told);
    auto all = settings_;
    const bool is_choice = link_.has_stills() && link_.has_preview();
    if (is_choice) all.push_back({.name = "still", .value = has_wanted_stills_});
    return all;
}

Result<void> PhotoCamera::set_option(std::string_view name, const driver::Value& value) {
    if (name == "still") {
        driver::OptionList own({{.name = "still", .value = has_wanted_stills_}});
        auto set = own.set(name, value);
        if (set) has_wanted_stills_ = std::get<bool>(own.all().front().value);
        return set;
    }
    return call<void>(call_limit,
                      [this, option = std::string(name), value] { return link_.set_option(option, value); });
}

Result<void> PhotoCamera::start(const driver::Settings& wanted) {
    if (auto stopped = stop(); !stopped) return stopped;
    const bool is_still = wanted.purpose == driver::Purpose::still;
    const bool is_able = is_still ? link_.has_stills() : link_.has_preview();
    if (!is_able)
        return Error{ErrorCode::unsupported, found_.id + (is_still ? " cannot be made to take a picture"
                                                                   : " shows no picture of its viewfinder")};
    is_still_ = is_still;
    is_started_ = true;
    return {};
}

Result<void> PhotoCamera::stop() {
    const bool has_viewfinder = std::exchange(is_started_, false) && !is_still_;
    is_lost_ = is_lost_ || !link_.is_plugged_in();
    if (is_lost_) return Error{ErrorCode::device_lost, found_.id + ": unplugged"};
    shot_.reset();  // a still in the middle ends by itself, and is nobody's
    if (!has_viewfinder) return {};
    return call<void>(call_limit, [this] {
        link_.end_preview();
        return link_.is_plugged_in() ? Result<void>{} : Error{ErrorCode::device_lost, found_.id + ": unplugged"};
    });
}

void PhotoCamera::cancel() noexcept {
    interruption_.cancel();
    worker_.wake();
}

void PhotoCamera::begin_shot() {
    const auto shot = std::make_shared<Shot>();
    const bool is_again = busy_since_ != Clock::time_point{};
    shot->begun_at = Clock::now();
    const auto job = [this, shot, is_still = is_still_, is_again] {
        if (is_again) std::this_thread::sleep_for(busy_nap);
        shot->file = is_still ? link_.take() : link_.preview();
    };
    if (!worker_.begin(job, Clock::now())) return;
    shot_ = shot;
    waiting_since_ = shot->begun_at;
}

/// Nothing while it is in progress, where it was given up, or where the camera was too busy for it.
std::optional<Result<FrameView>> PhotoCamera::finished_shot() {
    if (!shot_ || !worker_.wait_until_idle(Clock::now())) return std::nullopt;
    const auto shot = std::exchange(shot_, nullptr);
    // What was exposed before the camera was opened is nobody's.
    const bool is_old = !is_still_ && shot->begun_at - viewfinder_latency < opened_at_;
    if (shot->is_given_up || is_old) {
        busy_since_ = {};
        return std::nullopt;
    }
    auto& file = *shot->file;
    if (!file && file.error().code == ErrorCode::device_busy) {
        if (busy_since_ == Clock::time_point{}) busy_since_ = Clock::now();
        if (Clock::now() - busy_since_ < busy_limit) return std::nullopt;
    }
    busy_since_ = {};
    return show(std::move(file), shot->begun_at);
}

Result<FrameView> PhotoCamera::grab(std::chrono::milliseconds slice) {
    const driver::Interruption::Call call(interruption_);
    if (!is_started_) return Error{ErrorCode::invalid_argument, found_.id + ": not started"};
    const auto asked_at = Clock::now();
    if (shot_ && asked_at - left_at_ > stale_after) {
        shot_->is_given_up = true;
        waiting_since_ = asked_at;
    }
    auto frame = grab_until(asked_at + slice, call);
    left_at_ = Clock::now();
    return frame;
}

Result<FrameView> PhotoCamera::grab_until(Clock::time_point deadline, const driver::Interruption::Call& call) {
    for (;;) {
        if (call.is_cancelled()) return Error{ErrorCode::cancelled, found_.id + ": cancelled"};
        if (auto frame = finished_shot()) return *std::move(frame);
        is_lost_ = is_lost_ || !link_.is_plugged_in();
        if (is_lost_) return Error{ErrorCode::device_lost, found_.id + ": unplugged"};
        const auto now = Clock::now();
        if (!shot_) begin_shot();
        if (shot_ && now - waiting_since_ > (is_still_ ? still_limit : preview_limit)) {
            shot_->is_given_up = true;
            waiting_since_ = now;
            return stalled("no picture came");
        }
        if (now >= deadline) return FrameView::progress();
        (void)worker_.wait_until_idle(std::min(deadline, now + plug_nap));
    }
}

Result<FrameView> PhotoCamera::show(Result<OwnedFile> file, Clock::time_point begun_at) {
    if (!file) {
        is_lost_ = is_lost_ || file.error().code == ErrorCode::device_lost;
        return file.error();
    }
    picture_ = std::move(*file);
    const char* data = nullptr;
    unsigned long size = 0;
    gp_file_get_data_and_size(picture_.get(), &data, &size);
    const std::span bytes(reinterpret_cast<const std::byte*>(data), data ? size : 0);
    const auto shape = devices::size_of_jpeg(bytes);
    if (!shape) return Error{ErrorCode::bad_data, found_.id + " sent something that is no JPEG picture"};
    const auto exposed_at = is_still_ ? begun_at : begun_at - viewfinder_latency;
    last_exposed_ = std::max(last_exposed_, exposed_at);
    return FrameView{.width = shape->width,
                     .height = shape->height,
                     .format = PixelFormat::jpeg,
                     .pixels = bytes,
                     .sequence = ++sequence_,
                     .exposed_at = last_exposed_};
}

}  // namespace limner::gphoto2
