#pragma once

#include "device_state.h"
#include "frame_maker.h"
#include "tick_clock.h"

#include <limner/driver/option_list.h>

#include <memory>

namespace limner::virtual_driver {

/// What an open camera, reader and scanner have in common.
class VirtualDevice : public driver::Device {
public:
    VirtualDevice(std::shared_ptr<DeviceState> state, std::unique_ptr<PictureSource> source,
                  std::vector<driver::Option> options);
    ~VirtualDevice() override;

    std::vector<driver::Option> options() override;
    Result<void> set_option(std::string_view name, const driver::Value& value) override;
    Result<void> start(const driver::Settings& wanted) override;
    Result<void> stop() override;
    Result<driver::FrameView> grab(milliseconds slice) override;
    void cancel() noexcept override { interruption_.cancel(); }

protected:
    /// A grab of a started device, its call's faults already struck.
    virtual Result<driver::FrameView> deliver(Clock::time_point deadline, const driver::Interruption::Call& call) = 0;
    /// The device was started; its lamp is warm and its person there at ready_at().
    virtual void begin() = 0;

    const DeviceConfig& config() const { return state_->config; }
    Moment moment(Call call) const;
    Clock::time_point ready_at() const { return started_at_ + config().warm_up + config().person_after; }
    /// Waits for lamp and person as long as the slice allows; nothing once they are there.
    Result<std::optional<driver::FrameView>> wait_until_ready(Clock::time_point deadline,
                                                              const driver::Interruption::Call& call);
    bool is_taking_stills() const { return is_still_ && (config().still_width || config().still_height); }
    Error cancelled() const { return {ErrorCode::cancelled, config().id + ": cancelled"}; }

    std::shared_ptr<DeviceState> state_;
    FrameMaker maker_;
    driver::OptionList options_;
    std::uint64_t frames_ = 0;  ///< Delivered since start(); pages of a scanner.
    int rows_ = 0;              ///< Delivered of the page in work.

private:
    driver::Interruption interruption_;
    Clock::time_point started_at_{};
    bool is_started_ = false;
    bool is_still_ = false;
};

/// Cameras and fingerprint readers: a stream of pictures.
class StreamDevice final : public VirtualDevice {
public:
    StreamDevice(const std::shared_ptr<DeviceState>& state, std::unique_ptr<PictureSource> source);

protected:
    Result<driver::FrameView> deliver(Clock::time_point deadline, const driver::Interruption::Call& call) override;
    void begin() override;

private:
    struct Pending {
        TickClock::Tick tick;
        PictureFaults faults;
    };
    const Pending& next_picture(Clock::time_point now);

    TickClock clock_{};
    std::chrono::nanoseconds period_;
    std::optional<Pending> pending_{};
    std::uint64_t first_sequence_ = 0;
};

/// Document scanners: pages in bands of rows, then the end.
class ScanDevice final : public VirtualDevice {
public:
    ScanDevice(const std::shared_ptr<DeviceState>& state, std::unique_ptr<PictureSource> source,
               std::optional<double> source_ppi);

protected:
    Result<driver::FrameView> deliver(Clock::time_point deadline, const driver::Interruption::Call& call) override;
    void begin() override;

private:
    Result<void> begin_page();
    driver::FrameView band(int rows, const PictureFaults& faults);

    int sheets_left_ = 0;
    std::optional<driver::FrameView> page_{};
    Clock::time_point page_began_{};
    std::optional<PictureFaults> band_faults_{};
    std::vector<std::byte> black_{};
    std::uint64_t sequence_ = 0;
};

/// device_missing where no such device is plugged in.
Result<std::unique_ptr<driver::Device>> open_device(const std::shared_ptr<DeviceState>& state);

}  // namespace limner::virtual_driver
