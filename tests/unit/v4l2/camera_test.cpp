#include "camera.h"
#include "simulated_node.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <thread>

namespace limner::v4l2 {
namespace {

using namespace std::chrono_literals;
using driver::FrameView;
using test::SimulatedNode;
using testing::ElementsAre;

class V4l2Camera : public testing::Test {
protected:
    V4l2Camera() {
        auto node = std::make_unique<SimulatedNode>();
        node_ = node.get();
        camera_ = std::make_unique<Camera>("v4l2/0000:0000/1", std::move(node));
    }
    void start() { ASSERT_TRUE(camera_->start({.width = 64, .height = 48})); }
    driver::Option option(const std::string& name) {
        for (auto& one : camera_->options())
            if (one.name == name) return one;
        return {};
    }
    static int first_byte(const Result<FrameView>& frame) {
        return frame && !frame->pixels.empty() ? std::to_integer<int>(frame->pixels[0]) : -1;
    }
    ErrorCode grab_error() {
        auto frame = camera_->grab(20ms);
        return frame ? ErrorCode::internal : frame.error().code;
    }

    SimulatedNode* node_ = nullptr;
    std::unique_ptr<Camera> camera_{};
};

TEST_F(V4l2Camera, GivesThePictureOfTheKernelsBufferWithItsTime) {
    start();
    const auto at = Clock::now();
    node_->expose(7, at);
    auto frame = camera_->grab(1s);
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->outcome, LIMNER_OUTCOME_IMAGE);
    EXPECT_EQ(frame->format, PixelFormat::yuyv);
    EXPECT_EQ(frame->width, 64);
    EXPECT_EQ(frame->height, 48);
    EXPECT_EQ(first_byte(frame), 7);
    EXPECT_LT(at - frame->exposed_at, 1ms) << "the kernel counts microseconds";
    EXPECT_FALSE(frame->is_damaged);
}

TEST_F(V4l2Camera, TakesTheEndOfAnExposureForOneIntervalLater) {
    node_->buffer_flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_TSTAMP_SRC_EOF;
    start();
    node_->expose(6);
    auto early = camera_->grab(1ms);
    ASSERT_TRUE(early);
    EXPECT_EQ(early->outcome, LIMNER_OUTCOME_PROGRESS) << "its exposure began before the camera was opened";
    std::this_thread::sleep_for(50ms);
    const auto at = Clock::now();
    node_->expose(7, at);
    auto frame = camera_->grab(1s);
    ASSERT_TRUE(frame);
    EXPECT_NEAR(std::chrono::duration<double>(at - frame->exposed_at).count(), 1 / 30.0, 0.001);
}

TEST_F(V4l2Camera, SaysThatItTakesStillsWhereTheyAreLargerThanItsPreview) {
    node_->sizes = {{V4L2_PIX_FMT_YUYV, 1280, 720, 30}, {V4L2_PIX_FMT_MJPEG, 2592, 1944, 15}};
    ASSERT_TRUE(camera_->start({}));
    EXPECT_EQ(node_->format.width, 1280u);
    EXPECT_EQ(option("still").value, driver::Value(true));
    ASSERT_TRUE(camera_->start({.purpose = driver::Purpose::still}));
    EXPECT_EQ(node_->format.width, 2592u);
    EXPECT_TRUE(camera_->set_option("still", false));
    EXPECT_EQ(option("still").value, driver::Value(false));
    EXPECT_FALSE(camera_->set_option("still", std::int64_t{2}));
    ASSERT_TRUE(camera_->start({.width = 1280, .height = 720}));
    EXPECT_NE(option("still").name, "still") << "one size was asked for";
}

TEST_F(V4l2Camera, CallsAPictureWithoutAUsableTimeNoNewerThanItsBuffersLending) {
    std::this_thread::sleep_for(50ms);  // one interval before the lending is then not before the opening
    for (auto [flags, at] : {std::pair(std::uint32_t{V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN}, Clock::now() + 1ms),
                             std::pair(std::uint32_t{V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC}, Clock::now() + 1h),
                             std::pair(std::uint32_t{V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC}, Clock::time_point(1s))}) {
        node_->buffer_flags = flags;
        start();
        const auto lent_by = Clock::now();
        node_->expose(7, at);
        auto frame = camera_->grab(1s);
        ASSERT_TRUE(frame);
        EXPECT_LT(frame->exposed_at, lent_by);
        EXPECT_GT(frame->exposed_at, lent_by - 1s);
    }
}

TEST_F(V4l2Camera, NeverGivesATimeOfTheFutureNorOneBeforeThatOfTheFrameBefore) {
    node_->buffer_flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_TSTAMP_SRC_EOF;
    start();
    Clock::time_point last{};
    for (const auto ahead : {0ms, 10ms, 3ms, 0ms, 20ms}) {
        node_->expose(7, Clock::now() + ahead);
        auto frame = camera_->grab(1s);
        ASSERT_TRUE(frame);
        EXPECT_LE(frame->exposed_at, Clock::now());
        EXPECT_GE(frame->exposed_at, last);
        last = frame->exposed_at;
    }
}

TEST_F(V4l2Camera, DropsWhatWasQueuedBeforeAPause) {
    start();
    for (int i = 0; i < 4; ++i) node_->expose(1, Clock::now() - 3s);
    auto frame = camera_->grab(10ms);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->outcome, LIMNER_OUTCOME_PROGRESS);
    ASSERT_TRUE(node_->expose(2)) << "the stale buffers were lent again";
    EXPECT_EQ(first_byte(camera_->grab(1s)), 2);
}

TEST_F(V4l2Camera, GivesTheNewestOfSeveralAndLendsTheOthersAgain) {
    start();
    node_->expose(1);
    node_->expose(2);
    node_->expose(3);
    EXPECT_EQ(first_byte(camera_->grab(1s)), 3);
    EXPECT_EQ(node_->lent(), 3U);
}

TEST_F(V4l2Camera, LeavesAPicturesPixelsAloneUntilTheNextCall) {
    start();
    node_->expose(1);
    auto frame = camera_->grab(1s);
    for (std::uint8_t fill = 10; fill < 20; ++fill) node_->expose(fill);
    EXPECT_EQ(first_byte(frame), 1);
}

TEST_F(V4l2Camera, CountsFramesThatNobodyTookAndRisesAcrossARestart) {
    start();
    node_->expose(1);
    const auto first = camera_->grab(1s)->sequence;
    for (int i = 0; i < 3; ++i) node_->expose(2);
    const auto fourth = camera_->grab(1s)->sequence;
    EXPECT_EQ(fourth - first, 3U);
    node_->failures[VIDIOC_DQBUF] = EIO;
    EXPECT_EQ(grab_error(), ErrorCode::device_fault);
    node_->failures.clear();
    EXPECT_EQ(camera_->grab(1ms)->outcome, LIMNER_OUTCOME_PROGRESS);
    node_->expose(3);
    EXPECT_GT(camera_->grab(1s)->sequence, fourth);
}

TEST_F(V4l2Camera, MarksADamagedPicture) {
    start();
    node_->expose(5, Clock::now(), V4L2_BUF_FLAG_ERROR);
    auto frame = camera_->grab(1s);
    ASSERT_TRUE(frame);
    EXPECT_TRUE(frame->is_damaged);
}

TEST_F(V4l2Camera, PassesOverABufferThatIsTooShortAndGivesUpAfterMany) {
    start();
    node_->expose(5, Clock::now(), 0, 100);
    EXPECT_EQ(camera_->grab(5ms)->outcome, LIMNER_OUTCOME_PROGRESS);
    node_->expose(6);
    EXPECT_EQ(first_byte(camera_->grab(1s)), 6);
    ErrorCode code = ErrorCode::internal;
    for (int i = 0; i < 40 && code == ErrorCode::internal; ++i) {
        node_->expose(5, Clock::now(), 0, 100);
        code = grab_error();
    }
    EXPECT_EQ(code, ErrorCode::bad_data);
}

TEST_F(V4l2Camera, SaysLostAtTheFirstCallOnAnUnpluggedNode) {
    start();
    std::jthread unplugging([&] {
        std::this_thread::sleep_for(20ms);
        node_->unplug();
    });
    const auto begin = Clock::now();
    auto frame = camera_->grab(5s);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::device_lost);
    EXPECT_LT(Clock::now() - begin, 1s);
    EXPECT_EQ(grab_error(), ErrorCode::device_lost);
    EXPECT_EQ(camera_->start({}).error().code, ErrorCode::device_lost);
    EXPECT_EQ(camera_->set_option("brightness", std::int64_t{1}).error().code, ErrorCode::device_lost);
    EXPECT_EQ(node_->mapped(), 0);
}

TEST_F(V4l2Camera, TurnsAFatalStreamErrorIntoAFaultAndServesAgain) {
    start();
    node_->failures[VIDIOC_DQBUF] = EIO;
    EXPECT_EQ(grab_error(), ErrorCode::device_fault);
    EXPECT_EQ(node_->mapped(), 0);
    node_->failures.clear();
    (void)camera_->grab(1ms);
    node_->expose(9);
    EXPECT_EQ(first_byte(camera_->grab(1s)), 9);
}

TEST_F(V4l2Camera, DoesNotSpinOnANodeThatIsReadyWithNothingToFetch) {
    start();
    node_->is_poll_lying = true;
    const auto begin = Clock::now();
    EXPECT_EQ(grab_error(), ErrorCode::device_fault);
    EXPECT_LT(Clock::now() - begin, 1s);
    EXPECT_LT(std::ranges::count(node_->requests, static_cast<unsigned long>(VIDIOC_DQBUF)), 50);
}

TEST_F(V4l2Camera, AnswersProgressWithinItsSlice) {
    start();
    const auto begin = Clock::now();
    EXPECT_EQ(camera_->grab(50ms)->outcome, LIMNER_OUTCOME_PROGRESS);
    EXPECT_GE(Clock::now() - begin, 49ms);
    EXPECT_LT(Clock::now() - begin, 1s);
}

TEST_F(V4l2Camera, EndsTheCallInProgressAndNoLaterOneByACancel) {
    start();
    camera_->cancel();
    EXPECT_EQ(camera_->grab(1ms)->outcome, LIMNER_OUTCOME_PROGRESS);
    std::jthread cancelling([&] {
        std::this_thread::sleep_for(20ms);
        camera_->cancel();
    });
    EXPECT_EQ(camera_->grab(5s).error().code, ErrorCode::cancelled);
    node_->expose(4);
    EXPECT_EQ(first_byte(camera_->grab(1s)), 4);
}

TEST_F(V4l2Camera, RefusesToGrabBeforeStartAndAfterStop) {
    EXPECT_EQ(grab_error(), ErrorCode::invalid_argument);
    start();
    ASSERT_TRUE(camera_->stop());
    EXPECT_EQ(grab_error(), ErrorCode::invalid_argument);
    EXPECT_TRUE(camera_->stop());
    EXPECT_FALSE(node_->is_on());
}

TEST_F(V4l2Camera, SaysWhyItCannotStartAndLeavesNoBufferMapped) {
    for (auto [request, reason, code] :
         {std::tuple(static_cast<unsigned long>(VIDIOC_S_FMT), EBUSY, ErrorCode::device_busy),
          std::tuple(static_cast<unsigned long>(VIDIOC_S_FMT), EINVAL, ErrorCode::device_fault),
          std::tuple(static_cast<unsigned long>(VIDIOC_REQBUFS), ENOMEM, ErrorCode::device_fault),
          std::tuple(static_cast<unsigned long>(VIDIOC_QUERYBUF), EINVAL, ErrorCode::device_fault),
          std::tuple(static_cast<unsigned long>(VIDIOC_QBUF), EIO, ErrorCode::device_fault),
          std::tuple(static_cast<unsigned long>(VIDIOC_STREAMON), EPIPE, ErrorCode::device_fault),
          std::tuple(static_cast<unsigned long>(VIDIOC_STREAMON), ENODEV, ErrorCode::device_lost)}) {
        node_->failures = {{request, reason}};
        auto started = camera_->start({});
        ASSERT_FALSE(started);
        EXPECT_EQ(started.error().code, code) << started.error().message;
        EXPECT_EQ(node_->mapped(), 0);
    }
    node_->failures.clear();
    node_->granted_buffers = 1;
    EXPECT_EQ(camera_->start({}).error().code, ErrorCode::device_fault);
    node_->granted_buffers = 4;
    EXPECT_TRUE(camera_->start({}));
}

TEST_F(V4l2Camera, OffersSizesFormatsAndControlsUnderStandardNames) {
    node_->add_control(V4L2_CID_BRIGHTNESS, V4L2_CTRL_TYPE_INTEGER, "Brightness", -10, 10, 3);
    node_->add_control(V4L2_CID_EXPOSURE_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, "Exposure Time, Absolute", 1, 5000, 157);
    node_->add_control(V4L2_CID_EXPOSURE_AUTO, V4L2_CTRL_TYPE_MENU, "Auto Exposure", 0, 3, 3,
                       {"", "Manual Mode", "", "Aperture Priority Mode"});
    EXPECT_THAT(option("size").choices, ElementsAre("auto", "640x480", "64x48"));
    EXPECT_THAT(option("pixel_format").choices, ElementsAre("auto", "YUYV"));
    EXPECT_EQ(option("brightness").value, driver::Value(std::int64_t{3}));
    node_->controls[V4L2_CID_BRIGHTNESS].value = -7;
    EXPECT_EQ(option("brightness").value, driver::Value(std::int64_t{-7}));
    EXPECT_EQ(option("exposure").unit, "ms");
    EXPECT_DOUBLE_EQ(std::get<double>(option("exposure").value), 15.7);
    EXPECT_DOUBLE_EQ(option("exposure").maximum, 500);
    EXPECT_THAT(option("exposure_mode").choices, ElementsAre("Manual Mode", "Aperture Priority Mode"));
    EXPECT_EQ(option("exposure_mode").value, driver::Value(std::string("Aperture Priority Mode")));
}

TEST_F(V4l2Camera, SetsControlsInTheKernelsUnitsAndRefusesWhatTheyCannotBe) {
    node_->add_control(V4L2_CID_EXPOSURE_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, "Exposure Time, Absolute", 1, 5000, 157);
    node_->add_control(V4L2_CID_EXPOSURE_AUTO, V4L2_CTRL_TYPE_MENU, "Auto Exposure", 0, 3, 3,
                       {"", "Manual Mode", "", "Aperture Priority Mode"});
    ASSERT_TRUE(camera_->set_option("exposure", 20.0));
    EXPECT_EQ(node_->controls[V4L2_CID_EXPOSURE_ABSOLUTE].value, 200);
    ASSERT_TRUE(camera_->set_option("exposure_mode", std::string("Manual Mode")));
    EXPECT_EQ(node_->controls[V4L2_CID_EXPOSURE_AUTO].value, 1);
    EXPECT_EQ(camera_->set_option("exposure", 501.0).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(camera_->set_option("exposure_mode", std::string("Sunny")).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(camera_->set_option("iris", std::int64_t{1}).error().code, ErrorCode::unsupported);
    node_->controls[V4L2_CID_EXPOSURE_ABSOLUTE].description.flags = V4L2_CTRL_FLAG_INACTIVE;
    EXPECT_FALSE(option("exposure").is_active);
    EXPECT_EQ(camera_->set_option("exposure", 20.0).error().code, ErrorCode::unsupported);
    node_->controls[V4L2_CID_EXPOSURE_ABSOLUTE].description.flags = 0;
    node_->failures[VIDIOC_S_EXT_CTRLS] = EBUSY;
    EXPECT_EQ(camera_->set_option("exposure", 20.0).error().code, ErrorCode::unsupported);
}

TEST_F(V4l2Camera, ANumberOfSixtyFourBitsIsBoundedOnlyWhereItsLimitsAreExact) {
    constexpr auto lowest = std::numeric_limits<std::int64_t>::min(),
                   highest = std::numeric_limits<std::int64_t>::max();
    node_->add_control(V4L2_CID_BRIGHTNESS, V4L2_CTRL_TYPE_INTEGER, "Brightness", lowest, highest, 3);
    EXPECT_GT(option("brightness").minimum, option("brightness").maximum);
}

TEST_F(V4l2Camera, StreamsAnotherSizeAsSoonAsItIsSet) {
    start();
    ASSERT_TRUE(camera_->set_option("size", std::string("640x480")));
    node_->expose(1);
    auto frame = camera_->grab(1s);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->width, 640);
    EXPECT_EQ(camera_->set_option("size", std::string("1x1")).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace limner::v4l2
