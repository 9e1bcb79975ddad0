#pragma once

#include <limner/check/check_portrait.h>
#include <limner/frame/frame.h>

#include <chrono>
#include <memory>
#include <optional>

namespace limner {

/// How patient a PortraitGuide is.
struct GuideOptions {
    /// How long a requirement must fail, or be met, without a break before guidance follows.
    std::chrono::milliseconds settle{300};
    /// How long an instruction stays at least, so that it can be read.
    std::chrono::milliseconds read{1200};
    /// How long everything must be met and the head be still before the picture is taken.
    std::chrono::milliseconds hold{800};
    /// Still: the middle between the eyes moves by less than this share of their distance during `hold`.
    double most_movement = 0.15;
    /// A gap between frames that begins anew: another person, or a camera that stood still.
    std::chrono::milliseconds most_gap{1000};
};

/// What to show the applicant now.
struct Guidance {
    /// What to do first; absent while nothing (steadily) fails. Its text is for the applicant.
    std::optional<Finding> instruction{};
    bool is_ready = false;        ///< Every mandatory requirement is steadily met.
    double held_0_1 = 0;          ///< Share of the hold that has passed.
    bool should_capture = false;  ///< The pose held: true once, then the guide begins anew.
};

/// The words that go with it: the instruction's; to keep still while the pose is to be held; that the picture is taken.
/// Empty where there is nothing to say.
Text text_of(const Guidance& guidance);

/// Turns the findings of a stream of frames into guidance that does not flicker, and keeps the best frame of the time
/// in which the pose held. Knows no clock: time is the frames'. Not safe for concurrent use.
class PortraitGuide {
public:
    explicit PortraitGuide(GuideOptions options = {});
    ~PortraitGuide();
    PortraitGuide(PortraitGuide&&) noexcept;
    PortraitGuide& operator=(PortraitGuide&&) noexcept;

    /// The next frame (by exposed_at; an older one than the last is ignored) and how it was judged, by any one profile;
    /// profiles::preview() is made for it.
    Guidance take(const Frame& frame, const PortraitCheck& check);

    /// The frame of the highest Report::score() among those of the present or last hold, the latest where they are
    /// equal. Absent before the first.
    const std::optional<Frame>& best() const noexcept;

    /// Forgets everything: another person sits down.
    void reset();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace limner
