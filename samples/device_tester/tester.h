#pragma once

#include "report.h"

#include <mutex>
#include <optional>

namespace device_tester {

/// A slot under test: counts what its preview brings, captures, takes its device away.
class Tester {
public:
    /// `runtime` has to outlive it.
    static limner::Result<std::unique_ptr<Tester>> open(limner::Runtime& runtime, limner::SlotConfig config);

    /// The newest picture of the preview, where a new one came since the last call.
    std::optional<limner::Image> new_picture();
    /// The next frame exposed after this call, as a PNG in `folder`.
    void capture(const std::filesystem::path& folder, const limner::Until& until);
    /// As if the device that serves were lost: the next candidate takes over.
    limner::Result<void> lose(const limner::Until& until);
    Report report();

private:
    Tester(limner::Runtime& runtime, limner::Slot slot) : runtime_(runtime), slot_(std::move(slot)) {}
    void watch();
    void count(const limner::Frame& frame);

    limner::Runtime& runtime_;
    limner::Slot slot_;
    std::mutex mutex_{};
    Report report_{};
    std::optional<limner::Image> newest_{};
    std::string device_{};
    std::uint64_t last_sequence_ = 0;
    std::vector<limner::Clock::time_point> arrivals_{};  ///< Of the last two seconds.
    limner::Subscription preview_{};                     ///< Ends first.
};

}  // namespace device_tester
