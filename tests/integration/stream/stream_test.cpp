#include "camera_server.h"

#include "support/abi_device.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace limner::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Fault = CameraServer::Fault;

std::vector<std::byte> picture(int number) {
    std::vector<std::byte> pixels(320 * 240, static_cast<std::byte>(number * 50));
    return *encode_jpeg(*Image::from_pixels(320, 240, PixelFormat::gray8, std::move(pixels)), 90);
}

class Stream : public testing::Test {
protected:
    void SetUp() override {
        camera_server = std::make_unique<CameraServer>(pictures);
        load({{"cameras", camera_server->url()}, {"next_picture_limit_ms", "500"}, {"first_picture_limit_ms", "700"}});
        open();
    }
    void load(AbiModule::Settings settings) {
        camera.reset();
        auto loaded = AbiModule::load("stream", std::move(settings));
        ASSERT_TRUE(loaded) << loaded.error().message;
        module = std::move(*loaded);
    }
    void open() {
        auto opened = module->open(camera_server->id());
        ASSERT_TRUE(opened) << opened.error().message;
        camera = std::make_unique<AbiDevice>(std::move(*opened));
        auto started = camera->start();
        ASSERT_TRUE(started) << started.error().message;
    }

    std::vector<std::vector<std::byte>> pictures{picture(1), picture(2), picture(3)};
    std::unique_ptr<CameraServer> camera_server;
    std::unique_ptr<AbiModule> module;
    std::unique_ptr<AbiDevice> camera;
};

TEST_F(Stream, DeliversTheCamerasJpegFilesAsTheyAre) {
    EXPECT_THAT(module->ids(), ElementsAre(camera_server->id()));
    std::uint64_t last = 0;
    for (int i = 0; i < 4; ++i) {
        auto frame = camera->next_image();
        ASSERT_TRUE(frame) << frame.error().message;
        EXPECT_EQ(frame->format(), PixelFormat::jpeg);
        EXPECT_EQ(frame->header.width, 320);
        EXPECT_EQ(frame->header.height, 240);
        EXPECT_GT(frame->header.sequence, last);
        last = frame->header.sequence;
        EXPECT_TRUE(std::ranges::count(pictures, frame->pixels)) << "not byte by byte what was sent";
    }
}

TEST_F(Stream, StallsWhereNoPictureComesAndServesAgainOnceTheyDo) {
    ASSERT_TRUE(camera->next_image());
    camera_server->fault = Fault::stall;
    EXPECT_EQ(camera->next_error().code, ErrorCode::device_stalled);
    camera_server->fault = Fault::none;
    EXPECT_TRUE(camera->next_image());
    camera_server->fault = Fault::mute;
    ASSERT_TRUE(camera->start());
    EXPECT_EQ(camera->next_error().code, ErrorCode::device_stalled);
    camera_server->fault = Fault::none;
    EXPECT_TRUE(camera->next_image());
}

TEST_F(Stream, IsLostWhereTheConnectionBreaksOrTheCameraIsGone) {
    ASSERT_TRUE(camera->next_image());
    camera_server->fault = Fault::cut;
    const Error cut = camera->next_error();
    EXPECT_EQ(cut.code, ErrorCode::device_lost) << cut.message;
    const std::string id = camera_server->id();
    camera_server.reset();
    EXPECT_EQ(camera->next_error().code, ErrorCode::device_lost);
    EXPECT_THAT(module->ids(), IsEmpty());
    EXPECT_EQ(module->open(id).error().code, ErrorCode::device_missing);
}

TEST_F(Stream, RefusesWhatIsNoPictureOrHasNoEnd) {
    ASSERT_TRUE(camera->next_image());
    camera_server->fault = Fault::garbage;
    EXPECT_EQ(camera->next_error().code, ErrorCode::bad_data);
    camera_server->fault = Fault::none;
    EXPECT_TRUE(camera->next_image());
    camera_server->fault = Fault::flood;
    EXPECT_EQ(camera->next_error().code, ErrorCode::device_stalled);
    camera_server->fault = Fault::none;
    EXPECT_TRUE(camera->next_image());
}

TEST_F(Stream, ToleratesASlowCameraWithinItsLimit) {
    camera_server->fault = Fault::slow;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(camera->next_image());
}

TEST_F(Stream, SaysThatACameraWantsALogin) {
    ASSERT_TRUE(camera->next_image());
    camera_server->fault = Fault::refuse;
    ASSERT_TRUE(camera->start());
    EXPECT_EQ(camera->next_error().code, ErrorCode::access_denied);
}

TEST_F(Stream, EndsAGrabAtOnce) {
    ASSERT_TRUE(camera->next_image());
    camera_server->fault = Fault::stall;
    std::jthread officer([&] {
        std::this_thread::sleep_for(100ms);
        camera->cancel();
    });
    Result<AbiFrame> frame = camera->grab(400ms);
    while (frame && frame->is_image()) frame = camera->grab(400ms);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::cancelled) << frame.error().message;
}

TEST(StreamSettings, AreNamedWhereTheyAreWrongWithoutThePassword) {
    auto loaded = AbiModule::load("stream", {{"cameras", "ftp://user:secret@host/"}});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::invalid_setup);
    EXPECT_THAT(loaded.error().message, HasSubstr("cameras"));
    EXPECT_THAT(loaded.error().message, testing::Not(HasSubstr("secret")));
    EXPECT_FALSE(AbiModule::load("stream", {{"latency_ms", "-1"}}));
}

}  // namespace
}  // namespace limner::test
