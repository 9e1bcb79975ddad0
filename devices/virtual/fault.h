#pragma once

#include "shared_memory.h"

#include <limner/base/error.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <vector>

namespace limner::virtual_driver {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

std::int64_t now_ns();  ///< As the times of SharedState.

enum class FaultKind {
    unplug,
    replug,
    hang,
    slow,
    frozen,
    black,
    short_frame,
    lying_header,
    error,
    crash,
    segfault,
    exit,
    kill,
    stop,
    loop,
    scribble,
    garbage,
    fd_flood
};
enum class Call { enumerate, open, options, start, grab, stop, close };
enum class Lie { width, height, stride, format };

/// One entry of a device's fault list; every trigger that is set has to hold.
struct FaultConfig {
    FaultKind kind = FaultKind::error;
    Call in = Call::grab;
    std::optional<std::uint64_t> after_frames{};
    std::optional<milliseconds> after{};
    std::optional<int> after_rows{};
    std::optional<std::filesystem::path> when_file{};
    std::optional<std::filesystem::path> struck_file{};  ///< Made when the fault strikes, before it does.
    bool while_capturing = false;
    std::optional<milliseconds> duration{};
    milliseconds extra{200};
    std::optional<int> times{};  ///< 0: without limit.
    bool is_cancellable = false;
    ErrorCode code = ErrorCode::device_fault;
    Lie lie = Lie::width;
};

/// Where a device stands when a call begins or a picture is made.
struct Moment {
    Call call = Call::grab;
    std::uint64_t frames = 0;  ///< Delivered since start(); pages of a scanner.
    milliseconds elapsed{0};   ///< Since start(); before it, since the driver's initialise().
    int rows = 0;              ///< Of the page in work.
    bool is_still = false;     ///< Started for a capture.
};

/// What is wrong with one picture.
struct PictureFaults {
    milliseconds extra{0};
    bool is_frozen = false;
    bool is_black = false;
    bool is_short = false;
    std::optional<Lie> lie{};
};

/// The faults of one device and how often each has struck. Shared by everything that opens the device, in every process
/// of the driver; safe from any thread.
class FaultScript {
public:
    /// `counts` has to outlive it. The first max_faults faults strike.
    FaultScript(std::vector<FaultConfig> faults, std::array<SharedState::Fault, max_faults>& counts);

    /// Those that strike the call itself, not its picture, in the order of the list; counts them.
    std::vector<FaultConfig> strike_call(const Moment& moment);
    /// Those of the picture about to be made; counts them.
    PictureFaults strike_picture(const Moment& moment);

private:
    struct Entry {
        FaultConfig config;
        SharedState::Fault* count;
    };
    static bool is_due(const Entry& entry, const Moment& moment);
    static void count(const Entry& entry);

    std::mutex mutex_;
    std::vector<Entry> entries_;
};

}  // namespace limner::virtual_driver
