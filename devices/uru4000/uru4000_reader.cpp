#include "uru4000_reader.h"

#include <algorithm>
#include <utility>

namespace limner::uru4000 {
namespace {

using namespace std::chrono_literals;
using driver::FrameView;

constexpr int power_tries = 100, power_up_tries = 3;
constexpr auto power_nap = 10ms, power_up_limit = 300ms;
/// The device itself takes 128 ms.
constexpr auto capture_limit = 2'000ms;
/// A finger that was seen, or an image that was begun, this long before nobody asked is not the one that is meant.
constexpr auto stale_after = 500ms;

std::uint8_t byte_of(std::byte value) { return std::to_integer<std::uint8_t>(value); }

/// Keeps the driver's view of the call in progress while it lasts.
class Scope {
public:
    Scope(const driver::Interruption::Call*& slot, const driver::Interruption::Call& call) : slot_(slot) {
        slot_ = &call;
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { slot_ = nullptr; }

private:
    const driver::Interruption::Call*& slot_;
};

}  // namespace

Result<std::unique_ptr<driver::Device>> Reader::open(const UsbReader& reader, Surroundings surroundings) {
    auto device = std::make_unique<Reader>(reader, std::move(surroundings));
    auto* self = device.get();
    auto link = UsbLink::open(reader, [self] { return self->call_ && self->call_->is_cancelled(); });
    if (!link) return link.error();
    device->link_ = std::move(*link);
    return std::unique_ptr<driver::Device>(std::move(device));
}

Reader::~Reader() { (void)stop(); }

void Reader::cancel() noexcept {
    interruption_.cancel();
    link_->wake();
}

Result<void> Reader::start(const driver::Settings&) {
    const driver::Interruption::Call call(interruption_);
    const Scope scope(call_, call);
    link_->drop_capture();
    phase_ = Phase::broken;
    if (auto listening = link_->listen(); !listening) return listening;
    if (auto powered = power_up(); !powered) return powered;
    auto info = link_->read_register(registers::info, 16);
    if (!info) return info.error();
    left_at_ = Clock::now();
    return await_finger();
}

Result<void> Reader::stop() {
    if (phase_ == Phase::stopped) return {};
    phase_ = Phase::stopped;
    link_->drop_capture();
    auto done = set_mode(Mode::off);
    link_->stop_listening();
    return done;
}

Result<std::uint8_t> Reader::read_status() {
    auto status = link_->read_register(registers::status, 1);
    if (!status) return status.error();
    return byte_of(status->front());
}

Result<void> Reader::write_status(std::uint8_t status) {
    const std::byte value{status};
    return link_->write_register(registers::status, std::span(&value, 1));
}

Result<void> Reader::set_mode(Mode mode) {
    const auto value = static_cast<std::byte>(mode);
    return link_->write_register(registers::mode, std::span(&value, 1));
}

Result<void> Reader::power_up() {
    for (int i = 0; i < power_up_tries; ++i) {
        auto status = read_status();
        if (!status) return status.error();
        constexpr std::uint8_t confused = status_low_power | status_error;
        if ((*status & confused) == confused) {
            if (auto restored = restore_power(*status); !restored) return restored;
            if (status = read_status(); !status) return status.error();
        }
        if ((*status & status_low_power) == 0) {
            *status |= status_low_power;
            if (auto slept = write_status(*status); !slept) return slept;
        }
        if (auto awake = wake_up(*status); !awake) return awake;
        auto is_up = has_powered_up();
        if (!is_up) return is_up.error();
        if (*is_up) return {};
    }
    return Error{ErrorCode::device_fault, reader_.id + ": the sensor does not power up"};
}

Result<void> Reader::restore_power(std::uint8_t status) {
    if (auto written = write_status(status & 0x0f); !written) return written;
    for (int i = 0; i < power_tries; ++i) {
        auto now = read_status();
        if (!now) return now.error();
        if ((*now & 0x01) != 0) return {};
        if (!call_->wait_until(Clock::now() + power_nap)) return cancelled();
    }
    return Error{ErrorCode::device_fault, reader_.id + ": its power cannot be restored"};
}

Result<void> Reader::wake_up(std::uint8_t status) {
    for (int i = 0; i < power_tries; ++i) {
        if (auto written = write_status(status & 0x0f); !written) return written;
        auto now = read_status();
        if (!now) return now.error();
        if ((*now & status_low_power) == 0) return {};
        if (reader_.model.needs_response) {
            if (auto answered = answer_challenge(); !answered) return answered;
        } else if (!call_->wait_until(Clock::now() + power_nap)) {
            return cancelled();
        }
    }
    return Error{ErrorCode::device_fault, reader_.id + ": the sensor stays in its sleep"};
}

Result<void> Reader::answer_challenge() {
    auto bytes = link_->read_register(registers::challenge, 16);
    if (!bytes) return bytes.error();
    Challenge challenge{};
    std::copy_n(bytes->begin(), challenge.size(), challenge.begin());
    auto answer = answer_to(challenge);
    if (!answer) return answer.error();
    return link_->write_register(registers::response, *answer);
}

/// The sensor says so by an interrupt, which may have come already.
Result<bool> Reader::has_powered_up() {
    const auto deadline = Clock::now() + power_up_limit;
    for (;;) {
        bool is_up = false, is_failing = false;
        auto packets = link_->take_interrupts();
        if (!packets) return packets.error();
        for (const auto& packet : *packets) {
            is_up = is_up || signal_in(packet) == Signal::powered_up;
            is_failing = is_failing || signal_in(packet) == Signal::failing;
        }
        if (is_failing) return Error{ErrorCode::device_fault, reader_.id + ": the reader announces its failure"};
        if (is_up || Clock::now() >= deadline) return is_up;
        if (call_->is_cancelled()) return cancelled();
        link_->wait(std::min(deadline, Clock::now() + power_nap), [] { return false; });
    }
}

Result<void> Reader::await_finger() {
    if (auto set = set_mode(Mode::await_finger); !set) return set;
    phase_ = Phase::awaiting_finger;
    return {};
}

Result<FrameView> Reader::grab(std::chrono::milliseconds slice) {
    const driver::Interruption::Call call(interruption_);
    const Scope scope(call_, call);
    const auto now = Clock::now();
    if (phase_ == Phase::stopped) return Error{ErrorCode::invalid_argument, reader_.id + ": not started"};
    if (phase_ == Phase::broken) return Error{ErrorCode::device_fault, reader_.id + ": not ready since its last error"};
    auto frame = [&]() -> Result<FrameView> {
        if (now - left_at_ > stale_after && phase_ != Phase::awaiting_lift) {
            (void)link_->take_interrupts();
            link_->drop_capture();
            if (auto again = await_finger(); !again) return again.error();
        }
        return step(now + slice);
    }();
    left_at_ = Clock::now();
    if (frame || frame.error().code == ErrorCode::cancelled) return frame;
    // What broke is begun anew where the reader still takes commands; else the next grab says that it is not ready.
    link_->drop_capture();
    phase_ = Phase::broken;
    if (frame.error().code != ErrorCode::device_lost && link_->listen()) (void)await_finger();
    return frame;
}

Result<FrameView> Reader::step(Clock::time_point deadline) {
    for (;;) {
        if (auto handled = handle_signals(); !handled) return handled.error();
        if (phase_ == Phase::capturing && link_->is_capture_over()) return finish_capture();
        if (phase_ == Phase::capturing && Clock::now() - commanded_at_ > capture_limit)
            return Error{ErrorCode::device_stalled, reader_.id + ": no image came"};
        if (call_->is_cancelled()) return cancelled();
        if (Clock::now() >= deadline) break;
        // No packet tells of an unplug where the kernel fails no transfer: the wait is short, then sysfs is asked.
        link_->wait(std::min(deadline, Clock::now() + 50ms),
                    [&] { return link_->is_capture_over() || link_->has_interrupts(); });
        if (!reader_.is_plugged_in()) return Error{ErrorCode::device_lost, reader_.id + ": unplugged"};
    }
    if (phase_ == Phase::capturing) return FrameView::progress();
    return FrameView::waiting(phase_ == Phase::awaiting_lift ? driver::Hint::lift_finger : driver::Hint::place_finger);
}

Result<void> Reader::handle_signals() {
    auto packets = link_->take_interrupts();
    if (!packets) return packets.error();
    for (const auto& packet : *packets) {
        const Signal signal = signal_in(packet);
        if (signal == Signal::failing)
            return Error{ErrorCode::device_fault, reader_.id + ": the reader announces its failure"};
        if (signal == Signal::finger_on && phase_ == Phase::awaiting_finger) {
            surroundings_.services.event(driver::Event::finger_on, reader_.id);
            if (auto begun = begin_capture(); !begun) return begun;
        }
        if (signal == Signal::finger_off && phase_ == Phase::awaiting_lift) {
            surroundings_.services.event(driver::Event::finger_off, reader_.id);
            if (auto again = await_finger(); !again) return again;
        }
    }
    return {};
}

Result<void> Reader::begin_capture() {
    if (auto armed = link_->arm_capture(); !armed) return armed;
    commanded_at_ = Clock::now();
    if (auto set = set_mode(Mode::capture); !set) return set;
    phase_ = Phase::capturing;
    return {};
}

Result<FrameView> Reader::finish_capture() {
    auto bytes = link_->take_capture();
    if (!bytes) return bytes.error();
    auto decoder = CaptureDecoder::from(std::move(*bytes));
    if (!decoder) return decoder.error();
    while (auto wanted = decoder->wanted_key(surroundings_.scramble_seed())) {
        if (auto asked = link_->write_register(registers::scramble_index, *wanted); !asked) return asked.error();
        auto key = link_->read_register(registers::scramble_key, 4);
        if (!key) return key.error();
        decoder->take_key(std::span(*key).first<4>());
    }
    auto picture = decoder->picture(reader_.model.is_turned);
    if (!picture) return picture.error();
    picture_ = std::move(*picture);
    if (auto set = set_mode(Mode::await_lift); !set) return set.error();
    phase_ = Phase::awaiting_lift;
    return FrameView{.width = image_width,
                     .height = image_height,
                     .format = PixelFormat::gray8,
                     .pixels = picture_,
                     .sequence = ++sequence_,
                     .exposed_at = commanded_at_,
                     .ppi_x = image_ppi,
                     .ppi_y = image_ppi};
}

}  // namespace limner::uru4000
