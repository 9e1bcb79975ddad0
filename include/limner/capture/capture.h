#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>
#include <limner/capture/slot.h>
#include <limner/check/check_fingerprint.h>
#include <limner/check/check_page.h>
#include <limner/check/check_portrait.h>
#include <limner/check/portrait_guide.h>
#include <limner/check/segment_slap.h>
#include <limner/frame/page.h>
#include <limner/record/provenance.h>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace limner {

/// What is seen while a capture runs. Callbacks run on the capturing thread, between frames.
struct CaptureObserver {
    std::function<void(const Frame&, const Report&)> on_frame{};  ///< Each checked frame with its findings and advice.
    std::function<void(Hint)> on_waiting{};                       ///< The device waits for a person.
    std::function<void(std::optional<double>)> on_progress{};     ///< 0..1 of the page where known, never backwards.
    /// Portraits: what the applicant should be told, each time that it changes: another instruction or, after some
    /// time, other words for it; with `auto_capture`, that the pose is to be held (`is_ready`); that the picture is
    /// taken (`should_capture`). It goes on over a change of camera.
    std::function<void(const Guidance&)> on_guidance{};
};

struct Portrait {
    Frame frame;
    Report report;
    std::optional<FaceLandmarks> landmarks{};
    std::vector<SwitchRecord> switches{};  ///< What happened during this capture.
    DeviceOrigin device{};                 ///< That took it.
};

struct PortraitOptions {
    const Profile* profile = nullptr;  ///< Default: profiles::icao_9303(). Must outlive the call.
    Subject subject{};
    int burst = 5;  ///< Frames compared once one has passed; the best by Report::score() is returned.
    CaptureObserver observer{};
    /// The picture is taken by itself once the pose has held, not as soon as frames pass: every frame is judged by
    /// `guide_profile`, which is quick, and only those of the burst, the best of the hold first, by `profile`.
    bool auto_capture = false;
    const Profile* guide_profile = nullptr;  ///< Default: profiles::preview(). Must outlive the call.
    GuideOptions guide{};
};

/// Captures until no requirement of the profile fails, then takes the best of a burst; at the deadline the best frame
/// that was judged by then, whose report says what it lacks. With `auto_capture` a burst that fails is followed by the
/// next hold, and what it lacked joins the guidance. Of a camera that says by its option "still" that its stills are
/// better than its stream, the stream is judged by `guide_profile` and tells when a still is to be taken; up to `burst`
/// are, until no requirement of the profile fails. Where none comes the stream's frames have to do. Only frames exposed
/// after the call are used, and never two devices' frames are compared: a switch begins anew. Errors: timed_out (no
/// frame at all), cancelled, model_missing, the device's own when no candidate is left.
Result<Portrait> capture_portrait(Slot& slot, const PortraitChecker& checker, const PortraitOptions& options,
                                  const Until& until);
/// Short form: loads the checker of the default models at the first call.
Result<Portrait> capture_portrait(Slot& slot, const Profile& profile, const Until& until);

struct Fingerprint {
    Frame frame;
    Finger finger = Finger::unknown;
    FingerprintCheck check;
    std::vector<SwitchRecord> switches{};
    DeviceOrigin device{};
    const Report& report() const noexcept { return check.report; }
};

struct FingerprintOptions {
    const Profile* profile = nullptr;  ///< Default: profiles::fingerprint_enrol().
    Subject subject{};
    Finger finger = Finger::unknown;
    CaptureObserver observer{};
    /// Once a frame is met that no requirement fails, so long the best is looked for; less where the finger is lifted.
    std::chrono::milliseconds hold{250};
};

/// Waits for the finger and captures until no requirement fails and, of what comes within `hold`, takes the best; at
/// the deadline the best that was judged by then. Frames of bare glass do not count: a finger that does not come is
/// timed_out, never a switch. Neither does the print that the capture before took (unless that one failed, and the same
/// finger is asked for), until its finger was lifted; where nothing else came, the best of it is returned with the
/// failing finding "finger_lifted". The slot's events tell when a finger is to be placed or lifted (`action_required`).
Result<Fingerprint> capture_fingerprint(Slot& slot, const FingerprintOptions& options, const Until& until);

/// Several fingers laid on a reader at once, and each of them.
struct SlapPrints {
    Frame frame;
    SlapSegmentation segmentation;
    std::vector<FingerprintCheck> checks{};  ///< Of segmentation.fingers, in their order; empty where the slap fails.
    /// What the slap lacks, then each requirement of the profile as the worst of the fingers meets it.
    Report report;
    std::vector<SwitchRecord> switches{};
    DeviceOrigin device{};
};

struct SlapOptions {
    Slap slap = Slap::right_four;
    const Profile* profile = nullptr;  ///< Of each finger. Default: profiles::fingerprint_enrol().
    Subject subject{};                 ///< Missing fingers are not expected, bandaged ones may be there or not.
    CaptureObserver observer{};
    std::chrono::milliseconds hold{250};
};

/// The same for a slap of a hand or of the thumbs, which is parted into its fingers.
Result<SlapPrints> capture_slap(Slot& slot, const SlapOptions& options, const Until& until);

struct ScannedPage {
    Page page;
    PageCheck check;
    DeviceOrigin device{};
    const Report& report() const noexcept { return check.report; }
};

struct Scan {
    std::vector<ScannedPage> pages{};
    std::vector<SwitchRecord> switches{};
    std::optional<Error> interrupted_by{};  ///< Why the scan ended before its time; the pages are whole.
};

struct ScanOptions {
    const Profile* profile = nullptr;  ///< Default: profiles::document_page().
    int max_pages = 1;                 ///< 0: until the feeder is empty.
    CaptureObserver observer{};
};

/// Scans up to `max_pages` sides. A switch repeats only the page that broke; finished pages stay. One that came in time
/// but could not be judged before the deadline has nothing but findings that are not_assessed. Errors as above, and
/// paper_empty, paper_jam, cover_open; where pages were finished before, they come with `interrupted_by` instead.
Result<Scan> scan_document(Slot& slot, const ScanOptions& options, const Until& until);

}  // namespace limner
