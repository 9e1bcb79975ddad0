#include "conform/probe/device.h"
#include "conform/probe/groups.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <thread>

namespace limner::conform {
namespace {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int frames_wanted = 12;
constexpr int bands_wanted = 20'000;

/// What is wrong with a run of frames, the first of each kind.
struct Problems {
    std::string header{}, sequence{}, time{}, bands{};
    int images = 0;

    static void note(std::string& where, const std::string& what) {
        if (where.empty()) where = what;
    }
};

std::string text_of(Milliseconds time) { return std::to_string(std::lround(time.count())) + " ms"; }

/// Looks at each picture against the one before.
class FrameWatch {
public:
    FrameWatch(Problems& problems, Clock::time_point opened_at, bool is_scanner)
        : problems_(problems), opened_at_(opened_at), is_scanner_(is_scanner) {}

    void look(const Grab& grab) {
        ++problems_.images;
        Problems::note(problems_.header, header_problem(grab.frame));
        look_at_time(grab);
        look_at_sequence(grab.frame);
        if (is_scanner_) look_at_band(grab.frame);
        before_ = grab;
    }

private:
    void look_at_time(const Grab& grab) {
        constexpr auto tolerance = 1ms;
        auto exposed = grab.exposed_at();
        if (grab.frame.exposed_at_ns == 0) Problems::note(problems_.time, "exposed_at_ns is 0");
        if (exposed > grab.answered_at + tolerance)
            Problems::note(problems_.time,
                           "exposed_at_ns is " + text_of(exposed - grab.answered_at) + " after the frame's delivery");
        else if (exposed < opened_at_)
            Problems::note(problems_.time, "exposed_at_ns is " + text_of(opened_at_ - exposed) +
                                               " before the device was opened: another clock?");
        if (before_ && exposed < before_->exposed_at())
            Problems::note(problems_.time,
                           "a frame is " + text_of(before_->exposed_at() - exposed) + " older than the one before it");
    }
    void look_at_sequence(const limner_frame_v1& frame) {
        if (!before_) return;
        bool is_same_page = is_scanner_ && !before_->is_last_band();
        auto last = before_->frame.sequence;
        std::string text = "sequence " + std::to_string(frame.sequence) + " after " + std::to_string(last);
        if (is_same_page && frame.sequence != last) Problems::note(problems_.sequence, text + " within one page");
        if (!is_same_page && frame.sequence <= last) Problems::note(problems_.sequence, text);
    }
    void look_at_band(const limner_frame_v1& frame) {
        constexpr std::uint64_t most = 4u << 20;
        bool is_first = !before_ || before_->is_last_band();
        int expected = is_first ? 0 : before_->frame.first_row + before_->frame.height;
        if (frame.first_row != expected)
            Problems::note(problems_.bands, "a band begins at row " + std::to_string(frame.first_row) +
                                                " in place of " + std::to_string(expected));
        if (frame.valid_bytes > most)
            Problems::note(problems_.bands, "a band of " + std::to_string(frame.valid_bytes) + " bytes");
        int end = frame.first_row + frame.height;
        bool is_last = (frame.flags & LIMNER_FRAME_LAST_BAND) != 0;
        if (frame.total_rows > 0 && (is_last ? end != frame.total_rows : end >= frame.total_rows))
            Problems::note(problems_.bands,
                           (is_last ? "the last band ends at row " : "a band that is not the last ends at row ") +
                               std::to_string(end) + " of " + std::to_string(frame.total_rows));
        if (!is_first && frame.width != before_->frame.width)
            Problems::note(problems_.bands, "the width changes within a page");
    }

    Problems& problems_;
    Clock::time_point opened_at_;
    bool is_scanner_;
    std::optional<Grab> before_{};
};

/// Why there were too few frames; empty where there were enough.
std::string watch_frames(Module& module, Problems& problems) {
    auto* instance = module.initialise();
    auto opened_at = Clock::now();
    Device device = Device::open(module, instance, module.request().device);
    device.must_start();
    FrameWatch watch(problems, opened_at, device.is_scanner());
    int wanted = device.is_scanner() ? bands_wanted : frames_wanted;
    for (int i = 0; i < wanted; ++i) {
        Grab grab = device.next_image();
        if (!grab.is_image() && (problems.images == 0 || grab.answer.is_good()))
            return "no image came: grab() answered " + grab.say();
        if (!grab.is_image()) {
            Problems::note(problems.sequence, "grab() answered " + grab.say());
            break;
        }
        watch.look(grab);
        if (!header_problem(grab.frame).empty()) break;
        touch_pixels(module.reporter(), grab.frame);
        if (device.is_scanner() && grab.is_last_band()) break;
        if (i + 1 == bands_wanted) Problems::note(problems.bands, "a page of more than 20,000 bands");
    }
    device.close();
    return "";
}

std::string see_still(Module& module) {
    auto* instance = module.initialise();
    Device device = Device::open(module, instance, module.request().device);
    auto started = device.start(LIMNER_PURPOSE_STILL);
    if (!started.is_good()) throw Failed{"start() for a still answered " + started.say()};
    Grab grab = device.next_image();
    if (!grab.answer.is_good()) throw Failed{"grab() for a still answered " + grab.say()};
    if (!grab.is_image()) throw NotAssessed{"no still came in time, but " + grab.say()};
    if (auto problem = header_problem(grab.frame); !problem.empty())
        throw Failed{"the still: " + problem, header_breach};
    touch_pixels(module.reporter(), grab.frame);
    std::string size = std::to_string(grab.frame.width) + " x " + std::to_string(grab.frame.height);
    device.close();
    return "a still of " + size;
}

/// The time from one picture to the next while somebody keeps asking.
Milliseconds period_of(Device& device) {
    std::vector<Milliseconds> gaps;
    auto last = device.must_grab().answered_at;
    for (int i = 0; i < 9; ++i) {
        auto next = device.must_grab().answered_at;
        gaps.push_back(next - last);
        last = next;
    }
    std::ranges::nth_element(gaps, gaps.begin() + 4);
    return gaps[4];
}

struct AfterIdle {
    Milliseconds first_fresh{};  ///< From the request to the first picture that claims to be exposed after it.
    int crowded = 0;             ///< Fresh pictures that came sooner after the one before than the device can expose.
    int old = 0;
};

/// Idles, then takes pictures until four claim to be exposed after the request.
AfterIdle take_after_idling(Device& device, std::chrono::milliseconds idle, Milliseconds period) {
    constexpr int fresh_wanted = 4;
    constexpr auto patience = 10s;
    std::this_thread::sleep_for(idle);
    auto request = Clock::now();
    AfterIdle seen;
    std::optional<Grab> last;
    for (int fresh = 0; fresh < fresh_wanted;) {
        Grab grab = device.must_grab();
        if (grab.exposed_at() < request) {
            ++seen.old;
            if (Clock::now() > request + patience + 4 * period)
                throw Failed{"10 s after the request every frame is still older than it: " + std::to_string(seen.old) +
                             " frames"};
            continue;
        }
        if (fresh++ == 0) seen.first_fresh = grab.answered_at - request;
        // Both: an honest frame may be delivered late, and then has the time of its exposure.
        bool is_crowded = last && grab.answered_at - last->answered_at < period / 3 &&
                          grab.exposed_at() - last->exposed_at() < period / 3;
        seen.crowded += is_crowded ? 1 : 0;
        last = grab;
    }
    return seen;
}

std::string see_fresh_stream(Device& device) {
    constexpr auto shortest_period = 5ms;
    constexpr int rounds = 4;
    auto period = period_of(device);
    if (period < shortest_period)
        throw NotAssessed{"a frame comes every " + text_of(period) + ": too quick to tell a queued one from a new one"};
    int sudden = 0, old = 0;
    for (int round = 0; round < rounds; ++round) {
        auto seen = take_after_idling(device, round == 0 ? 2000ms : 1000ms, period);
        old += seen.old;
        if (seen.first_fresh < period / 10) ++sudden;
        if (seen.crowded >= 2)
            throw Failed{
                "after idling, frames that claim to be exposed after the request came at once, one after the "
                "other; the device makes one every " +
                text_of(period) + ": they were queued"};
    }
    if (sudden == rounds)
        throw Failed{"after idling, the first frame claims to be exposed after the request and comes at once, " +
                     std::to_string(rounds) + " times of " + std::to_string(rounds) + "; the device makes one every " +
                     text_of(period) + ": it was queued"};
    return "after 2 s: " + std::to_string(old) + " older frames with their own time, then new ones";
}

std::string see_fresh_page(Device& device) {
    for (int round = 0; round < 2; ++round) {
        if (round > 0) (void)device.stop();
        auto started_at = Clock::now();
        device.must_start();
        std::this_thread::sleep_for(2s);
        Grab grab = device.must_grab();
        if (grab.exposed_at() < started_at)
            throw Failed{"the page began " + text_of(started_at - grab.exposed_at()) + " before the scan was started"};
    }
    return "two pages, each begun after its start()";
}

}  // namespace

void check_frames(Module& module) {
    Problems problems;
    std::string ending = watch_frames(module, problems);
    std::string seen = std::to_string(problems.images) + " frames";
    auto report = [&](const std::string& check, const std::string& problem, const std::string& breach = "") {
        module.reporter().check(check, [&] {
            if (!problem.empty()) throw Failed{"after " + seen + ": " + problem, breach};
            if (!ending.empty()) throw NotAssessed{"after " + seen + " " + ending};
            return seen;
        });
    };
    report("frame_header", problems.header, header_breach);
    report("frame_sequence", problems.sequence, sequence_breach);
    report("frame_time", problems.time);
    if (module.request().device_class == LIMNER_CLASS_DOCUMENT_SCANNER) report("page_bands", problems.bands);
}

void check_still(Module& module) {
    module.reporter().check("still_frame", [&] { return see_still(module); });
}

void check_fresh(Module& module) {
    module.reporter().check("frame_fresh", [&] {
        auto* instance = module.initialise();
        Device device = Device::open(module, instance, module.request().device);
        if (!device.is_scanner()) device.must_start();
        std::string seen = device.is_scanner() ? see_fresh_page(device) : see_fresh_stream(device);
        device.close();
        return seen;
    });
}

}  // namespace limner::conform
