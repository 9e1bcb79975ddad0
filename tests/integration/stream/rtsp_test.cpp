#include "support/abi_device.h"
#include "support/program.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace limner::test {
namespace {

using namespace std::chrono_literals;

/// A server of GStreamer's own; Debian: gir1.2-gst-rtsp-server-1.0, python3-gi, gstreamer1.0-plugins-good.
class Rtsp : public testing::Test {
protected:
    void SetUp() override {
        const char* source = std::getenv("LIMNER_SOURCE");
        const std::string script = std::string(source ? source : ".") + "/tests/integration/stream/rtsp_server.py";
        const auto port_file = folder_.path() / "port";
        // Debian's, where it is: it has the modules.
        const char* python = ::access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3";
        server_ = std::make_unique<Program>(python, std::vector{script, port_file.string()});
        if (!server_->wait_for("ready")) {
            const Outcome outcome = server_->finish();
            ASSERT_EQ(outcome.exit_code, 77) << outcome.err;
            GTEST_SKIP() << "no RTSP server: " << outcome.err;
        }
        int port = 0;
        std::ifstream(port_file) >> port;
        const std::string place = "127.0.0.1:" + std::to_string(port) + "/camera";
        auto loaded = AbiModule::load("stream", {{"cameras", "rtsp://" + place}, {"next_picture_limit_ms", "1000"}});
        ASSERT_TRUE(loaded) << loaded.error().message;
        module_ = std::move(*loaded);
        EXPECT_EQ(module_->ids(), std::vector<std::string>{"stream/" + place});
        auto opened = module_->open("stream/" + place);
        ASSERT_TRUE(opened) << opened.error().message;
        camera_ = std::make_unique<AbiDevice>(std::move(*opened));
        auto started = camera_->start();
        ASSERT_TRUE(started) << started.error().message;
    }

    TemporaryFolder folder_;
    std::unique_ptr<Program> server_;
    std::unique_ptr<AbiModule> module_;
    std::unique_ptr<AbiDevice> camera_;
};

TEST_F(Rtsp, GivesThePicturesAsRgb) {
    std::uint64_t last = 0;
    for (int i = 0; i < 5; ++i) {
        auto frame = camera_->next_image();
        ASSERT_TRUE(frame) << frame.error().message;
        EXPECT_EQ(frame->format(), PixelFormat::rgb8);
        EXPECT_EQ(frame->header.width, 320);
        EXPECT_EQ(frame->header.height, 240);
        EXPECT_GT(frame->header.sequence, last);
        last = frame->header.sequence;
        const std::size_t middle = 120 * frame->header.stride_bytes + 160 * 3;
        ASSERT_GT(frame->pixels.size(), middle + 2);
        EXPECT_GT(std::to_integer<int>(frame->pixels[middle]), 230) << "red";
        EXPECT_LT(std::to_integer<int>(frame->pixels[middle + 1]), 30);
        EXPECT_LT(std::to_integer<int>(frame->pixels[middle + 2]), 30);
    }
}

TEST_F(Rtsp, StallsWhereItsCameraHangsAndServesWhenThatGoesOn) {
    ASSERT_TRUE(camera_->next_image());
    server_->signal(SIGSTOP);
    EXPECT_EQ(camera_->next_error().code, ErrorCode::device_stalled);
    server_->signal(SIGCONT);
    auto again = camera_->next_image();
    EXPECT_TRUE(again) << again.error().message;
}

TEST_F(Rtsp, IsLostWithItsCamera) {
    ASSERT_TRUE(camera_->next_image());
    server_->signal(SIGKILL);
    EXPECT_EQ(camera_->next_error().code, ErrorCode::device_lost);
}

}  // namespace
}  // namespace limner::test
