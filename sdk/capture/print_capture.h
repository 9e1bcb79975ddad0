#pragma once

#include "capture/capture_session.h"

#include <limner/capture/capture.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace limner {

/// The report with one finding more.
Report with_finding(const Report& report, Finding finding);

/// What PrintCapture knows of the best frame so far.
struct BestPrint {
    bool counts = false;  ///< False: the finger of the capture before still lies there.
    double score = 0;
    bool is_good = false;
    std::shared_ptr<FingersLeft> fingers{};
};

/// A capture from a reader, of a finger or a slap: which frames count, when the best of them is taken, and what the
/// officer is told meanwhile. The caller judges the frames and keeps the best.
class PrintCapture {
public:
    struct Wanted {
        int position = 0;  ///< As LastPrint's.
        std::chrono::milliseconds hold{};
    };
    /// `observer` must outlive it. Errors: as CaptureSession::begin().
    static Result<PrintCapture> begin(Slot& slot, const Wanted& wanted, const CaptureObserver& observer,
                                      const Until& until);

    /// The next frame to be judged; nothing once the best is to be taken. Errors: as CaptureSession::next().
    Result<std::optional<Frame>> next(const Until& until);

    /// How the frame was judged, and the prints of its fingers. True where it is the best so far: what was kept before
    /// gives way to it.
    /// False, too, where the deadline came before that was known.
    Result<bool> take(const Frame& frame, const Report& report, std::span<const Image> prints, const Until& until);

    /// Judges a frame: as Computing::run(). One that could not be judged in time counts as none: next() says what the
    /// capture comes to.
    template <typename T>
    Result<T> judge(std::function<Result<T>()> job, const Until& until) {
        return session_.compute<T>("judging a print", std::move(job), until);
    }

    /// The capture has what it came for. `report` is the best's; comes back with "finger_lifted" failing where the
    /// finger of the capture before still lies there.
    Report complete(const Report& report, std::optional<double> quality);

    DeviceOrigin device() const { return origin_; }
    const std::vector<SwitchRecord>& switches() const noexcept { return session_.switches(); }

private:
    PrintCapture(CaptureSession session, const Wanted& wanted, const CaptureObserver& observer)
        : session_(std::move(session)), wanted_(wanted), observer_(observer) {}

    bool is_over() const;
    void begin_device();
    void see(Waiting waiting);
    void see_no_finger();
    void forget_last();
    Result<bool> is_finger_there(const Frame& frame, bool is_useless, const Until& until);
    Result<bool> is_of_last(std::span<const Image> prints, std::optional<double> ppi, const Until& until);
    Result<bool> is_better(const Frame& frame, const Report& report, std::span<const Image> prints, const Until& until);

    CaptureSession session_;
    Wanted wanted_;
    const CaptureObserver& observer_;
    int generation_ = 0;
    DeviceOrigin origin_{};
    std::optional<LastPrint> last_{};  ///< That may lie there still.
    std::optional<Clock::time_point> good_since_{};
    bool is_lifted_after_good_ = false;
    std::optional<BestPrint> best_{};
};

}  // namespace limner
