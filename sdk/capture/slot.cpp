#include <limner/capture/slot.h>

#include "capture/capture_session.h"
#include "capture/slot_impl.h"

#include <array>
#include <utility>

namespace limner {

using namespace std::chrono_literals;

Slot::Slot(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Slot::Slot(Slot&&) noexcept = default;
Slot& Slot::operator=(Slot&&) noexcept = default;
Slot::~Slot() = default;

Result<Slot> Slot::open(Runtime& runtime, SlotConfig config) {
    if (config.name.empty()) return Error{ErrorCode::invalid_argument, "a slot needs a name"};
    if (config.candidates.empty())
        return Error{ErrorCode::invalid_argument, "slot '" + config.name + "' names no candidate"};
    if (!config.stand_ins.empty() && config.device_class != DeviceClass::document_scanner)
        return Error{ErrorCode::invalid_argument,
                     "slot '" + config.name + "': only a document scanner's place can be taken by stand-ins"};
    return Slot(std::make_unique<Impl>(runtime.devices().impl(), std::move(config)));
}

Result<Slot> Slot::open(Runtime& runtime, std::string_view any) {
    using enum DeviceClass;
    static const std::array<std::pair<std::string_view, DeviceClass>, 3> roles{
        {{"any camera", camera},
         {"any fingerprint reader", fingerprint_reader},
         {"any document scanner", document_scanner}}};
    for (const auto& [role, device_class] : roles) {
        if (any == role)
            return open(runtime,
                        SlotConfig{.name = std::string(any), .candidates = {"*"}, .device_class = device_class});
    }
    return Error{ErrorCode::invalid_argument, "'" + std::string(any) +
                                                  "' is no slot; allowed: any camera, any fingerprint reader, "
                                                  "any document scanner"};
}

const SlotConfig& Slot::config() const noexcept { return impl_->config; }

std::optional<DeviceInfo> Slot::device() const {
    std::lock_guard lock(impl_->mutex);
    return impl_->serving ? std::optional(impl_->serving->device.info) : std::nullopt;
}

void Slot::on_event(std::function<void(const SlotEvent&)> on_event) { impl_->events.set_callback(std::move(on_event)); }

Result<SlotEvent> Slot::next_event(const Until& until) { return impl_->events.next(until); }

Subscription Slot::preview(std::function<void(const Frame&)> on_frame) {
    auto subscription = impl_->viewers.add(std::move(on_frame));
    impl_->begin_preview();
    return subscription;
}

Result<Frame> Slot::next_frame(const Until& until) {
    if (impl_->config.device_class == DeviceClass::document_scanner)
        return Error{ErrorCode::unsupported, "slot '" + impl_->config.name + "': scanners deliver pages, not frames"};
    auto session = CaptureSession::begin(*impl_, until);
    if (!session) return session.error();
    return session->next_frame(until);
}

Result<void> Slot::switch_now(const Until& until) { return impl_->switch_now(until); }

void Slot::confirm() {
    std::lock_guard lock(impl_->mutex);
    ++impl_->confirmations;
    impl_->changed.notify_all();
}

Result<void> Slot::release(const Until& until) { return impl_->release(until); }

Result<void> Slot::Impl::switch_now(const Until& until) {
    if (auto now = wait_for_serving(until); !now) return now.error();
    std::unique_lock lock(mutex);
    auto avoided_before = avoided;
    if (serving) avoided = serving->id();  // and no longer the one that was left before
    if (!serving || !can_another_serve()) {
        avoided = std::move(avoided_before);
        return Error{ErrorCode::device_missing, "slot '" + config.name + "': no other device is ready"};
    }
    auto left = std::exchange(serving, nullptr);
    auto seen = Clock::now();
    pending = PendingSwitch{left->id(), std::nullopt, left->good_at.value_or(seen), seen, left->watch.frame_interval()};
    retired.push_back(std::move(left));
    changed.notify_all();
    changed.wait_until(lock, until.stop, until.deadline, [this] { return serving != nullptr; });
    if (until.is_stopped()) return Error{ErrorCode::cancelled, "slot '" + config.name + "': cancelled"};
    if (!serving)
        return Error{ErrorCode::device_missing, "slot '" + config.name + "': no other device could be opened"};
    return {};
}

Result<void> Slot::Impl::release(const Until& until) {
    std::unique_lock lock(mutex);
    is_released = has_news = true;
    changed.notify_all();
    auto is_done = [this] {
        return !serving && spares.empty() && retired.empty() && openings.empty() && closings.empty();
    };
    changed.wait_until(lock, until.stop, until.deadline, is_done);
    if (until.is_stopped()) return Error{ErrorCode::cancelled, "slot '" + config.name + "': cancelled"};
    std::string why = is_capturing ? "a capture is still in progress" : "a device is still being closed";
    return is_done() ? Result<void>() : Error{ErrorCode::timed_out, "slot '" + config.name + "': " + why};
}

void Slot::Impl::show(const Frame& frame) {
    if (viewers.is_empty()) return;
    std::lock_guard lock(mutex);
    latest = frame;
    changed.notify_all();
}

void Slot::Impl::begin_preview() {
    std::lock_guard lock(mutex);
    if (preview_.joinable()) return;
    preview_ = std::jthread([this](const std::stop_token& stop) { run_preview(stop); });
}

void Slot::Impl::run_preview(const std::stop_token& stop) {
    constexpr auto turn = 100ms;
    while (!stop.stop_requested()) {
        if (!viewers.is_empty() && !is_released) {
            // A failed grab has been reported as an event; the next turn finds the device that serves then.
            if (auto session = CaptureSession::begin_preview(*this)) (void)session->next_frame(Until::in(turn, stop));
        }
        std::optional<Frame> frame;
        {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, stop, viewers.is_empty() ? turn : 10ms, [this] { return latest.has_value(); });
            frame = std::exchange(latest, std::nullopt);
        }
        if (frame) viewers.call(*frame);
    }
}

}  // namespace limner
