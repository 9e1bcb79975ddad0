#pragma once

#include "photo_link.h"
#include "worker.h"

#include <limner/driver/interruption.h>

namespace limner::gphoto2 {

/// An open camera. Its calls to libgphoto2 are made by a thread of its own, as none of them can be bounded: a grab that
/// runs out of its slice leaves its picture to the next one.
class PhotoCamera final : public driver::Camera {
public:
    PhotoCamera(FoundCamera found, OwnedCamera camera, driver::Services services);
    ~PhotoCamera() override;

    Result<void> begin_session();
    std::vector<driver::Option> options() override;
    Result<void> set_option(std::string_view name, const driver::Value& value) override;
    /// A preview shows the viewfinder; a still takes a picture for each grab.
    Result<void> start(const driver::Settings& wanted) override;
    Result<void> stop() override;
    Result<driver::FrameView> grab(std::chrono::milliseconds slice) override;
    void cancel() noexcept override;

private:
    struct Shot {
        Clock::time_point begun_at{};
        std::optional<Result<OwnedFile>> file{};
        bool is_given_up = false;
    };

    template <typename Value>
    Result<Value> call(std::chrono::milliseconds limit, std::function<Result<Value>()> job);
    Error stalled(const std::string& how) const;
    Result<driver::FrameView> grab_until(Clock::time_point deadline, const driver::Interruption::Call& call);
    void begin_shot();
    std::optional<Result<driver::FrameView>> finished_shot();
    Result<driver::FrameView> show(Result<OwnedFile> file, Clock::time_point begun_at);

    const FoundCamera found_;
    PhotoLink link_;
    driver::Interruption interruption_{};
    std::vector<driver::Option> settings_{};  ///< As they were told last.
    std::shared_ptr<Shot> shot_{};            ///< In progress, or over and not yet shown.
    const Clock::time_point opened_at_ = Clock::now();
    bool is_started_ = false, is_still_ = false, is_lost_ = false, has_wanted_stills_ = true;
    Clock::time_point busy_since_{}, waiting_since_{}, left_at_{}, last_exposed_{};
    OwnedFile picture_{};
    std::uint64_t sequence_ = 0;
    Worker worker_{};
};

}  // namespace limner::gphoto2
