#pragma once

#include <limner/base/result.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace limner::virtual_driver {

constexpr std::size_t max_devices = 256;
constexpr std::size_t max_faults = 32;  ///< Of one device.

/// What lasts of a device beyond the process that has it open. Zeroed at first; times are of the steady clock, in ns.
struct SharedState {
    struct Fault {
        std::atomic<int> struck;
        std::atomic<std::int64_t> first;  ///< 0: not yet.
    };
    std::atomic<std::uint64_t> next_sequence;
    std::atomic<std::int64_t> born;        ///< 0: not yet.
    std::atomic<std::int64_t> away_until;  ///< 0: was never unplugged.
    std::array<Fault, max_faults> faults;
};

/// The states of max_devices devices, the memory that the SDK shares between the driver's processes; without it, of
/// this process alone.
using SharedStates = std::shared_ptr<std::array<SharedState, max_devices>>;
static_assert(sizeof(std::array<SharedState, max_devices>) <= 256UL * 1024, "scratch_bytes of the manifest");

/// `descriptor`: the setting scratch_fd.
Result<SharedStates> map_shared_states(const std::optional<std::string>& descriptor);

}  // namespace limner::virtual_driver
