#include "conform/probe/device.h"
#include "conform/probe/groups.h"

#include <functional>
#include <thread>

namespace limner::conform {
namespace {

using namespace std::chrono_literals;

constexpr auto lost_limit = 2s;
constexpr auto listing_limit = 10s, return_limit = 30s;

bool wait_for_listing(Module& module, limner_instance_v1* instance, bool is_wanted, std::chrono::seconds limit) {
    auto until = Clock::now() + limit;
    while (module.lists(instance, module.request().device) != is_wanted) {
        if (Clock::now() > until) return false;
        std::this_thread::sleep_for(100ms);
    }
    return true;
}

void unplug(Module& module) {
    if (!module.reporter().ask(Action::unplug)) throw NotAssessed{module.reporter().refusal()};
}

void plug(Module& module, limner_instance_v1* instance) {
    if (!module.reporter().ask(Action::plug)) throw NotAssessed{module.reporter().refusal()};
    if (!wait_for_listing(module, instance, true, return_limit))
        throw Failed{"30 s after the device was plugged in again enumerate() does not list its id"};
}

bool says_gone(const Answer& answer) {
    return answer.is(ErrorCode::device_lost) || answer.is(ErrorCode::device_missing);
}

void expect_gone(const Answer& answer, const std::string& call) {
    if (answer.is_good()) return;
    if (!says_gone(answer))
        throw Failed{call + " of an unplugged device answered " + answer.say(), "another answer than device_lost"};
}

/// The grabs after the device was unplugged: one of them has to say it.
void expect_lost(Device& device, Clock::time_point unplugged_at) {
    Grab grab;
    do {
        grab = device.grab(200ms, " of an unplugged device");
        if (!grab.answer.is_good()) break;
        if (grab.is_end()) {
            (void)device.stop();
            if (auto again = device.start(); !again.is_good()) return expect_gone(again, "start()");
        }
    } while (Clock::now() < unplugged_at + lost_limit);
    if (grab.answer.is_good()) throw Failed{"2 s after the device was unplugged grab() still answers " + grab.say()};
    expect_gone(grab.answer, "grab()");
}

using Step = std::function<std::string(Device&)>;

/// Opens, lets the step unplug and look, closes, and has the device plugged in again whatever came of it.
std::string unplugged_while_open(Module& module, const Step& step) {
    if (!module.request().can_unplug) throw NotAssessed{"nobody unplugs: give --on-unplug CMD, or --interactive"};
    auto* instance = module.initialise();
    Device device = Device::open(module, instance, module.request().device);
    std::string seen;
    std::optional<Failed> failed;
    try {
        seen = step(device);
        device.close();
    } catch (const Failed& caught) {
        failed = caught;
    }
    plug(module, instance);
    if (failed) throw *failed;
    return seen;
}

std::string see_listed(Module& module) {
    if (!module.request().can_unplug) throw NotAssessed{"nobody unplugs: give --on-unplug CMD, or --interactive"};
    auto* instance = module.initialise();
    unplug(module);
    bool is_gone = wait_for_listing(module, instance, false, listing_limit);
    limner_device_v1* raw = nullptr;
    auto answer = module.try_open(instance, module.request().device, raw);
    plug(module, instance);
    if (!is_gone) throw Failed{"10 s after the device was unplugged enumerate() still lists it"};
    if (!says_gone(answer)) throw Failed{"open() of an unplugged device answered " + answer.say()};
    return "not listed any more, open() answers " + answer.say();
}

std::string see_opened(Device& device) {
    unplug(device.module());
    auto unplugged_at = Clock::now();
    std::vector<DescribedOption> ignored;
    (void)device.options(ignored);
    auto started = device.start();
    expect_gone(started, "start()");
    if (!started.is_good()) return "start() answers " + started.say();
    expect_lost(device, unplugged_at);
    return "the first grab() says it";
}

std::string see_started(Device& device) {
    device.must_start();
    (void)device.must_grab();
    unplug(device.module());
    expect_lost(device, Clock::now());
    (void)device.stop();
    return "grab() says it";
}

std::string see_grabbing(Device& device) {
    device.must_start();
    (void)device.must_grab();
    Reporter& reporter = device.module().reporter();
    reporter.begin_ask(Action::unplug);
    Grab grab;
    while (!reporter.is_answered()) {
        if (!grab.answer.is_good()) {
            std::this_thread::sleep_for(20ms);
            continue;
        }
        grab = device.grab(200ms, " of a device that is being unplugged");
        if (grab.is_end()) {
            (void)device.stop();
            grab.answer = device.start();
        }
    }
    if (!reporter.refusal().empty()) throw NotAssessed{reporter.refusal()};
    if (grab.answer.is_good())
        expect_lost(device, Clock::now());
    else
        expect_gone(grab.answer, "grab()");
    (void)device.stop();
    return "a grab() in progress says it";
}

std::string see_stopped(Device& device) {
    device.must_start();
    (void)device.must_grab();
    (void)device.stop();
    return see_opened(device);
}

std::string see_replug(Module& module) {
    std::string seen = unplugged_while_open(module, [](Device& device) {
        unplug(device.module());
        return std::string();
    });
    auto* instance = module.initialise();
    limner_device_v1* raw = nullptr;
    auto answer = module.try_open(instance, module.request().device, raw);
    if (!answer.is_good()) throw Failed{"after it was plugged in again open() answered " + answer.say()};
    Device device(module, raw);
    auto started = device.start();
    if (!started.is_good()) throw Failed{"after it was plugged in again start() answered " + started.say()};
    Grab grab = device.next_image();
    if (!grab.answer.is_good()) throw Failed{"after it was plugged in again grab() answered " + grab.say()};
    if (!grab.is_image()) throw NotAssessed{"no image came in time, but " + grab.say()};
    device.close();
    return "the same id came back and serves";
}

void check_step(Module& module, const std::string& name, const Step& step) {
    module.reporter().check(name, [&] { return unplugged_while_open(module, step); });
}

}  // namespace

void check_unplug_listed(Module& module) {
    module.reporter().check("unplug_listed", [&] { return see_listed(module); });
}
void check_unplug_opened(Module& module) { check_step(module, "unplug_opened", see_opened); }
void check_unplug_started(Module& module) { check_step(module, "unplug_started", see_started); }
void check_unplug_grabbing(Module& module) { check_step(module, "unplug_grabbing", see_grabbing); }
void check_unplug_stopped(Module& module) { check_step(module, "unplug_stopped", see_stopped); }
void check_replug(Module& module) {
    module.reporter().check("replug", [&] { return see_replug(module); });
}

}  // namespace limner::conform
