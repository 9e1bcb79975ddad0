// A portrait by a camera whose viewfinder shows when its time has come.
#include "integration/gphoto2/photo_on_usb.h"
#include "support/sitter.h"

#include <limner/capture/capture.h>
#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <opencv2/imgproc.hpp>

#include <filesystem>

namespace limner::test {
namespace {

using namespace std::chrono_literals;

Image as_in_a_viewfinder(const Image& image) {
    const cv::Mat large(image.height(), image.width(), CV_8UC3, const_cast<std::byte*>(image.bytes().data()));
    cv::Mat small;
    cv::resize(large, small, {}, 0.5, 0.5, cv::INTER_AREA);
    const auto* first = reinterpret_cast<const std::byte*>(small.data);
    return *Image::from_pixels(small.cols, small.rows, PixelFormat::rgb8, {first, first + small.total() * 3});
}

TEST(Gphoto2Slot, TakesAPortraitAsAStillAndShowsTheViewfinderBeforeAndAfter) {
    if (!std::filesystem::exists(testing_support::portrait_file())) GTEST_SKIP() << "needs build/samples/portrait.png";
    const Image sitter = read_image(testing_support::portrait_file())->image;
    PhotoOnUsb photo;
    photo.show(as_in_a_viewfinder(sitter), sitter);
    Runtime::Options options;
    options.drivers = {"gphoto2"};
    auto runtime = Runtime::open(options);
    ASSERT_TRUE(runtime) << runtime.error().message;
    ASSERT_TRUE(testing_support::becomes(*runtime, photo.id(), DeviceState::ready));
    auto slot = Slot::open(*runtime, {.name = "camera", .candidates = {"gphoto2/*"}});
    ASSERT_TRUE(slot) << slot.error().message;
    const auto checker = PortraitChecker::load();
    ASSERT_TRUE(checker) << checker.error().message;
    const Profile face = testing_support::face_profile();
    const auto asked_at = Clock::now();
    const auto portrait = capture_portrait(*slot, *checker, {.profile = &face, .guide_profile = &face},
                                           Until::in(testing_support::patience));
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_EQ(portrait->frame.image.width(), sitter.width());
    EXPECT_GE(portrait->frame.exposed_at, asked_at);
    EXPECT_TRUE(portrait->switches.empty());
    EXPECT_THAT(photo.deleted(), testing::ElementsAre("IMG_1.JPG"));
    const auto live = slot->next_frame(Until::in(testing_support::patience));
    ASSERT_TRUE(live) << live.error().message;
    EXPECT_EQ(live->image.width(), sitter.width() / 2);
}

}  // namespace
}  // namespace limner::test
