#include "virtual_fixture.h"

#include <atomic>
#include <thread>

namespace limner::test {
namespace {

using std::chrono::milliseconds;
using ::testing::Each;
using ::testing::IsEmpty;

VirtualDevice camera_with(std::vector<Fault> faults) {
    return {.id = "a", .fps = 500.0, .width = 128, .height = 96, .faults = std::move(faults)};
}

TEST_F(VirtualDriver, IsLostAndNoLongerListedOnceItIsUnplugged) {
    AbiDevice camera = start(camera_with({{.kind = "unplug", .after_frames = 2}}));
    EXPECT_TRUE(camera.next());
    EXPECT_TRUE(camera.next());
    EXPECT_EQ(code_of(camera.next()), ErrorCode::device_lost);
    EXPECT_EQ(code_of(camera.start()), ErrorCode::device_lost);
    EXPECT_THAT(module_->ids(), IsEmpty());
    auto again = module_->open("virtual/a");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::device_missing);
}

TEST_F(VirtualDriver, ComesBackAfterAReplug) {
    AbiDevice camera = start(camera_with({{.kind = "replug", .for_ms = 20}}));
    EXPECT_EQ(code_of(camera.next()), ErrorCode::device_lost);
    while (module_->ids().empty()) std::this_thread::yield();
    AbiDevice again = module_->open("virtual/a").value();
    again.start().value();
    EXPECT_TRUE(again.next());
}

TEST_F(VirtualDriver, IsPluggedInWhileAFileIsThere) {
    VirtualDevice device = camera_with({});
    device.plugged_while = "plug";
    load({device});
    EXPECT_THAT(module_->ids(), IsEmpty());
    touch("plug");
    AbiDevice camera = module_->open("virtual/a").value();
    camera.start().value();
    EXPECT_TRUE(camera.next());
    std::filesystem::remove(folder_ / "plug");
    EXPECT_EQ(code_of(camera.next()), ErrorCode::device_lost);
}

TEST_F(VirtualDriver, FailsTheScriptedCallOnce) {
    AbiDevice camera = open(camera_with({{.kind = "error", .in = "start", .code = "device_busy"}}));
    EXPECT_EQ(code_of(camera.start()), ErrorCode::device_busy);
    EXPECT_TRUE(camera.start());
}

TEST_F(VirtualDriver, FailsAsOftenAsTheScriptSays) {
    AbiDevice camera = start(camera_with({{.kind = "error", .times = 2}}));
    EXPECT_EQ(code_of(camera.next()), ErrorCode::device_fault);
    EXPECT_EQ(code_of(camera.next()), ErrorCode::device_fault);
    EXPECT_TRUE(camera.next());
}

TEST_F(VirtualDriver, FailsWhileAFileIsThere) {
    AbiDevice camera = start(camera_with({{.kind = "error", .when_file = "fail", .times = 0}}));
    EXPECT_TRUE(camera.next());
    touch("fail");
    EXPECT_EQ(code_of(camera.next()), ErrorCode::device_fault);
    EXPECT_EQ(code_of(camera.next()), ErrorCode::device_fault);
    std::filesystem::remove(folder_ / "fail");
    EXPECT_TRUE(camera.next());
}

TEST_F(VirtualDriver, FailsOnlyWhileCapturingWhereTheScriptSaysSo) {
    AbiDevice camera = start(camera_with({{.kind = "error", .while_capturing = true}}));
    EXPECT_TRUE(camera.next());
    camera.start(LIMNER_PURPOSE_STILL).value();
    EXPECT_EQ(code_of(camera.next()), ErrorCode::device_fault);
}

TEST_F(VirtualDriver, HangsDeafToCancelAndThenGoesOn) {
    AbiDevice camera = start(camera_with({{.kind = "hang", .for_ms = 50}}));
    auto began = std::chrono::steady_clock::now();
    std::atomic<bool> has_ended{false};
    std::jthread canceller([&] {
        while (!has_ended) camera.cancel(), std::this_thread::sleep_for(milliseconds(1));
    });
    (void)camera.grab(milliseconds(1));
    has_ended = true;
    EXPECT_GE(std::chrono::steady_clock::now() - began, milliseconds(50));
    canceller.join();
    EXPECT_TRUE(camera.next());
}

TEST_F(VirtualDriver, EndsACancellableHangWithTheCancel) {
    AbiDevice camera = start(camera_with({{.kind = "hang", .for_ms = 100'000, .cancellable = true}}));
    std::atomic<bool> has_ended{false};
    std::jthread canceller([&] {
        while (!has_ended) camera.cancel(), std::this_thread::sleep_for(milliseconds(1));
    });
    EXPECT_EQ(code_of(camera.grab(milliseconds(1))), ErrorCode::cancelled);
    has_ended = true;
}

class VirtualHang : public VirtualDriver, public testing::WithParamInterface<const char*> {};

TEST_P(VirtualHang, StrikesTheCallThatTheScriptNames) {
    load({camera_with({{.kind = "hang", .in = GetParam(), .for_ms = 30}})});
    auto began = std::chrono::steady_clock::now();
    (void)module_->enumerate();
    {
        AbiDevice camera = module_->open("virtual/a").value();
        (void)camera.options();
        camera.start().value();
        (void)camera.next();
        camera.stop().value();
    }
    EXPECT_GE(std::chrono::steady_clock::now() - began, milliseconds(30));
}

INSTANTIATE_TEST_SUITE_P(Each, VirtualHang,
                         testing::Values("enumerate", "open", "options", "start", "grab", "stop", "close"));

TEST_F(VirtualDriver, FreezesItsPictureWhileItsHeadersGoOn) {
    AbiDevice camera = start(camera_with({{.kind = "frozen", .after_frames = 1}}));
    AbiFrame first = camera.next().value();
    AbiFrame second = camera.next().value();
    EXPECT_EQ(first.pixels, second.pixels);
    EXPECT_GT(second.header.sequence, first.header.sequence);
    EXPECT_GT(second.header.exposed_at_ns, first.header.exposed_at_ns);
}

TEST_F(VirtualDriver, TurnsBlack) {
    AbiDevice camera = start(camera_with({{.kind = "black"}}));
    EXPECT_THAT(camera.next().value().pixels, Each(std::byte{0}));
}

TEST_F(VirtualDriver, LosesHalfOfAFrame) {
    AbiDevice camera = start(camera_with({{.kind = "short_frame", .times = 1}}));
    EXPECT_EQ(camera.next().value().pixels.size(), 128u * 96u * 3u / 2u);
    EXPECT_EQ(camera.next().value().pixels.size(), 128u * 96u * 3u);
}

class VirtualLie : public VirtualDriver, public testing::WithParamInterface<const char*> {};

TEST_P(VirtualLie, MakesAHeaderThatItsBytesCannotFill) {
    AbiDevice camera = start(camera_with({{.kind = "lying_header", .lie = GetParam()}}));
    AbiFrame frame = camera.next().value();
    bool is_plain = frame.image().has_value() && frame.header.stride_bytes == 0;
    EXPECT_FALSE(is_plain);
}

INSTANTIATE_TEST_SUITE_P(Each, VirtualLie, testing::Values("width", "height", "stride", "format"));

TEST_F(VirtualDriver, TakesLongerForAFrameWhenItIsSlow) {
    AbiDevice camera = start(camera_with({{.kind = "slow", .after_frames = 1, .extra_ms = 100'000}}));
    EXPECT_TRUE(camera.next().value().is_image());
    EXPECT_EQ(camera.grab(milliseconds(5)).value().header.outcome, LIMNER_OUTCOME_PROGRESS);
}

TEST_F(VirtualDriver, CrashesItsProcess) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    auto crash = [this] { (void)start(camera_with({{.kind = "crash"}})).grab(); };
    EXPECT_DEATH(crash(), "");
}

struct Mistake {
    const char* name;
    const char* json;
    const char* message;
};
void PrintTo(const Mistake& mistake, std::ostream* to) { *to << mistake.name; }

class VirtualMistake : public testing::TestWithParam<Mistake> {};

TEST_P(VirtualMistake, IsNamedWithWhatIsAllowed) {
    auto loaded = AbiModule::load("virtual", {{"devices", GetParam().json}});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::invalid_setup);
    EXPECT_THAT(loaded.error().message, ::testing::HasSubstr(GetParam().message));
}

constexpr Mistake mistakes[] = {
    {"no_json", "{", "not a JSON array"},
    {"no_list", "{}", "not a JSON array"},
    {"no_table", "[3]", "virtual device 1: must be a table"},
    {"empty_id", R"([{"id":""}])", "has no 'id'"},
    {"unknown_key", R"([{"id":"a","clas":"camera"}])", "unknown key 'clas'; allowed: id, class"},
    {"unknown_class", R"([{"id":"a","class":"printer"}])", "allowed: camera, fingerprint_reader"},
    {"range", R"([{"id":"a","fps":0}])", "'fps' must be a number from 0.01 to 1000"},
    {"fraction", R"([{"id":"a","width":12.5}])", "'width' must be a whole number"},
    {"flag", R"([{"id":"a","counter":1}])", "'counter' must be true or false"},
    {"text", R"([{"id":"a","source":7}])", "'source' must be a text"},
    {"same_id", R"([{"id":"a"},{"id":"a"}])", "virtual device 2: the id 'virtual/a' is there twice"},
    {"no_kind", R"([{"id":"a","faults":[{"in":"grab"}]}])", "virtual device 1, fault 1: has no 'kind'"},
    {"kind", R"([{"id":"a","faults":[{"kind":"burn"}]}])", "'kind' is 'burn'; allowed: unplug"},
    {"call", R"([{"id":"a","faults":[{"kind":"hang","in":"boot"}]}])", "'in' is 'boot'; allowed"},
    {"fault_list", R"([{"id":"a","faults":3}])", "'faults' must be a list"},
    {"scanner_format", R"([{"id":"a","class":"document_scanner","format":"jpeg"}])", "rgb8 or gray8"},
};
INSTANTIATE_TEST_SUITE_P(Each, VirtualMistake, testing::ValuesIn(mistakes));

}  // namespace
}  // namespace limner::test
