#pragma once

#include <stop_token>
#include <thread>

namespace limner::cli {

/// Turns the first Ctrl-C (or SIGTERM) into a stop request; a second one kills the process as usual. One per process:
/// signals belong to the program, never to the SDK.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    std::stop_token token() const noexcept { return source_.get_token(); }

private:
    std::stop_source source_{};
    std::jthread waiter_{};
};

}  // namespace limner::cli
