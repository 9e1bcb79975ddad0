// How many pictures a preview of 30 a second lacks when portraits are captured in between, with and without stills of
// full size, on a virtual camera. still_bench [CAPTURES] prints a table.
#include <limner/capture/capture.h>

#include "support/sitter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;
constexpr double frame_ms = 1000.0 / 30;

struct Case {
    std::string name{};
    bool has_stills = false;
    int start_ms = 0, stop_ms = 0;  ///< Of a stream, as the camera changes its size.
};

const std::vector<Case> cases{
    {"from the stream, 1280 x 720"},
    {"still of 4000 x 2250, a camera that changes at once", true},
    {"still of 4000 x 2250, a camera that needs 150 ms to start and 50 ms to stop", true, 150, 50},
};

/// The exposures that a preview showed.
class Shown {
public:
    void add(Clock::time_point exposed_at) {
        std::lock_guard lock(mutex_);
        exposed_at_.push_back(exposed_at);
    }
    /// Between the last one before `from` and the first one after `to`; negative: it never went on.
    int missing(Clock::time_point from, Clock::time_point to) {
        std::lock_guard lock(mutex_);
        const auto first = std::ranges::lower_bound(exposed_at_, from),
                   last = std::ranges::upper_bound(exposed_at_, to);
        if (first == exposed_at_.begin() || last == exposed_at_.end()) return -1;
        const std::chrono::duration<double, std::milli> span = *last - *(first - 1);
        return static_cast<int>(std::lround(span.count() / frame_ms) - (last - first + 1));
    }

private:
    std::mutex mutex_;
    std::vector<Clock::time_point> exposed_at_;
};

struct Outcome {
    std::vector<int> missing{};
    std::vector<double> capture_ms{};
};

Outcome run(const Case& one, const PortraitChecker& checker, int captures) {
    simulation::VirtualDevice device{.id = "primary", .fps = 30, .width = 1280, .height = 720, .noise = 1};
    device.source = testing_support::portrait_file().string();
    device.start_ms = one.start_ms;
    device.stop_ms = one.stop_ms;
    if (one.has_stills) {
        device.still_width = 4000;
        device.still_height = 2250;
    }
    auto runtime = testing_support::open_runtime({device});
    auto slot = Slot::open(runtime, testing_support::two_cameras());
    const Profile face = testing_support::face_profile();
    Shown shown;
    Outcome outcome;
    const auto preview = slot->preview([&](const Frame& frame) { shown.add(frame.exposed_at); });
    for (int i = 0; i < captures; ++i) {
        std::this_thread::sleep_for(700ms);
        const auto from = Clock::now();
        auto portrait = capture_portrait(*slot, checker, {.profile = &face, .burst = 1, .guide_profile = &face},
                                         Until::in(patience));
        const auto to = Clock::now();
        if (!portrait) continue;
        std::this_thread::sleep_for(1s);
        outcome.missing.push_back(shown.missing(from, to));
        outcome.capture_ms.push_back(std::chrono::duration<double, std::milli>(to - from).count());
    }
    std::ranges::sort(outcome.missing);
    std::ranges::sort(outcome.capture_ms);
    return outcome;
}

int run_all(int captures) {
    auto checker = PortraitChecker::load();
    if (!checker || !std::filesystem::exists(testing_support::portrait_file())) {
        fmt::print(stderr, "needs the models and build/samples/portrait.png: scripts/setup\n");
        return 1;
    }
    fmt::print("| Portrait | Captures | Preview frames missing: least | p50 | most | Capture p50, ms |\n");
    fmt::print("|---|---|---|---|---|---|\n");
    for (const Case& one : cases) {
        const Outcome outcome = run(one, *checker, captures);
        if (outcome.missing.empty()) return 1;
        const auto middle = outcome.missing.size() / 2;
        fmt::print("| {} | {} | {} | {} | {} | {:.0f} |\n", one.name, outcome.missing.size(), outcome.missing.front(),
                   outcome.missing[middle], outcome.missing.back(), outcome.capture_ms[middle]);
    }
    return 0;
}

}  // namespace
}  // namespace limner

int main(int count, char** arguments) { return limner::run_all(count > 1 ? std::atoi(arguments[1]) : 30); }
