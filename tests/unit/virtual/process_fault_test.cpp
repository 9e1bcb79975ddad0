#include "virtual_fixture.h"

#include <csignal>

namespace limner::test {
namespace {

VirtualDevice camera_that(const std::string& kind) {
    return {.id = "camera", .fps = 100, .width = 128, .height = 96, .faults = {{.kind = kind, .for_ms = 1}}};
}

class VirtualProcessFault : public VirtualDriver {
protected:
    void strike(const std::string& kind) { (void)start(camera_that(kind)).grab(); }
    void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(VirtualProcessFault, EndsTheProcessInItsOwnWay) {
    EXPECT_EXIT(strike("segfault"), testing::KilledBySignal(SIGSEGV), "");
    EXPECT_EXIT(strike("exit"), testing::ExitedWithCode(7), "");
    EXPECT_EXIT(strike("kill"), testing::KilledBySignal(SIGKILL), "");
}

TEST_F(VirtualProcessFault, LoopsForItsTimeAndGoesOn) {
    AbiDevice camera = start(camera_that("loop"));
    EXPECT_TRUE(camera.next().value().is_image());
}

TEST_F(VirtualProcessFault, LeavesAProcessThatIsNotADriversOwnAlone) {
    for (const char* kind : {"scribble", "garbage", "fd_flood"})
        EXPECT_EQ(code_of(start(camera_that(kind)).grab()), ErrorCode::unsupported) << kind;
}

TEST_F(VirtualDriver, MakesAFileWhenAFaultStrikes) {
    AbiDevice camera = start({.id = "camera",
                              .fps = 100,
                              .width = 128,
                              .height = 96,
                              .faults = {{.kind = "black", .after_frames = 1, .struck_file = "struck"}}});
    EXPECT_TRUE(camera.next().value().is_image());
    EXPECT_FALSE(std::filesystem::exists(folder_ / "struck"));
    EXPECT_TRUE(camera.next().value().is_image());
    EXPECT_TRUE(std::filesystem::exists(folder_ / "struck"));
}

TEST_F(VirtualDriver, StampsTheWholePicture) {
    for (const char* format : {"rgb8", "gray8", "yuyv", "nv12"}) {
        AbiDevice camera = start({.id = "camera",
                                  .fps = 100,
                                  .width = 200,
                                  .height = 100,
                                  .noise = 2,
                                  .format = format,
                                  .stamps_everywhere = true,
                                  .nonce = 4'000'000'000u});
        AbiFrame frame = camera.next().value();
        auto reading = simulation::read_everywhere(*frame.image());
        EXPECT_TRUE(reading.is_of_one_picture()) << format;
        EXPECT_EQ(reading.places, 18);
        ASSERT_EQ(reading.frames.size(), 1u);
        EXPECT_EQ(reading.frames[0].device, simulation::device_stamp("virtual/camera"));
        EXPECT_EQ(reading.frames[0].sequence, frame.header.sequence);
        EXPECT_THAT(reading.nonces, testing::ElementsAre(4'000'000'000u));
        ASSERT_EQ(reading.times.size(), 1u);
        EXPECT_EQ(static_cast<std::uint64_t>(reading.times[0].time_since_epoch().count()) / 1000,
                  frame.header.exposed_at_ns / 1000);
    }
}

TEST(StampReading, TellsAPictureOfTwo) {
    constexpr int width = 192, height = 96;
    auto painted = [](std::uint32_t sequence) {
        std::vector<std::byte> pixels(std::size_t{width} * height);
        simulation::paint_everywhere(pixels, width, height, PixelFormat::gray8, {{7, sequence}, 9, {}});
        return pixels;
    };
    auto picture = painted(1), other = painted(2);
    std::copy_n(other.begin(), 16 * width, picture.begin());
    auto reading =
        simulation::read_everywhere(Image::from_pixels(width, height, PixelFormat::gray8, std::move(picture)).value());
    EXPECT_FALSE(reading.is_of_one_picture());
    EXPECT_EQ(reading.frames.size(), 2u);
    EXPECT_EQ(reading.readable, reading.places);
}

}  // namespace
}  // namespace limner::test
