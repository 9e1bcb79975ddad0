#include "support/own_resources.h"

#include <limner/capture/runtime.h>
#include <limner/device/device.h>
#include <limner/testing/virtual_devices.h>

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>

namespace limner {
namespace {

using namespace std::chrono_literals;
using simulation::Fault;
using simulation::VirtualDevice;
using testing::HasSubstr;

Runtime::Options options_of(const std::vector<VirtualDevice>& devices) {
    Runtime::Options options;
    options.drivers = {"virtual"};
    options.driver_settings["virtual"] = simulation::virtual_driver_settings(devices);
    options.rescan_every = 50ms;
    return options;
}

Runtime opened(const std::vector<VirtualDevice>& devices) {
    auto runtime = Runtime::open(options_of(devices));
    EXPECT_TRUE(runtime) << runtime.error().message;
    return *std::move(runtime);
}

Result<Camera> opened_camera(const Runtime& runtime, const std::string& id) {
    runtime.devices().wait_for_devices(Until::in(20s));
    auto camera = Camera::open(runtime.devices(), id, Until::in(20s));
    if (!camera) return camera;
    auto started = camera->start({}, Until::in(20s));
    if (!started) return started.error();
    return camera;
}

/// What a process was started as: limner-driver-host PARENT NAME.
std::string name_of_process(int id) {
    std::ifstream file("/proc/" + std::to_string(id) + "/cmdline");
    std::string line((std::istreambuf_iterator<char>(file)), {});
    std::replace(line.begin(), line.end(), '\0', ' ');
    return line;
}

int process_of(const std::string& name) {
    for (int id : test::own_children())
        if (name_of_process(id).ends_with(" " + name + " ")) return id;
    return 0;
}

TEST(DriverProcess, IsWhereADeviceRunsAndOneForEach) {
    auto runtime = opened({{.id = "a"}, {.id = "b"}});
    auto a = opened_camera(runtime, "virtual/a"), b = opened_camera(runtime, "virtual/b");
    ASSERT_TRUE(a && b);
    EXPECT_NE(process_of("virtual/a"), 0);
    EXPECT_NE(process_of("virtual/b"), 0);
    EXPECT_NE(process_of("virtual"), 0) << "the one that enumerates";
    EXPECT_TRUE(a->grab(Until::in(10s)));
}

TEST(DriverProcess, ThatCrashesCostsItsDeviceAndNeitherThisProcessNorAnotherDevice) {
    auto runtime = opened({{.id = "a", .faults = {{.kind = "crash", .after_frames = 2}}}, {.id = "b"}});
    auto a = opened_camera(runtime, "virtual/a"), b = opened_camera(runtime, "virtual/b");
    ASSERT_TRUE(a && b);
    Result<Frame> frame = a->grab(Until::in(10s));
    while (frame) frame = a->grab(Until::in(10s));
    EXPECT_EQ(frame.error().code, ErrorCode::driver_crashed);
    EXPECT_THAT(frame.error().message, HasSubstr("SIGABRT during grab"));
    EXPECT_TRUE(b->grab(Until::in(10s)));
}

TEST(DriverProcess, ServesAgainAfterACrashThatStruckOnce) {
    auto runtime = opened({{.id = "a", .faults = {{.kind = "crash", .after_frames = 1}}}});
    {
        auto first = opened_camera(runtime, "virtual/a");
        ASSERT_TRUE(first);
        while (first->grab(Until::in(10s))) continue;
    }
    auto again = opened_camera(runtime, "virtual/a");
    ASSERT_TRUE(again) << again.error().message;
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(again->grab(Until::in(10s)));
}

TEST(DriverProcess, ThatIsKilledOrStoppedFromOutsideIsNoticed) {
    for (int signal : {SIGKILL, SIGSTOP}) {
        auto runtime = opened({{.id = "a"}});
        auto camera = opened_camera(runtime, "virtual/a");
        ASSERT_TRUE(camera);
        ASSERT_TRUE(camera->grab(Until::in(10s)));
        ASSERT_EQ(::kill(process_of("virtual/a"), signal), 0);
        auto frame = camera->grab(Until::in(20s));
        ASSERT_FALSE(frame);
        EXPECT_EQ(frame.error().code, signal == SIGKILL ? ErrorCode::driver_crashed : ErrorCode::device_stalled);
    }
}

TEST(DriverProcess, ThatGoesWrongCostsItsDeviceAlone) {
    struct Case {
        const char* kind;
        ErrorCode code;
    };
    for (const Case& one : {Case{"segfault", ErrorCode::driver_crashed}, Case{"exit", ErrorCode::driver_crashed},
                            Case{"kill", ErrorCode::driver_crashed}, Case{"stop", ErrorCode::device_stalled},
                            Case{"loop", ErrorCode::device_stalled}, Case{"garbage", ErrorCode::bad_data},
                            Case{"fd_flood", ErrorCode::bad_data}, Case{"scribble", ErrorCode::bad_data}}) {
        auto runtime = opened({{.id = "a", .faults = {{.kind = one.kind, .after_frames = 1, .for_ms = 60'000}}}});
        auto camera = opened_camera(runtime, "virtual/a");
        ASSERT_TRUE(camera);
        Result<Frame> frame = camera->grab(Until::in(20s));
        while (frame) frame = camera->grab(Until::in(20s));
        EXPECT_EQ(frame.error().code, one.code) << one.kind << ": " << frame.error().message;
    }
}

TEST(DriverProcess, ThatEnumeratesIsStartedAnewAfterItDied) {
    auto runtime = opened({{.id = "a"}});
    runtime.devices().wait_for_devices(Until::in(20s));
    int first = process_of("virtual");
    ASSERT_NE(first, 0);
    ::kill(first, SIGKILL);
    auto until = Until::in(20s);
    int second = 0;
    while ((second == 0 || second == first) && !until.has_passed()) {
        std::this_thread::sleep_for(20ms);
        second = process_of("virtual");
    }
    EXPECT_NE(second, 0);
    ASSERT_EQ(runtime.devices().devices().size(), 1u);
    EXPECT_EQ(runtime.devices().devices()[0].state, DeviceState::ready) << "a lost service is no lost device";
}

TEST(DriverProcess, ThatHangsInEnumerateIsReplaced) {
    auto runtime = opened({{.id = "a", .faults = {{.kind = "hang", .in = "enumerate", .for_ms = 60'000}}}});
    EXPECT_TRUE(runtime.devices().wait_for_devices(Until::in(50ms)).empty());
    SUCCEED() << "and its end does not wait for the hang";
}

TEST(DriverProcess, EndsWithTheProcessThatStartedItHoweverThatEnds) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    pid_t parent = ::fork();
    if (parent == 0) {
        auto runtime = opened({{.id = "a", .faults = {{.kind = "hang", .for_ms = 60'000}}}});
        auto camera = opened_camera(runtime, "virtual/a");
        (void)camera->grab(Until::in(100ms));
        int id = process_of("virtual/a");
        (void)!::write(ends[1], &id, sizeof id);
        ::raise(SIGKILL);
    }
    int host = 0;
    ASSERT_EQ(::read(ends[0], &host, sizeof host), static_cast<ssize_t>(sizeof host));
    ::waitpid(parent, nullptr, 0);
    ASSERT_NE(host, 0);
    auto until = Until::in(20s);
    while (!name_of_process(host).empty() && !until.has_passed()) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(name_of_process(host), "");
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST(DriverProcess, LeavesNothingBehindWhenTheRuntimeGoes) {
    auto cycle = [] {
        auto runtime = opened({{.id = "a", .faults = {{.kind = "hang", .after_frames = 1, .for_ms = 60'000}}}});
        auto camera = opened_camera(runtime, "virtual/a");
        ASSERT_TRUE(camera);
        while (camera->grab(Until::in(300ms))) continue;
    };
    cycle();
    auto before = test::OwnResources::now();
    cycle();
    EXPECT_EQ(test::OwnResources::now(), before);
    EXPECT_EQ(before.children, 0);
}

TEST(DriverProcess, HasNoNetworkUnlessItsManifestAsksForIt) {
    auto runtime = opened({{.id = "a"}});
    auto camera = opened_camera(runtime, "virtual/a");
    ASSERT_TRUE(camera);
    std::ifstream status("/proc/" + std::to_string(process_of("virtual/a")) + "/status");
    std::string text((std::istreambuf_iterator<char>(status)), {});
    EXPECT_THAT(text, HasSubstr("NoNewPrivs:\t1"));
    EXPECT_THAT(text, HasSubstr("Seccomp:\t2"));
}

TEST(InProcess, IsAChoiceOfEachDriver) {
    auto options = options_of({{.id = "a"}});
    options.isolation["virtual"] = Isolation::in_process;
    auto runtime = Runtime::open(options);
    ASSERT_TRUE(runtime);
    auto camera = opened_camera(*runtime, "virtual/a");
    ASSERT_TRUE(camera);
    EXPECT_TRUE(camera->grab(Until::in(10s)));
    EXPECT_THAT(test::own_children(), testing::IsEmpty());
}

}  // namespace
}  // namespace limner
