#pragma once

#include "usb_link.h"

#include <limner/driver/driver.h>
#include <limner/driver/interruption.h>

#include <functional>
#include <memory>
#include <vector>

namespace limner::uru4000 {

/// An open reader. start() powers it up and lets it look for a finger; each finger gives one image, taken after the
/// grab() that saw the finger began.
class Reader final : public driver::FingerprintReader {
public:
    struct Surroundings {
        driver::Services services{};
        std::function<std::uint32_t()> scramble_seed{};
    };

    static Result<std::unique_ptr<driver::Device>> open(const UsbReader& reader, Surroundings surroundings);
    Reader(const UsbReader& reader, Surroundings surroundings)
        : reader_(reader), surroundings_(std::move(surroundings)) {}
    ~Reader() override;

    Result<void> start(const driver::Settings& wanted) override;
    Result<void> stop() override;
    Result<driver::FrameView> grab(std::chrono::milliseconds slice) override;
    void cancel() noexcept override;

private:
    enum class Phase { stopped, broken, awaiting_finger, capturing, awaiting_lift };

    Result<void> power_up();
    Result<void> restore_power(std::uint8_t status);
    Result<void> wake_up(std::uint8_t status);
    Result<void> answer_challenge();
    Result<bool> has_powered_up();

    Result<driver::FrameView> step(Clock::time_point deadline);
    Result<void> handle_signals();
    Result<void> begin_capture();
    Result<driver::FrameView> finish_capture();
    Result<void> await_finger();
    Result<void> set_mode(Mode mode);
    Result<std::uint8_t> read_status();
    Result<void> write_status(std::uint8_t status);
    Error cancelled() const { return {ErrorCode::cancelled, reader_.id + ": cancelled"}; }

    const UsbReader reader_;
    const Surroundings surroundings_;
    driver::Interruption interruption_{};
    const driver::Interruption::Call* call_ = nullptr;  ///< The one in progress.
    std::unique_ptr<UsbLink> link_{};
    Phase phase_ = Phase::stopped;
    std::uint64_t sequence_ = 0;
    Clock::time_point commanded_at_{}, left_at_{};
    std::vector<std::byte> picture_{};
};

}  // namespace limner::uru4000
