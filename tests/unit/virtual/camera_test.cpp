#include "virtual_fixture.h"

#include <set>
#include <thread>

namespace limner::test {
namespace {

using simulation::device_stamp;
using simulation::read_stamp;
using std::chrono::milliseconds;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::uint64_t now_ns() {
    return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

TEST_F(VirtualDriver, ListsNothingUnlessASettingNamesDevices) {
    unsetenv("LIMNER_VIRTUAL_DEVICES");
    auto module = AbiModule::load("virtual").value();
    EXPECT_THAT(module->ids(), ElementsAre());
}

TEST_F(VirtualDriver, TakesDevicesFromTheFileThatTheEnvironmentNames) {
    std::ofstream(folder_ / "devices.json") << R"([{"id": "trial"}])";
    setenv("LIMNER_VIRTUAL_DEVICES", (folder_ / "devices.json").c_str(), 1);
    auto module = AbiModule::load("virtual").value();
    unsetenv("LIMNER_VIRTUAL_DEVICES");
    EXPECT_THAT(module->ids(), ElementsAre("virtual/trial"));
}

TEST_F(VirtualDriver, GivesTwoRuntimesInOneProcessTheirOwnDevices) {
    auto& first = load({{.id = "a"}});
    auto second = AbiModule::load("virtual", {{"devices", R"([{"id": "b"}])"}}).value();
    EXPECT_THAT(first.ids(), ElementsAre("virtual/a"));
    EXPECT_THAT(second->ids(), ElementsAre("virtual/b"));
}

TEST_F(VirtualDriver, ListsEveryDeviceWithItsClassAndName) {
    auto listings = load({{.id = "046d:085e/A1", .name = "Counter camera"},
                          {.id = "reader", .device_class = DeviceClass::fingerprint_reader},
                          {.id = "scanner", .device_class = DeviceClass::document_scanner}})
                        .enumerate()
                        .value();
    ASSERT_EQ(listings.size(), 3u);
    EXPECT_EQ(listings[0].id, "virtual/046d:085e/A1");
    EXPECT_EQ(listings[0].name, "Counter camera");
    EXPECT_EQ(listings[1].device_class, driver::DeviceClass::fingerprint_reader);
    EXPECT_EQ(listings[2].device_class, driver::DeviceClass::document_scanner);
}

TEST_F(VirtualDriver, RefusesADeviceThatIsNotListed) {
    auto opened = load({{.id = "a"}}).open("virtual/b");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::device_missing);
}

TEST_F(VirtualDriver, NeedsAStartBeforeAGrab) {
    AbiDevice camera = open({.id = "a"});
    EXPECT_EQ(code_of(camera.grab()), ErrorCode::invalid_argument);
}

TEST_F(VirtualDriver, CountsItsFramesInPixelsAndHeaderAlike) {
    AbiDevice camera = start({.id = "a", .fps = 200.0, .width = 320, .height = 240});
    std::uint64_t last = 0;
    for (int i = 0; i < 5; ++i) {
        AbiFrame frame = camera.next().value();
        auto stamp = read_stamp(frame.image().value());
        ASSERT_TRUE(stamp);
        EXPECT_EQ(stamp->device, device_stamp("virtual/a"));
        EXPECT_EQ(stamp->sequence, frame.header.sequence);
        EXPECT_TRUE(i == 0 || frame.header.sequence > last);
        last = frame.header.sequence;
    }
}

TEST_F(VirtualDriver, NeverMakesTheSameFrameTwiceNotEvenAfterAnotherOpen) {
    load({{.id = "a", .fps = 200.0, .width = 128, .height = 96}});
    std::set<std::vector<std::byte>> seen;
    for (int opened = 0; opened < 2; ++opened) {
        AbiDevice camera = module_->open("virtual/a").value();
        for (int started = 0; started < 2; ++started) {
            camera.start().value();
            for (int i = 0; i < 3; ++i) EXPECT_TRUE(seen.insert(camera.next().value().pixels).second);
        }
    }
}

TEST_F(VirtualDriver, TwoOpensShareNoClock) {
    load({{.id = "a", .fps = 200.0, .width = 128, .height = 96}});
    AbiDevice one = module_->open("virtual/a").value();
    AbiDevice two = module_->open("virtual/a").value();
    one.start().value();
    EXPECT_EQ(code_of(two.grab()), ErrorCode::invalid_argument);
    EXPECT_TRUE(one.next().value().is_image());
}

TEST_F(VirtualDriver, ExposesEveryFrameAfterTheStartAndBeforeItsDelivery) {
    std::uint64_t before = now_ns();
    AbiDevice camera = start({.id = "a", .fps = 100.0, .width = 128, .height = 96});
    AbiFrame frame = camera.next().value();
    EXPECT_GE(frame.header.exposed_at_ns, before);
    EXPECT_LE(frame.header.exposed_at_ns, now_ns());
}

TEST_F(VirtualDriver, AnswersProgressWhereTheNextFrameIsBeyondTheSlice) {
    AbiDevice camera = start({.id = "a", .fps = 0.01, .width = 128, .height = 96});
    EXPECT_EQ(camera.grab(milliseconds(1)).value().header.outcome, LIMNER_OUTCOME_PROGRESS);
}

TEST_F(VirtualDriver, KeepsOldFramesInItsQueueWhileNobodyGrabs) {
    AbiDevice camera = start({.id = "a", .fps = 1000.0, .width = 128, .height = 96, .queue = 2});
    std::this_thread::sleep_for(milliseconds(20));
    std::uint64_t asked = now_ns();
    EXPECT_LT(camera.grab().value().header.exposed_at_ns, asked);
    EXPECT_LT(camera.grab().value().header.exposed_at_ns, asked);
    EXPECT_GT(camera.grab().value().header.exposed_at_ns, asked);
}

TEST_F(VirtualDriver, KeepsNothingWithoutAQueue) {
    AbiDevice camera = start({.id = "a", .fps = 1000.0, .width = 128, .height = 96});
    std::this_thread::sleep_for(milliseconds(20));
    std::uint64_t asked = now_ns();
    EXPECT_GT(camera.grab().value().header.exposed_at_ns, asked);
}

TEST_F(VirtualDriver, DropsItsQueueOnAStart) {
    AbiDevice camera = start({.id = "a", .fps = 1000.0, .width = 128, .height = 96, .queue = 8});
    std::this_thread::sleep_for(milliseconds(20));
    std::uint64_t asked = now_ns();
    camera.start().value();
    EXPECT_GE(camera.grab().value().header.exposed_at_ns, asked);
}

TEST_F(VirtualDriver, PlaysAFolderInTheOrderOfItsNames) {
    std::filesystem::create_directories(folder_ / "faces");
    write_picture("faces/b.png", 128, 96, 150);
    write_picture("faces/a.png", 128, 96, 50);
    write_picture("faces/c.png", 128, 96, 250);
    AbiDevice camera = start({.id = "a", .source = "faces", .fps = 500.0, .format = "gray8"});
    std::vector<int> greys;
    for (int i = 0; i < 4; ++i) greys.push_back(std::to_integer<int>(camera.next().value().pixels[0]));
    EXPECT_THAT(greys, ElementsAre(50, 150, 250, 50));
}

TEST_F(VirtualDriver, KeepsAPicturesProportionsAndRepeatsItsEdges) {
    write_picture("square.png", 100, 100, 77);
    AbiDevice camera = start({.id = "a", .source = "square.png", .width = 320, .height = 200, .counter = false});
    AbiFrame frame = camera.next().value();
    EXPECT_EQ(frame.header.width, 320);
    EXPECT_EQ(frame.header.height, 200);
    EXPECT_THAT(frame.pixels, Each(std::byte{77}));
}

TEST_F(VirtualDriver, FollowsAPicturesShapeWhereOnlyTheWidthIsGiven) {
    write_picture("wide.png", 400, 100, 77);
    AbiFrame frame = start({.id = "a", .source = "wide.png", .width = 200}).next().value();
    EXPECT_EQ(frame.header.height, 50);
}

TEST_F(VirtualDriver, NamesASourceThatIsNotThere) {
    load({{.id = "a", .source = "none.png"}});
    auto opened = module_->open("virtual/a");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::file_missing);
    EXPECT_THAT(opened.error().message, HasSubstr("none.png"));
}

TEST_F(VirtualDriver, RefusesASourceThatIsNoPicture) {
    touch("text.png");
    load({{.id = "a", .source = "text.png"}});
    auto opened = module_->open("virtual/a");
    ASSERT_TRUE(opened);
    opened->start().value();
    EXPECT_EQ(code_of(opened->next()), ErrorCode::unreadable_file);
}

TEST_F(VirtualDriver, CancelEndsTheGrabInProgressAndNoLaterOne) {
    AbiDevice camera = start({.id = "a", .fps = 0.01, .width = 128, .height = 96});
    std::atomic<bool> has_ended{false};
    std::jthread canceller([&] {
        while (!has_ended) {
            camera.cancel();
            std::this_thread::sleep_for(milliseconds(1));
        }
    });
    EXPECT_EQ(code_of(camera.grab(milliseconds(100'000))), ErrorCode::cancelled);
    has_ended = true;
    canceller.join();
    camera.cancel();
    EXPECT_EQ(camera.grab(milliseconds(1)).value().header.outcome, LIMNER_OUTCOME_PROGRESS);
}

class VirtualFormat : public VirtualDriver, public testing::WithParamInterface<const char*> {};

TEST_P(VirtualFormat, CarriesTheStampThroughNoise) {
    AbiDevice camera =
        start({.id = "a", .fps = 200.0, .width = 320, .height = 240, .noise = 12.0, .format = GetParam()});
    AbiFrame frame = camera.next().value();
    EXPECT_EQ(name_of(frame.format()), GetParam());
    auto image =
        frame.format() == PixelFormat::jpeg ? decode_image(frame.pixels, "frame").value().image : frame.image().value();
    auto stamp = read_stamp(image);
    ASSERT_TRUE(stamp);
    EXPECT_EQ(stamp->sequence, frame.header.sequence);
}

INSTANTIATE_TEST_SUITE_P(Each, VirtualFormat, testing::Values("rgb8", "gray8", "yuyv", "nv12", "jpeg"));

TEST_F(VirtualDriver, KeepsTypedOptionsWithinTheirLimits) {
    AbiDevice camera = open({.id = "a"});
    EXPECT_TRUE(camera.set_option("zoom", std::int64_t{2}));
    EXPECT_EQ(code_of(camera.set_option("zoom", 9.0)), ErrorCode::invalid_argument);
    EXPECT_EQ(code_of(camera.set_option("white_balance", std::string("blue"))), ErrorCode::invalid_argument);
    EXPECT_EQ(code_of(camera.set_option("aperture", 2.0)), ErrorCode::unsupported);
    for (const driver::Option& option : camera.options().value()) {
        if (option.name == "zoom") {
            EXPECT_EQ(option.value, driver::Value(2.0));
        }
    }
}

TEST_F(VirtualDriver, LacksTheOptionsThatItsTableTakesAway) {
    AbiDevice camera = open({.id = "a", .without_options = {"zoom"}});
    EXPECT_EQ(code_of(camera.set_option("zoom", 2.0)), ErrorCode::unsupported);
}

TEST_F(VirtualDriver, WaitsForAFingerAndForItsLamp) {
    AbiDevice reader = start({.id = "a", .device_class = DeviceClass::fingerprint_reader, .finger_after_ms = 100'000});
    AbiFrame frame = reader.grab(milliseconds(1)).value();
    EXPECT_EQ(frame.header.outcome, LIMNER_OUTCOME_WAITING);
    EXPECT_EQ(frame.header.hint, LIMNER_HINT_PLACE_FINGER);
    AbiDevice lamp = start({.id = "b", .warm_up_ms = 100'000});
    EXPECT_EQ(lamp.grab(milliseconds(1)).value().header.outcome, LIMNER_OUTCOME_PROGRESS);
}

TEST_F(VirtualDriver, DeliversGreyFingerprintsWithTheirResolutionOnceTheFingerIsThere) {
    AbiDevice reader = start({.id = "a", .device_class = DeviceClass::fingerprint_reader, .finger_after_ms = 5});
    AbiFrame frame = reader.next().value();
    EXPECT_EQ(frame.format(), PixelFormat::gray8);
    EXPECT_EQ(frame.header.ppi_x, 500);
}

}  // namespace
}  // namespace limner::test
