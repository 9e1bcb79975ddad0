#include "camera.h"

#include "camera_features.h"

#include <limner/driver/option_list.h>

#include <algorithm>
#include <utility>

namespace limner::gige {
namespace {

using namespace std::chrono_literals;
using driver::FrameView;

/// Who asks steadily gets each picture; one from longer before the request than this was taken of whoever was there.
constexpr auto least_stale_after = 150ms;
constexpr auto longest_nap = 100ms;
/// A camera that sends no picture for a while is asked whether it is there, and lost after so many questions.
constexpr auto silence = 300ms, question_pause = 150ms, presence_limit = 600ms;
constexpr int max_unanswered = 4, max_refused_pictures = 30;

}  // namespace

GigeCamera::GigeCamera(ListedCamera listed, Owned<ArvCamera> camera, Limits limits)
    : listed_(std::move(listed)), limits_(limits), camera_(std::move(camera)) {
    if (!listed_.address.empty()) presence_.emplace(listed_.address);
    g_signal_connect(arv_camera_get_device(camera_.get()), "control-lost", G_CALLBACK(&GigeCamera::on_control_lost),
                     this);
}

GigeCamera::~GigeCamera() { (void)stop(); }

void GigeCamera::on_control_lost(ArvDevice*, gpointer context) {
    auto* self = static_cast<GigeCamera*>(context);
    self->is_control_lost_ = true;
    self->bell_.ring();
}

Result<void> GigeCamera::prepare() {
    if (auto chosen = choose_format(camera_.get(), listed_.id); !chosen) return chosen;
    if (!arv_camera_is_gv_device(camera_.get())) return {};
    // Packet sockets want rights that a driver's process does not have.
    arv_camera_gv_set_stream_options(camera_.get(), ARV_GV_STREAM_OPTION_PACKET_SOCKET_DISABLED);
    if (limits_.packet_bytes == 0) return {};
    AravisError error;
    arv_camera_gv_set_packet_size_adjustment(camera_.get(), ARV_GV_PACKET_SIZE_ADJUSTMENT_NEVER);
    arv_camera_gv_set_packet_size(camera_.get(), limits_.packet_bytes, error.out());
    return error ? Result<void>(error.as(listed_.id + ": packets of that size")) : Result<void>{};
}

/// Asked first: each of Aravis's questions to a camera that is gone takes three seconds.
Result<void> GigeCamera::require_presence() {
    if (is_lost_ || is_control_lost_) return lost("it is gone");
    if (presence_ && !ask_all({listed_.address}, presence_limit)[0]) return lost("it does not answer");
    return {};
}

Error GigeCamera::lost(const std::string& how) {
    is_lost_ = true;
    return {ErrorCode::device_lost, listed_.id + ": " + how};
}

std::vector<driver::Option> GigeCamera::options() {
    if (!require_presence()) return {};
    return read_features(camera_.get());
}

Result<void> GigeCamera::set_option(std::string_view name, const driver::Value& value) {
    if (auto present = require_presence(); !present) return present;
    driver::OptionList all(read_features(camera_.get()));
    const auto* old = all.find(name);
    const auto before = old ? std::optional(old->value) : std::nullopt;
    if (auto checked = all.set(name, value); !checked) return checked;
    const driver::Value& wanted = all.find(name)->value;
    if (wanted == before) return {};
    // The next grab starts the stream anew.
    if (shapes_the_picture(name)) stream_.reset();
    auto written = write_feature(camera_.get(), listed_.id, name, wanted);
    const Pace pace = read_pace(camera_.get());
    interval_ = pace.interval;
    exposure_ = pace.exposure;
    return written;
}

Result<void> GigeCamera::start(const driver::Settings&) {
    is_started_ = false;
    if (auto present = require_presence(); !present) return present;
    stream_.reset();
    has_picture_ = false;
    if (auto begun = begin(); !begun) return begun;
    is_started_ = true;
    return {};
}

Result<void> GigeCamera::begin() {
    const Pace pace = read_pace(camera_.get());
    interval_ = pace.interval;
    exposure_ = pace.exposure;
    auto stream = Acquisition::begin(camera_.get(), listed_.id, bell_);
    if (!stream) return stream.error();
    stream_ = std::move(*stream);
    last_news_ = Clock::now();
    unanswered_ = refused_pictures_ = 0;
    return {};
}

Result<void> GigeCamera::stop() {
    is_started_ = false;
    if (!stream_) return {};
    if (auto present = require_presence(); !present) {
        stream_->abandon();
        return present;
    }
    stream_.reset();
    return {};
}

void GigeCamera::cancel() noexcept {
    interruption_.cancel();
    bell_.ring();
}

Result<FrameView> GigeCamera::grab(std::chrono::milliseconds slice) {
    const driver::Interruption::Call call(interruption_);
    if (!is_started_) return Error{ErrorCode::invalid_argument, listed_.id + ": not started"};
    const auto now = Clock::now();
    if (is_lost_ || is_control_lost_) return lost("it is gone");
    if (!stream_) {
        if (auto present = require_presence(); !present) return present.error();
        if (auto begun = begin(); !begun) return begun.error();
    }
    // Who comes late has not waited: silence is counted from the first look on.
    if (now - left_at_ > least_stale_after) last_news_ = now;
    auto frame = grab_until(now + slice, now, call);
    left_at_ = Clock::now();
    if (frame || frame.error().code == ErrorCode::cancelled) return frame;
    has_picture_ = false;
    // The end of the stream of a camera that is gone takes seconds: it is left to the closing.
    if (is_lost_)
        stream_->abandon();
    else
        stream_.reset();
    return frame;
}

Result<FrameView> GigeCamera::grab_until(Clock::time_point deadline, Clock::time_point asked_at,
                                         const driver::Interruption::Call& call) {
    const auto oldest = asked_at - std::max<std::chrono::nanoseconds>(least_stale_after, 3 * interval_);
    for (;;) {
        if (call.is_cancelled()) return Error{ErrorCode::cancelled, listed_.id + ": cancelled"};
        auto shot = stream_->newest(oldest);
        if (!shot) return shot.error();
        auto shown = *shot ? show(**shot) : Result<std::optional<FrameView>>(std::nullopt);
        if (!shown) return shown.error();
        if (*shown) return **shown;
        const auto now = Clock::now();
        if (auto checked = check_silence(now); !checked) return checked.error();
        if (now >= deadline) return FrameView::progress();
        bell_.wait_until(std::min(deadline, now + longest_nap));
    }
}

Result<void> GigeCamera::check_silence(Clock::time_point now) {
    if (is_control_lost_) return lost("it answers no more");
    const auto quiet_for = now - last_news_;
    const auto limit =
        std::max<std::chrono::nanoseconds>(has_picture_ ? limits_.next_picture : limits_.first_picture, 3 * interval_);
    if (quiet_for > limit)
        return Error{ErrorCode::device_stalled,
                     listed_.id + " has sent no picture for " +
                         std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(limit).count()) + " ms"};
    if (!presence_ || quiet_for < std::max<std::chrono::nanoseconds>(silence, 2 * interval_)) return {};
    if (presence_->answer()) unanswered_ = 0;
    if (presence_->is_refused()) return lost("nobody is at its address any more");
    if (now < next_question_) return {};
    if (unanswered_ >= max_unanswered) return lost("it does not answer");
    presence_->ask();
    ++unanswered_;
    next_question_ = now + question_pause;
    return {};
}

/// None where the buffer does not hold a picture; many in a row are an error.
Result<std::optional<FrameView>> GigeCamera::show(const Shot& shot) {
    auto picture = maker_.make(shot.raw);
    if (!picture) {
        if (++refused_pictures_ >= max_refused_pictures) return picture.error();
        return std::optional<FrameView>();
    }
    refused_pictures_ = unanswered_ = 0;
    has_picture_ = true;
    last_news_ = Clock::now();
    // Its bytes took up to an interval to come, and the camera's own clock is another.
    last_exposed_ = std::max(last_exposed_, shot.ended_at - interval_ - exposure_);
    return std::optional(FrameView{.width = shot.raw.width,
                                   .height = shot.raw.height,
                                   .format = picture->format,
                                   .stride_bytes = picture->stride_bytes,
                                   .pixels = picture->pixels,
                                   .sequence = ++sequence_,
                                   .exposed_at = last_exposed_});
}

}  // namespace limner::gige
