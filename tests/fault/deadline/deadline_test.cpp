// Whichever call of a driver hangs, stops or dies: every call of the API returns by its deadline and soon after a stop,
// and the next one works. How late calls are by the millisecond is measured by scripts/faults; here no call may wait
// for a hang.
#include "support/counter.h"

#include <limner/capture/capture.h>
#include <limner/device/device.h>

#include <gtest/gtest.h>

#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;
using simulation::VirtualDevice;

constexpr auto brief = 250ms;
constexpr auto allowance = 400ms;  // for a machine that does other things, too

/// Makes a call with a brief deadline.
template <typename Call>
auto in_time(const char* what, Call call) {
    auto until = Until::in(brief);
    auto answer = call(until);
    EXPECT_LT(Clock::now(), until.deadline + allowance) << what << " waited beyond its deadline";
    return answer;
}

/// Makes a call without a deadline worth the name and stops it.
template <typename Call>
auto until_stopped(const char* what, Call call) {
    std::stop_source source;
    auto stop_at = Clock::now() + 100ms;
    std::jthread stopper([&] {
        std::this_thread::sleep_until(stop_at);
        source.request_stop();
    });
    auto answer = call(Until::in(patience, source.get_token()));
    EXPECT_LT(Clock::now(), stop_at + allowance) << what << " did not heed its stop";
    return answer;
}

struct Broken {
    const char* kind;
    const char* call;
};
void PrintTo(const Broken& broken, std::ostream* to) { *to << broken.kind << " in " << broken.call; }

std::vector<Broken> in_each_of(std::initializer_list<const char*> calls) {
    std::vector<Broken> all;
    for (const char* call : calls)
        for (const char* kind : {"hang", "kill"}) all.push_back({kind, call});
    return all;
}

std::string name_of(const testing::TestParamInfo<Broken>& tested) {
    return std::string(tested.param.kind) + "_in_" + tested.param.call;
}

class BrokenCall : public testing::TestWithParam<Broken> {
protected:
    simulation::Fault fault() const { return {.kind = GetParam().kind, .in = GetParam().call}; }
    static bool is_known(const Runtime& runtime, const std::string& id) {
        for (const DeviceInfo& device : runtime.devices().devices())
            if (device.id == id) return true;
        return false;
    }
};

/// Those that a listing has no part in, and its ten seconds neither.
class BrokenCallOfADevice : public BrokenCall {};

INSTANTIATE_TEST_SUITE_P(
    Any, BrokenCall, testing::ValuesIn(in_each_of({"enumerate", "open", "options", "start", "grab", "stop", "close"})),
    name_of);
INSTANTIATE_TEST_SUITE_P(Any, BrokenCallOfADevice,
                         testing::ValuesIn(in_each_of({"open", "options", "start", "grab", "stop", "close"})), name_of);

/// Every call of an open device, whatever came of the one before.
template <typename Make>
void use(Runtime& runtime, Make make) {
    (void)make("wait_for_devices",
               [&](const Until& until) { return runtime.devices().wait_for_devices(until).size(); });
    auto camera =
        make("open", [&](const Until& until) { return Camera::open(runtime.devices(), "virtual/primary", until); });
    if (!camera) return;
    (void)make("options", [&](const Until& until) { return camera->options(until); });
    (void)make("set_option", [&](const Until& until) { return camera->set_option("led", true, until); });
    (void)make("start", [&](const Until& until) { return camera->start({}, until); });
    for (int i = 0; i < 3; ++i) (void)make("grab", [&](const Until& until) { return camera->grab(until); });
    (void)make("stop", [&](const Until& until) { return camera->stop(until); });
}

TEST_P(BrokenCall, LetsEveryCallOfADeviceReturnByItsDeadlineAndAnotherDeviceWork) {
    auto runtime = open_runtime({camera("primary", {fault()}), camera("other")});
    use(runtime, [](const char* what, auto call) { return in_time(what, call); });
    for (auto until = Until::in(patience); !is_known(runtime, "virtual/other") && !until.has_passed();)
        std::this_thread::sleep_for(5ms);
    auto other = Camera::open(runtime.devices(), "virtual/other", Until::in(patience));
    ASSERT_TRUE(other) << other.error().message;
    ASSERT_TRUE(other->start({}, Until::in(patience)));
    EXPECT_TRUE(other->grab(Until::in(patience)));
}

TEST_P(BrokenCall, LetsEveryCallOfADeviceReturnSoonAfterItsStop) {
    auto runtime = open_runtime({camera("primary", {fault()})});
    use(runtime, [](const char* what, auto call) { return until_stopped(what, call); });
}

TEST_P(BrokenCallOfADevice, LetsTheSameDeviceWorkWhenItIsOpenedAgain) {
    auto runtime = open_runtime({camera("primary", {fault()})});
    use(runtime, [](const char* what, auto call) { return in_time(what, call); });
    for (auto until = Until::in(patience); !is_known(runtime, "virtual/primary") && !until.has_passed();)
        std::this_thread::sleep_for(5ms);
    auto again = Camera::open(runtime.devices(), "virtual/primary", Until::in(patience));
    ASSERT_TRUE(again) << again.error().message;
    // What struck none of the calls before strikes now: in a call that a person would repeat.
    bool is_started = again->start({}, Until::in(patience)) || again->start({}, Until::in(patience));
    EXPECT_TRUE(is_started && (again->grab(Until::in(patience)) || GetParam().call == std::string("grab")));
}

TEST_P(BrokenCallOfADevice, LetsASlotsCaptureReturnByItsDeadlineAndTheNextOneSucceed) {
    for (auto make : {camera, reader, scanner}) {
        auto primary = make("primary", {fault()});
        auto runtime = open_runtime({primary, make("spare", {})});
        bool is_scanner = primary.device_class == DeviceClass::document_scanner;
        auto config = is_scanner ? two_scanners() : two_cameras();
        config.device_class = primary.device_class;
        config.settings = {
            {is_scanner ? "dpi" : "led", is_scanner ? OptionValue(std::int64_t{100}) : OptionValue(true)}};
        auto slot = Slot::open(runtime, config);
        ASSERT_TRUE(slot);
        auto capture = [&](const Until& until) -> Result<void> {
            if (!is_scanner) {
                auto frame = slot->next_frame(until);
                return frame ? Result<void>() : frame.error();
            }
            auto scan = scan_document(*slot, {}, until);
            return scan ? Result<void>() : scan.error();
        };
        for (int i = 0; i < 3; ++i) (void)in_time("capture", capture);
        auto next = capture(Until::in(patience));
        EXPECT_TRUE(next) << next.error().message;
    }
}

TEST_P(BrokenCallOfADevice, KeepsASwitchToTheSpareFromNothing) {
    auto runtime = open_runtime({camera("primary", {fault()}), camera("spare")});
    auto slot = Slot::open(runtime, two_cameras());
    ASSERT_TRUE(slot);
    auto first = slot->next_frame(Until::in(patience));
    ASSERT_TRUE(first) << first.error().message;
    if (first->device_id == "virtual/spare") return;
    auto switched = slot->switch_now(Until::in(1500ms));  // a close that hangs is given up after two seconds
    EXPECT_TRUE(switched) << switched.error().message;
    EXPECT_TRUE(slot->next_frame(Until::in(patience)));
    in_time("release", [&](const Until& until) { return slot->release(until); }).has_value();
}

}  // namespace
}  // namespace limner
