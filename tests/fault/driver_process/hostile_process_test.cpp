#include "driver/hosted_lane.h"
#include "frame/image_pool.h"
#include "support/own_resources.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

namespace limner {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// Opens a device in a process that goes wrong in the given way at the first grab.
Result<std::unique_ptr<Lane>> open_hostile(const std::string& how, std::string* log = nullptr) {
    const char* binary = std::getenv("LIMNER_BINARY");
    auto program = std::filesystem::path(binary ? binary : ".") / "bin" / "limner-hostile-host";
    ProcessLauncher launcher{{.name = "hostile"}, {}, std::make_shared<ProcessSpawner>(program)};
    if (log) launcher.services.log = [log](std::int32_t, const std::string& text) { *log += text + "\n"; };
    return open_hosted_lane(launcher, {how, 0, std::make_shared<ImagePool>(std::size_t{1} << 26)}, Until::in(20s));
}

struct Wrong {
    const char* how;
    ErrorCode code;
    const char* message;
};

void PrintTo(const Wrong& wrong, std::ostream* to) { *to << wrong.how; }

class HostileProcess : public testing::TestWithParam<Wrong> {};

TEST_P(HostileProcess, CostsTheDeviceAndNothingElse) {
    auto lane = open_hostile(GetParam().how);
    ASSERT_TRUE(lane) << lane.error().message;
    auto grabbed = (*lane)->grab(50ms, 500ms, Until::in(30s));
    ASSERT_FALSE(grabbed);
    EXPECT_EQ(grabbed.error().code, GetParam().code) << grabbed.error().message;
    EXPECT_THAT(grabbed.error().message, HasSubstr(GetParam().message));
    EXPECT_THAT(grabbed.error().message, HasSubstr(GetParam().how)) << "names the device";
    EXPECT_TRUE((*lane)->is_stalled() || GetParam().code == ErrorCode::bad_data);
}

INSTANTIATE_TEST_SUITE_P(AnyWay, HostileProcess,
                         testing::Values(Wrong{"segfault", ErrorCode::driver_crashed, "during grab"},
                                         Wrong{"abort", ErrorCode::driver_crashed, "during grab"},
                                         Wrong{"exit", ErrorCode::driver_crashed, "during grab"},
                                         Wrong{"stop", ErrorCode::device_stalled, "no answer from grab"},
                                         Wrong{"deaf", ErrorCode::device_stalled, "no answer from grab"},
                                         Wrong{"garbage", ErrorCode::bad_data, "protocol"},
                                         Wrong{"future_ticket", ErrorCode::bad_data, "no request"},
                                         Wrong{"done_without_picture", ErrorCode::bad_data, "another answer"},
                                         Wrong{"scribbled", ErrorCode::bad_data, "changed after it was handed over"},
                                         Wrong{"outside", ErrorCode::bad_data, "outside its place"},
                                         Wrong{"too_long", ErrorCode::bad_data, "outside its place"},
                                         Wrong{"lying_size", ErrorCode::bad_data, "60000 x 64"},
                                         Wrong{"own_message", ErrorCode::bad_data, "SDK's own"},
                                         Wrong{"unasked_item", ErrorCode::bad_data, "nobody asked"},
                                         Wrong{"broken_notice", ErrorCode::bad_data, "broken notice"},
                                         Wrong{"short_frame", ErrorCode::bad_data, "broken frame"},
                                         Wrong{"greedy", ErrorCode::bad_data, "bytes"}),
                         [](const auto& tested) { return std::string(tested.param.how); });

/// Nobody waits for it: where the process has not ended yet when it left, the log says it later.
TEST(HostileProcess, HasItsEndTold) {
    for (const auto& [how, ending] : {std::pair("segfault", "SIGSEGV"), {"abort", "SIGABRT"}, {"exit", "status 7"}}) {
        std::string told;
        {
            auto lane = open_hostile(how, &told);
            ASSERT_TRUE(lane) << lane.error().message;
            auto grabbed = (*lane)->grab(50ms, 500ms, Until::in(30s));
            ASSERT_FALSE(grabbed);
            told += grabbed.error().message;
        }
        EXPECT_THAT(told, HasSubstr(ending));
    }
}

TEST(HostileProcess, ThatNeverAnswersIsGivenUpWhileItOpens) {
    const char* binary = std::getenv("LIMNER_BINARY");
    auto program = std::filesystem::path(binary ? binary : ".") / "bin" / "limner-hostile-host";
    ProcessLauncher launcher{{.name = "hostile"}, {}, std::make_shared<ProcessSpawner>(program)};
    auto lane = open_hosted_lane(launcher, {"silent", 0, {}, {.open = 200ms}}, Until::in(20s));
    ASSERT_FALSE(lane);
    EXPECT_EQ(lane.error().code, ErrorCode::device_stalled);
}

TEST(HostileProcess, ThatFloodsTheChannelKeepsNobodyFromTheDeadline) {
    auto lane = open_hostile("flood");
    ASSERT_TRUE(lane);
    auto grabbed = (*lane)->grab(50ms, 10s, Until::in(100ms));
    ASSERT_FALSE(grabbed);
    EXPECT_EQ(grabbed.error().code, ErrorCode::timed_out);
}

TEST(HostileProcess, ThatIsHonestDelivers) {
    auto lane = open_hostile("honest");
    ASSERT_TRUE(lane);
    auto grabbed = (*lane)->grab(50ms, 5s, Until::in(10s));
    ASSERT_TRUE(grabbed) << grabbed.error().message;
    EXPECT_TRUE(std::holds_alternative<DriverImage>(*grabbed));
}

TEST(HostileProcess, IsRefusedEveryCallAfterItFailed) {
    auto lane = open_hostile("exit");
    ASSERT_TRUE(lane);
    ASSERT_FALSE((*lane)->grab(50ms, 5s, Until::in(10s)));
    auto again = (*lane)->start({}, Until::in(10s));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::driver_crashed);
}

TEST(HostileProcess, LeavesNoDescriptorThreadOrZombieBehind) {
    (void)open_hostile("honest");
    auto before = test::OwnResources::now();
    for (const char* how : {"segfault", "stop", "garbage", "greedy", "deaf", "flood", "honest"}) {
        auto lane = open_hostile(how);
        ASSERT_TRUE(lane);
        (void)(*lane)->grab(50ms, 200ms, Until::in(10s));
    }
    EXPECT_EQ(test::OwnResources::now(), before);
}

}  // namespace
}  // namespace limner
