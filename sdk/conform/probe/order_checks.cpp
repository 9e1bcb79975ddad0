#include "conform/probe/device.h"
#include "conform/probe/groups.h"

#include <sys/resource.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace limner::conform {
namespace {

using namespace std::chrono_literals;

/// The steps so far, for a message that says how the device came there.
class Steps {
public:
    void must(const std::string& name, const Answer& answer) {
        done_ += (done_.empty() ? "" : ", ") + name;
        if (!answer.is_good()) throw Failed{done_ + " -> " + answer.say()};
    }
    void may(const std::string& name) { done_ += (done_.empty() ? "" : ", ") + name; }
    void must_grab(Device& device) {
        done_ += ", grab";
        auto grab = device.next_image();
        if (!grab.answer.is_good()) throw Failed{done_ + " -> " + grab.answer.say()};
        if (!grab.is_image()) throw NotAssessed{done_ + " -> no image in time, but " + grab.say()};
    }
    const std::string& text() const noexcept { return done_; }

private:
    std::string done_{};
};

Device open_one(Module& module, limner_instance_v1* instance, Steps& steps) {
    limner_device_v1* raw = nullptr;
    steps.must("open", module.try_open(instance, module.request().device, raw));
    if (!raw) throw Failed{steps.text() + " -> done, but without a device"};
    return Device(module, raw);
}

std::string see_cycle(Module& module) {
    auto* instance = module.initialise();
    Steps steps;
    Device first = open_one(module, instance, steps);
    std::vector<DescribedOption> options;
    steps.must("options", first.options(options));
    first.close();
    steps.may("close");
    Device device = open_one(module, instance, steps);
    steps.must("start", device.start());
    steps.must("stop", device.stop());
    for (int round = 0; round < 2; ++round) {
        steps.must("start", device.start());
        steps.must_grab(device);
        steps.must("options", device.options(options));
        steps.must("stop", device.stop());
    }
    steps.must("start", device.start());
    steps.must_grab(device);
    device.close();
    steps.may("close without stop");
    Device last = open_one(module, instance, steps);
    steps.must("start", last.start());
    steps.must_grab(last);
    steps.must("stop", last.stop());
    last.close();
    module.shutdown(instance);
    return steps.text() + ", close, shutdown: all done";
}

/// After whatever was tried the plain use has to work.
void expect_service(Device& device, const std::string& after) {
    (void)device.stop();
    auto started = device.start();
    if (!started.is_good()) throw Failed{"after " + after + " start() answered " + started.say()};
    auto grab = device.next_image();
    if (!grab.answer.is_good()) throw Failed{"after " + after + " grab() answered " + grab.say()};
    if (!grab.is_image()) throw NotAssessed{"after " + after + " no image came in time, but " + grab.say()};
    auto stopped = device.stop();
    if (!stopped.is_good()) throw Failed{"after " + after + " stop() answered " + stopped.say()};
}

void expect_no_image(Device& device, const std::string& when) {
    auto grab = device.grab(100ms, " " + when);
    if (grab.answer.is_good()) throw Failed{"grab() " + when + " answered " + grab.say() + " in place of an error"};
}

std::string see_out_of_order(Module& module) {
    auto* instance = module.initialise();
    Device device = Device::open(module, instance, module.request().device);
    expect_no_image(device, "before start()");
    (void)device.stop();
    expect_service(device, "a grab() and a stop() before start()");
    device.must_start();
    (void)device.start();
    expect_service(device, "a start() of a started device");
    expect_no_image(device, "after stop()");
    (void)device.stop();
    expect_service(device, "a grab() after stop() and a second stop()");
    device.must_start();
    (void)device.next_image();
    std::vector<DescribedOption> ignored;
    (void)device.options(ignored);
    (void)device.set_option("conform_no_such_option", std::int64_t{1});
    expect_service(device, "an unknown option set while started");
    device.close();
    return "eight calls out of order, and the device served after each";
}

/// So that a driver which takes any size fails to allocate, in place of the machine.
void limit_memory() {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    constexpr rlim_t room = rlim_t{3} << 30;
    rlimit limit{};
    ::getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, pages * 4096 + room);
    ::setrlimit(RLIMIT_AS, &limit);
}

std::string see_strange_start(Module& module) {
    auto* instance = module.initialise();
    Device device = Device::open(module, instance, module.request().device);
    limit_memory();
    struct Wish {
        std::int32_t purpose;
        int width, height;
    };
    constexpr Wish wishes[] = {{LIMNER_PURPOSE_PREVIEW, 1, 1},
                               {LIMNER_PURPOSE_PREVIEW, -640, -480},
                               {LIMNER_PURPOSE_PREVIEW, 70'000, 70'000},
                               {LIMNER_PURPOSE_STILL, INT32_MAX, 1},
                               {99, 0, 0}};
    int served = 0;
    for (const Wish& wish : wishes) {
        std::string text = "start(purpose " + std::to_string(wish.purpose) + ", " + std::to_string(wish.width) + " x " +
                           std::to_string(wish.height) + ")";
        if (device.start(wish.purpose, wish.width, wish.height).is_good()) {
            auto grab = device.next_image();
            if (!grab.answer.is_good()) throw Failed{text + " was taken, then grab() answered " + grab.say()};
            auto problem = grab.is_image() ? header_problem(grab.frame) : "";
            if (!problem.empty()) throw Failed{text + " was taken, then: " + problem, header_breach};
            ++served;
        }
        expect_service(device, text);
    }
    device.close();
    return std::to_string(served) + " of 5 strange wishes were served with the nearest, the others refused";
}

std::string see_second_open(Module& module) {
    auto* instance = module.initialise();
    Device first = Device::open(module, instance, module.request().device);
    first.must_start();
    auto before = first.must_grab();
    limner_device_v1* raw = nullptr;
    // The SDK never does this; a driver may wait for whoever has the device.
    auto answer = module.try_open(instance, module.request().device, raw, call_limit);
    bool has_second = answer.is_good() && raw;
    if (has_second) {
        Device second(module, raw);
        if (second.start().is_good()) {
            (void)second.next_image();
            (void)first.grab(200ms);
            (void)second.stop();
        }
        second.close();
    }
    std::string how = has_second ? "after a second open of the device" : "after a refused second open";
    for (int i = 0; i < 3; ++i) {
        auto grab = first.next_image();
        if (!grab.answer.is_good()) throw Failed{how + " the first answered " + grab.say()};
        if (!grab.is_image()) throw NotAssessed{how + " no image came in time, but " + grab.say()};
        auto problem = header_problem(grab.frame);
        if (!problem.empty()) throw Failed{how + " the first gives: " + problem, header_breach};
        bool has_jumped_back = !first.is_scanner() && grab.frame.sequence <= before.frame.sequence;
        if (has_jumped_back)
            throw Failed{how + " the first counts from " + std::to_string(before.frame.sequence) + " back to " +
                             std::to_string(grab.frame.sequence),
                         sequence_breach};
        bool is_other = grab.frame.width != before.frame.width || grab.frame.format != before.frame.format;
        if (is_other && !first.is_scanner()) throw Failed{how + " the first gives frames of another size or format"};
        before = grab;
    }
    first.close();
    return has_second ? "a second open served, the first went on" : "a second open was refused: " + answer.say();
}

std::string see_enumerate_beside(Module& module) {
    auto* instance = module.initialise();
    // As the SDK does: it opens what it has listed.
    std::vector<Listing> first;
    (void)module.enumerate(instance, first);
    Device device = Device::open(module, instance, module.request().device);
    device.must_start();
    (void)device.must_grab();
    std::atomic<int> missing = 0, done = 0;
    std::atomic<bool> has_thrown = false;
    std::jthread lister([&] {
        for (int i = 0; i < 5 && !has_thrown; ++i, ++done) {
            std::vector<Listing> found;
            try {
                ErrorRoom error;
                module.table().enumerate(instance, collect_listing, &found, error.raw());
            } catch (...) {
                has_thrown = true;
            }
            if (std::ranges::none_of(found, [&](const Listing& one) { return one.id == module.request().device; }))
                ++missing;
        }
    });
    Grab grab;
    do grab = device.next_image();
    while (grab.is_image() && done < 5 && !has_thrown);
    module.reporter().call("enumerate() beside an open device", call_limit * 5, [&] { lister.join(); });
    if (has_thrown) throw Failed{"an exception left enumerate()", "threw in enumerate()"};
    if (!grab.answer.is_good()) throw Failed{"while enumerate() ran, grab() answered " + grab.say()};
    if (missing > 0) throw Failed{"the open device was missing in " + std::to_string(missing) + " of 5 listings"};
    device.close();
    return "5 listings beside a running device";
}

}  // namespace

void check_cycle(Module& module) {
    module.reporter().check("cycle", [&] { return see_cycle(module); });
}
void check_out_of_order(Module& module) {
    module.reporter().check("out_of_order", [&] { return see_out_of_order(module); });
}
void check_strange_start(Module& module) {
    module.reporter().check("strange_start", [&] { return see_strange_start(module); });
}
void check_second_open(Module& module) {
    module.reporter().check("second_open", [&] { return see_second_open(module); });
}
void check_enumerate_beside(Module& module) {
    module.reporter().check("enumerate_beside", [&] { return see_enumerate_beside(module); });
}

}  // namespace limner::conform
