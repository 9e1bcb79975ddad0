#pragma once

#include "capture/slot_impl.h"

#include <limner/base/until.h>
#include <limner/capture/capture.h>

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace limner {

/// One capture on a slot, from its request to its end: what the device delivers, over every switch. Only pictures
/// exposed after the request come out. One thread.
class CaptureSession {
public:
    /// Waits for the capture before it to end. Errors: cancelled, timed_out.
    static Result<CaptureSession> begin(Slot::Impl& slot, const Until& until);
    /// For live pictures between captures: nothing where a capture runs or waits for its turn.
    static std::optional<CaptureSession> begin_preview(Slot::Impl& slot);
    CaptureSession(CaptureSession&&) noexcept = default;
    CaptureSession& operator=(CaptureSession&&) noexcept = delete;
    ~CaptureSession();

    /// What the device brings next. A device that fails is replaced and the call goes on, up to the policy's switches;
    /// then, and where the failure is not the device's, the error comes out. A reader or scanner is started at its
    /// first grab.
    Result<Grabbed> grab(const Until& until);
    /// The same of one slice, decoded; Progress where it brought neither a picture nor a wait for a person.
    Result<FrameOrWaiting> next(const Until& until);
    /// The next picture; `observer` hears of the rest.
    Result<Frame> next_frame(const Until& until, const CaptureObserver& observer = {});

    /// What grab() brought of a camera or a reader, decoded; nothing where something is wrong with it and the device
    /// was retired. Errors: the capture has to end with it.
    Result<std::optional<Frame>> accept(const DriverImage& image, const Until& until);

    /// Computes beside the caller: as Computing::run().
    template <typename T>
    Result<T> compute(const char* what, std::function<Result<T>()> job, const Until& until) {
        return slot_->computing.run<T>(what, std::move(job), until);
    }
    /// Computes what nobody waits for, if nothing else is being computed.
    void post(const char* what, std::function<void()> job) { (void)slot_->computing.post(what, std::move(job)); }

    /// What the device delivered is no good: retires it. The error comes back where the capture has to end with it.
    std::optional<Error> fail(const Error& error);

    /// Tells the officer what a person has to do, once until it is forgotten or something else is to be done.
    void ask_for(Action action);
    void forget_asked() { asked_for_.reset(); }

    /// Whether the device is a camera whose stills are better than its stream, by its option "still".
    bool has_stills(const Until& until);
    /// From now on stills come, exposed after this call. Where the device does not bring them, its stream goes on, and
    /// so does that of a device that takes its place.
    void begin_stills();
    void end_stills() { is_taking_stills_ = false; }
    bool is_taking_stills() const noexcept { return is_taking_stills_; }

    /// The capture has what it came for; its quality, 0 to 100, where that tells of the device.
    void complete(std::optional<double> quality = {});

    /// Pages: how long the device took for so many picture points. One that has become slow is left when the
    /// capture is complete.
    void note_page(Clock::duration took, std::size_t picture_points);

    /// A reader's frame, a scanner's page: looks for marks that stand where they stood in the capture before. A device
    /// whose glass is dirty is left when the capture is complete, at once where it `is_useless` as it is, and only
    /// where another can serve; the officer is told in any case. The error comes back where the capture has to end with
    /// it.
    std::optional<Error> look_at_platen(const Frame& frame, bool is_useless, const Until& until);
    void look_at_glass(const Image& page, const Until& until);

    /// Rises with every change of device: what was gathered before is of another one.
    int generation() const noexcept { return generation_; }
    /// What the slot keeps from one capture of prints to the next.
    std::optional<LastPrint>& last_print() noexcept { return slot_->last_print; }
    const Serving* device() const noexcept { return current_.get(); }
    const std::vector<SwitchRecord>& switches() const noexcept { return switches_; }

private:
    /// The next one's turn comes.
    struct EndTurn {
        void operator()(Slot::Impl* slot) const noexcept;
    };

    explicit CaptureSession(Slot::Impl& slot) : slot_(&slot), asked_at_(Clock::now()) {}

    Result<void> ensure_device(const Until& until);
    Result<void> start_device(const Until& until);
    Result<void> start_camera(const Until& until);
    void give_up_stills(const Error& error);
    Result<Grabbed> grab_once(const Until& until);
    void note_answer();
    void note_left(const std::optional<Error>& error, const Until& until);
    std::optional<Error> failure_in(const Frame& frame);
    void note_reading(const Frame& frame);
    void see_unused(const DriverImage& image, const Until& until);
    void note_person(bool is_waited_for);
    bool is_glass_watched() const;
    GlassWatch& glass();
    void note_dirty_glass();
    Result<void> ask_person(const Until& until);

    std::unique_ptr<Slot::Impl, EndTurn> slot_;
    Clock::time_point asked_at_;
    std::shared_ptr<Serving> current_{};
    bool is_started_ = false;
    bool is_preview_ = false;
    bool is_taking_stills_ = false;
    bool has_no_stills_ = false;  ///< They did not come of this device, in this capture.
    Clock::time_point stills_asked_at_{};
    int generation_ = 0;
    int failures_ = 0;
    std::optional<Clock::time_point> asked_person_at_{};  ///< After a switch, until the device has what it waits for.
    double confirmed_after_ms_ = 0;
    std::optional<Action> asked_for_{};
    std::optional<Error> leave_for_{};  ///< When the capture is complete.
    int glass_generation_ = 0;
    Clock::time_point looked_at_glass_at_{};
    bool is_dirt_told_ = false;
    std::vector<SwitchRecord> switches_{};
};

}  // namespace limner
