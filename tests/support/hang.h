#pragma once

#include <limner/base/result.h>

#include <functional>
#include <future>
#include <utility>

namespace limner::testing_support {

/// A call that does not return until it is told to, at the latest by this object's end.
struct Hang {
    Hang() = default;
    Hang(const Hang&) = delete;
    Hang& operator=(const Hang&) = delete;
    ~Hang() { end(); }

    void end() {
        if (!std::exchange(has_ended, true)) release.set_value();
    }

    std::promise<void> release{};
    std::shared_future<void> released = release.get_future().share();
    bool has_ended = false;
    std::function<Result<int>()> call = [until = released] {
        until.wait();
        return Result<int>(1);
    };
};

}  // namespace limner::testing_support
