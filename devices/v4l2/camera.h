#pragma once

#include "capture_stream.h"
#include "controls.h"

#include <limner/driver/driver.h>
#include <limner/driver/interruption.h>

#include <memory>

namespace limner::v4l2 {

/// An open camera. A grab gives the newest picture; what was exposed before somebody asked again is dropped. After
/// anything but a loss the next grab starts the stream anew.
class Camera final : public driver::Camera {
public:
    Camera(std::string id, std::unique_ptr<VideoNode> node, driver::Services services = {});
    ~Camera() override;

    /// size, pixel_format and frame_rate, still where it has larger pictures than those of its preview, then the
    /// camera's controls.
    std::vector<driver::Option> options() override;
    Result<void> set_option(std::string_view name, const driver::Value& value) override;
    Result<void> start(const driver::Settings& wanted) override;
    Result<void> stop() override;
    Result<driver::FrameView> grab(std::chrono::milliseconds slice) override;
    void cancel() noexcept override;

private:
    Result<void> know_modes();
    Result<std::vector<driver::Option>> stream_options();
    Wish wish_for(bool is_still) const;
    bool has_larger_stills() const;
    Result<void> set_stream_option(const driver::Option& option, const driver::Value& value);
    Result<void> begin();
    Result<driver::FrameView> grab_until(Clock::time_point deadline, Clock::time_point asked_at,
                                         const driver::Interruption::Call& call);
    Result<std::optional<Shot>> newest(Clock::time_point oldest);
    Result<std::optional<driver::FrameView>> show(const Shot& shot);
    Error why_not_ready();

    const std::string id_;
    const std::unique_ptr<VideoNode> node_;
    const driver::Services services_;
    driver::Interruption interruption_{};
    std::vector<Mode> modes_{};
    Wish wish_{};        ///< What start() asked for.
    Wish preference_{};  ///< What the options ask for.
    const Clock::time_point opened_at_ = Clock::now();
    CaptureStream stream_;
    PictureMaker maker_{};
    bool is_started_ = false, has_wanted_stills_ = true;
    std::uint64_t sequence_ = 0, base_ = 0;
    int refused_pictures_ = 0;
};

}  // namespace limner::v4l2
