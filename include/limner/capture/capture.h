#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>
#include <limner/capture/slot.h>
#include <limner/check/check_fingerprint.h>
#include <limner/check/check_page.h>
#include <limner/check/check_portrait.h>
#include <limner/frame/page.h>
#include <limner/record/provenance.h>

#include <functional>
#include <optional>
#include <vector>

namespace limner {

/// What is seen while a capture runs. Callbacks run on the capturing thread, between frames.
struct CaptureObserver {
    std::function<void(const Frame&, const Report&)> on_frame{};  ///< Each checked frame with its findings and advice.
    std::function<void(Hint)> on_waiting{};                       ///< The device waits for a person.
    std::function<void(std::optional<double>)> on_progress{};     ///< 0..1 where the device knows.
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
};

/// Captures until no requirement of the profile fails, then takes the best of a burst; at the deadline the best frame
/// so far, whose report says what it lacks. Only frames exposed after the call are used, and never two devices' frames
/// are compared: a switch begins anew. Errors: timed_out (no frame at all), cancelled, model_missing, the device's own
/// when no candidate is left.
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
};

/// Waits for the finger and captures until no requirement fails; at the deadline the best so far. A finger that does
/// not come is timed_out, never a switch.
Result<Fingerprint> capture_fingerprint(Slot& slot, const FingerprintOptions& options, const Until& until);

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

/// Scans up to `max_pages` sides. A switch repeats only the page that broke; finished pages stay. Errors as above, and
/// paper_empty, paper_jam, cover_open; where pages were finished before, they come with `interrupted_by` instead.
Result<Scan> scan_document(Slot& slot, const ScanOptions& options, const Until& until);

}  // namespace limner
