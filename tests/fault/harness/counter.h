#pragma once

#include "plan.h"
#include "support/temporary_folder.h"

#include <limner/capture/slot.h>

#include <filesystem>
#include <optional>
#include <string>

namespace limner::faults {

/// Limits of time, as they are at a counter, divided by this: cool-downs, flap damping, frozen and black.
constexpr int cool_down_factor = 100;

/// The counter of a session: three virtual devices, a slot, and the faults prepared in the devices' scripts, each for
/// when it is armed.
class Counter {
public:
    static Result<std::unique_ptr<Counter>> open(const Session& session);

    Runtime& runtime() { return runtime_; }
    Slot& slot() { return *slot_; }

    /// The device that serves; waits for one up to a few seconds, empty where none does.
    std::string serving() const;

    /// Lets the session's `number`th fault strike the device, or whichever comes first where `device` is empty.
    void arm(int number, const std::string& device) const;
    void disarm(int number) const;
    bool has_struck(int number) const;
    bool wait_until_struck(int number, std::chrono::milliseconds patience) const;

    /// Sends a signal to the process that runs the device; false where none does.
    bool signal(const std::string& device, int number) const;

private:
    Counter(const Session& session, Runtime runtime, std::unique_ptr<test::TemporaryFolder> folder);

    const Session& session_;
    std::unique_ptr<test::TemporaryFolder> folder_;
    Runtime runtime_;
    std::optional<Slot> slot_{};
};

}  // namespace limner::faults
