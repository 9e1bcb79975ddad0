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
    /// Spares kept open and streaming, ready at once.
    int warm_spares = 0;
    /// A failed device is not used again before this has passed; doubled with every further failure, up to 16 times.
    /// Its failures are forgotten after a capture that it completed, or when it has delivered for as long as that.
    std::chrono::milliseconds cool_down{30'000};
    /// Whether the slot goes back to an earlier candidate, between captures, once it has been healthy for `cool_down`.
    bool fail_back = true;
    /// Streaming cameras: the same picture for this long is a failure. Absent: not watched.
    std::optional<std::chrono::milliseconds> frozen_after{2'000};
    /// Streaming cameras: a black picture for this long is a failure. Absent: not watched.
    std::optional<std::chrono::milliseconds> black_after{2'000};
    /// Streaming cameras: fewer frames per second than this over 2 s is a failure. Absent: not watched.
    std::optional<double> slower_than_fps{};
    /// After a switch of a reader or scanner, wait for Slot::confirm() before going on: somebody has to move the
    /// document.
    bool confirm_moves = false;
};

}  // namespace limner
