#include "integration/gige/fake_camera.h"
#include "support/abi_device.h"
#include "support/counter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Gige : public testing::Test {
protected:
    void SetUp() override {
        if (const auto reason = FakeGigeCamera::why_not(); !reason.empty()) GTEST_SKIP() << reason;
        fake = std::make_unique<FakeGigeCamera>();
        auto loaded = AbiModule::load("gige", FakeGigeCamera::settings());
        ASSERT_TRUE(loaded) << loaded.error().message;
        module = std::move(*loaded);
    }
    void open() {
        auto opened = module->open(fake->id());
        ASSERT_TRUE(opened) << opened.error().message;
        camera = std::make_unique<AbiDevice>(std::move(*opened));
        ASSERT_TRUE(camera->set_option("pixel_format", std::string("Mono8")));
    }
    void start() {
        ASSERT_NO_FATAL_FAILURE(open());
        auto started = camera->start();
        ASSERT_TRUE(started) << started.error().message;
        auto frame = camera->next_image();
        ASSERT_TRUE(frame) << frame.error().message;
    }
    driver::Option option(const std::string& name) {
        auto all = camera->options();
        EXPECT_TRUE(all);
        const auto found = std::ranges::find(*all, name, &driver::Option::name);
        EXPECT_NE(found, all->end()) << name;
        return found == all->end() ? driver::Option{} : *found;
    }

    std::unique_ptr<FakeGigeCamera> fake;
    std::unique_ptr<AbiModule> module;
    std::unique_ptr<AbiDevice> camera;
};

/// The fake camera's picture: a ramp along the diagonals.
bool is_ramp(const AbiFrame& frame) {
    const auto width = static_cast<std::size_t>(frame.header.width);
    const auto height = static_cast<std::size_t>(frame.header.height);
    if (frame.format() != PixelFormat::gray8 || frame.pixels.size() != width * height) return false;
    for (std::size_t y = 0; y + 1 < height; ++y)
        for (std::size_t x = 0; x + 1 < width; ++x)
            if (frame.pixels[y * width + x + 1] != frame.pixels[(y + 1) * width + x]) return false;
    return true;
}

TEST_F(Gige, ListsACameraByItsSerialOnceHoweverItIsFound) {
    EXPECT_THAT(module->ids(), ElementsAre(fake->id()));
    auto named = FakeGigeCamera::settings();
    named["cameras"] = "[\"127.0.0.1\"]";
    EXPECT_THAT(AbiModule::load("gige", named).value()->ids(), ElementsAre(fake->id()));
    fake->kill();
    EXPECT_THAT(module->ids(), IsEmpty());
}

TEST_F(Gige, DeliversWholePicturesInTheirOrder) {
    ASSERT_NO_FATAL_FAILURE(start());
    std::uint64_t last = 0, exposed_at = 0;
    for (int i = 0; i < 12; ++i) {
        auto frame = camera->next_image();
        ASSERT_TRUE(frame) << frame.error().message;
        EXPECT_TRUE(is_ramp(*frame));
        EXPECT_GT(frame->header.sequence, last);
        EXPECT_GT(frame->header.exposed_at_ns, exposed_at);
        last = frame->header.sequence;
        exposed_at = frame->header.exposed_at_ns;
    }
}

TEST_F(Gige, ShowsNobodyWhatWasTakenBeforeHeAsked) {
    ASSERT_NO_FATAL_FAILURE(start());
    std::this_thread::sleep_for(1s);
    const auto asked_at = std::chrono::steady_clock::now().time_since_epoch();
    auto frame = camera->next_image();
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_GT(frame->header.exposed_at_ns, static_cast<std::uint64_t>((asked_at - 300ms) / 1ns));
}

TEST_F(Gige, SetsExposureRegionAndFormat) {
    ASSERT_NO_FATAL_FAILURE(start());
    const auto exposure = option("exposure");
    EXPECT_EQ(exposure.unit, "ms");
    ASSERT_TRUE(camera->set_option("exposure", 20.0));
    EXPECT_EQ(std::get<double>(option("exposure").value), 20.0);
    EXPECT_EQ(camera->set_option("exposure", exposure.maximum * 2).error().code, ErrorCode::invalid_argument);
    ASSERT_TRUE(camera->set_option("width", std::int64_t{128}));
    auto narrow = camera->next_image();
    ASSERT_TRUE(narrow) << narrow.error().message;
    EXPECT_EQ(narrow->header.width, 128);
    EXPECT_TRUE(is_ramp(*narrow));
    EXPECT_THAT(option("pixel_format").choices, Contains("Mono8"));
    EXPECT_EQ(camera->set_option("no_such_option", true).error().code, ErrorCode::unsupported);
}

TEST_F(Gige, IsLostWithinSecondsOnceItsCameraIsGone) {
    ASSERT_NO_FATAL_FAILURE(start());
    fake->kill();
    EXPECT_EQ(camera->next_error().code, ErrorCode::device_lost);
    EXPECT_EQ(camera->grab(100ms).error().code, ErrorCode::device_lost);
    EXPECT_EQ(camera->start().error().code, ErrorCode::device_lost);
    camera.reset();
    EXPECT_EQ(module->open(fake->id()).error().code, ErrorCode::device_missing);
}

TEST_F(Gige, IsLostWhereItsCameraAnswersNoMore) {
    ASSERT_NO_FATAL_FAILURE(start());
    fake->freeze();
    EXPECT_EQ(camera->next_error().code, ErrorCode::device_lost);
    camera.reset();
    fake->thaw();
    ASSERT_NO_FATAL_FAILURE(start()) << "and serves who opens it again";
}

TEST_F(Gige, EndsAGrabAtOnce) {
    ASSERT_NO_FATAL_FAILURE(start());
    fake->freeze();
    std::jthread officer([&] {
        std::this_thread::sleep_for(100ms);
        camera->cancel();
    });
    Result<AbiFrame> frame = camera->grab(1s);
    while (frame && frame->is_image()) frame = camera->grab(1s);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::cancelled) << frame.error().message;
    fake->thaw();
}

TEST(GigePackets, ThatAreLostTakeTheirPictureWithThem) {
    if (const auto reason = FakeGigeCamera::why_not(); !reason.empty()) GTEST_SKIP() << reason;
    FakeGigeCamera fake("GV8", 20);
    auto module = AbiModule::load("gige", FakeGigeCamera::settings()).value();
    auto camera = module->open(fake.id());
    ASSERT_TRUE(camera) << camera.error().message;
    ASSERT_TRUE(camera->set_option("pixel_format", std::string("Mono8")));
    ASSERT_TRUE(camera->start());
    for (int i = 0; i < 20; ++i) {
        auto frame = camera->next();
        ASSERT_TRUE(frame) << frame.error().message;
        EXPECT_TRUE(is_ramp(*frame)) << "a picture with a hole shows what was in the buffer before";
    }
}

TEST(GigeSlot, GoesOnWithTheSpareOnceItsCameraIsKilled) {
    if (const auto reason = FakeGigeCamera::why_not(); !reason.empty()) GTEST_SKIP() << reason;
    FakeGigeCamera fake;
    Runtime::Options options;
    options.drivers = {"gige", "virtual"};
    options.driver_settings["gige"] = FakeGigeCamera::settings();
    const std::vector spare{testing_support::camera("spare")};
    options.driver_settings["virtual"] = simulation::virtual_driver_settings(spare);
    auto runtime = Runtime::open(options);
    ASSERT_TRUE(runtime) << runtime.error().message;
    ASSERT_TRUE(testing_support::becomes(*runtime, fake.id(), DeviceState::ready));
    SlotConfig config{.name = "camera", .candidates = {"gige/*", "virtual/spare"}, .device_class = DeviceClass::camera};
    config.failover.stall_after = 2s;
    auto slot = Slot::open(*runtime, config);
    ASSERT_TRUE(slot) << slot.error().message;
    testing_support::EventLog events(*slot);
    auto first = slot->next_frame(Until::in(testing_support::patience));
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->device_id, fake.id());
    fake.kill();
    const auto until = Until::in(testing_support::patience);
    for (std::string device = fake.id(); device == fake.id();) {
        auto frame = slot->next_frame(until);
        ASSERT_TRUE(frame) << frame.error().message;
        device = frame->device_id;
    }
    auto switched = events.wait_for(SlotEvent::Kind::switched);
    ASSERT_TRUE(switched && switched->change);
    EXPECT_EQ(switched->change->from, fake.id());
    EXPECT_EQ(switched->change->to, "virtual/spare");
    EXPECT_EQ(switched->change->reason, "device_lost");
}

TEST(GigeSettings, AreNamedWhereTheyAreWrong) {
    for (auto [setting, text] :
         {std::pair{"cameras", "camera.local"}, {"packet_bytes", "12"}, {"next_picture_limit_ms", "soon"}}) {
        auto loaded = AbiModule::load("gige", {{setting, text}});
        ASSERT_FALSE(loaded) << setting;
        EXPECT_EQ(loaded.error().code, ErrorCode::invalid_setup);
        EXPECT_THAT(loaded.error().message, HasSubstr(setting));
    }
}

}  // namespace
}  // namespace limner::test
