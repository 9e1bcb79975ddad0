#pragma once

#include <chrono>
#include <optional>

namespace limner {

/// What counts as failure of a slot's device and what happens then. Every span is of machine time: waiting for a person
/// is not counted.
struct FailoverPolicy {
    /// Longest time without a frame or progress. Absent: by class, 1 s for cameras, 3 s for readers, 10 s for scanners.
    std::optional<std::chrono::milliseconds> stall_after{};
    /// Switches within one capture; the next failure ends it.
    int max_switches = 2;
    /// Spares kept open, cameras among them streaming, ready at once.
    int warm_spares = 0;
    /// False: they are opened only, and a camera starts when it takes over. It then costs no bandwidth and no light,
    /// and its start becomes a part of the outage. Readers and scanners always start with the capture.
    bool spares_stream = true;
    /// A failed device is not used again before this has passed; doubled with every further failure, up to 16 times.
    /// Its failures are forgotten after a capture that it completed, or when it has delivered for as long as that.
    std::chrono::milliseconds cool_down{30'000};
    /// Whether the slot goes back to an earlier candidate, between captures: once its cool-down is over and, for
    /// cameras, it has streamed for as long as it takes to see it frozen or black.
    bool fail_back = true;
    /// Streaming cameras: the same picture for this long is a failure, and a capture takes none that equals the one
    /// before it. Absent: not watched.
    std::optional<std::chrono::milliseconds> frozen_after{2'000};
    /// Streaming cameras: a black picture for this long is a failure. Absent: not watched.
    std::optional<std::chrono::milliseconds> black_after{2'000};
    /// Streaming cameras: fewer frames per second than this over 2 s is a failure. Absent: not watched.
    std::optional<double> slower_than_fps{};
    /// So many times slower than the device's own median (streaming cameras: mean frame interval over 2 s; readers:
    /// from the exposure to the picture, at least 50 ms; scanners: page time per picture point) is a failure. Known
    /// after five measurements. Absent: not watched.
    std::optional<double> slower_than_history{};
    /// Readers and scanners: one whose glass shows the same marks in two captures running is left where another can
    /// serve, a reader at once where its pictures fail, otherwise when the capture is complete; false: not watched.
    bool watch_glass = true;
    /// A device that disappears more often than `max_losses` times within `losses_within` counts as failed until
    /// `cool_down` has passed since its last loss, doubled with every further one, up to 16 times; nothing makes these
    /// losses forgotten before their time.
    int max_losses = 3;
    std::chrono::milliseconds losses_within{600'000};
    /// After a switch of a reader or scanner, wait for Slot::confirm() before going on: somebody has to move the
    /// document.
    bool confirm_moves = false;
};

}  // namespace limner
