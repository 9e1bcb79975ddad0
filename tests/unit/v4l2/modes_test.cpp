#include "modes.h"
#include "simulated_node.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::v4l2 {
namespace {

const VideoFormat* const yuyv = find_format(V4L2_PIX_FMT_YUYV);
const VideoFormat* const mjpeg = find_format(V4L2_PIX_FMT_MJPEG);

/// A usual USB camera: raw pictures come slowly where they are large.
const std::vector<Mode> usb_camera{{yuyv, 640, 480, 30},  {yuyv, 1280, 720, 10},  {yuyv, 1920, 1080, 5},
                                   {mjpeg, 640, 480, 30}, {mjpeg, 1280, 720, 30}, {mjpeg, 1920, 1080, 30},
                                   {yuyv, 3840, 2160, 1}};

TEST(V4l2Modes, AStillTakesTheLargestFluentSize) {
    EXPECT_EQ(choose_mode(usb_camera, {.is_still = true}), (Mode{mjpeg, 1920, 1080, 30}));
}

TEST(V4l2Modes, APreviewIsSmallerAndFluent) { EXPECT_EQ(choose_mode(usb_camera, {}), (Mode{mjpeg, 1280, 720, 30})); }

TEST(V4l2Modes, UncompressedPicturesArePreferredWhereTheyAreFastEnough) {
    EXPECT_EQ(choose_mode(usb_camera, {.width = 640, .height = 480}), (Mode{yuyv, 640, 480, 30}));
    EXPECT_EQ(choose_mode(usb_camera, {.width = 1920, .height = 1080, .frames_per_second = 5}),
              (Mode{yuyv, 1920, 1080, 5}));
}

TEST(V4l2Modes, AWantedSizeCountsMoreThanItsRate) {
    EXPECT_EQ(choose_mode(usb_camera, {.width = 3840, .height = 2160}), (Mode{yuyv, 3840, 2160, 1}));
    EXPECT_EQ(choose_mode(usb_camera, {.width = 1900, .height = 1000}), (Mode{mjpeg, 1920, 1080, 30}));
}

TEST(V4l2Modes, AWantedFormatIsKept) {
    EXPECT_EQ(choose_mode(usb_camera, {.is_still = true, .format = yuyv}), (Mode{yuyv, 1280, 720, 10}));
}

TEST(V4l2Modes, TheNearestServesWhereNothingFits) {
    EXPECT_EQ(choose_mode({{yuyv, 160, 120, 2}}, {.width = 70'000, .height = 1}), (Mode{yuyv, 160, 120, 2}));
    EXPECT_EQ(choose_mode({}, {}), std::nullopt);
}

TEST(V4l2Modes, FormatsThatTheDriverDoesNotReadAreLeftOut) {
    test::SimulatedNode node;
    node.sizes = {{V4L2_PIX_FMT_H264, 1920, 1080, 30}, {V4L2_PIX_FMT_MJPEG, 1280, 720, 30}};
    auto modes = list_modes(node, "v4l2/x");
    ASSERT_TRUE(modes);
    EXPECT_THAT(*modes, testing::ElementsAre(Mode{mjpeg, 1280, 720, 30}));
    node.sizes = {{V4L2_PIX_FMT_H264, 1920, 1080, 30}};
    EXPECT_EQ(list_modes(node, "v4l2/x").error().code, ErrorCode::unsupported);
    node.is_gone = true;
    EXPECT_EQ(list_modes(node, "v4l2/x").error().code, ErrorCode::device_lost);
}

}  // namespace
}  // namespace limner::v4l2
