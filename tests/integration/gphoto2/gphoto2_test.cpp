#include "integration/gphoto2/photo_on_usb.h"
#include "support/abi_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Gphoto2 : public testing::Test {
protected:
    void SetUp() override {
        auto loaded = AbiModule::load("gphoto2");
        ASSERT_TRUE(loaded) << loaded.error().message;
        module = std::move(*loaded);
    }
    void start(std::int32_t purpose = LIMNER_PURPOSE_PREVIEW) {
        auto opened = module->open(photo.id());
        ASSERT_TRUE(opened) << opened.error().message;
        camera = std::make_unique<AbiDevice>(std::move(*opened));
        auto started = camera->start(purpose);
        ASSERT_TRUE(started) << started.error().message;
    }

    PhotoOnUsb photo;
    std::unique_ptr<AbiModule> module;
    std::unique_ptr<AbiDevice> camera;
};

TEST_F(Gphoto2, ListsACameraByItsSerial) {
    auto found = module->enumerate();
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ(found->front().id, photo.id());
    EXPECT_EQ(found->front().name, "Limner Test Camera");
    photo.unplug();
    EXPECT_THAT(module->ids(), IsEmpty());
    EXPECT_EQ(module->open(photo.id()).error().code, ErrorCode::device_missing);
}

TEST_F(Gphoto2, ShowsTheViewfinderByteByByte) {
    ASSERT_NO_FATAL_FAILURE(start());
    std::uint64_t last = 0;
    for (int i = 0; i < 4; ++i) {
        auto frame = camera->next_image();
        ASSERT_TRUE(frame) << frame.error().message;
        EXPECT_EQ(frame->format(), PixelFormat::jpeg);
        EXPECT_EQ(frame->header.width, 160);
        EXPECT_EQ(frame->pixels, photo.preview());
        EXPECT_GT(frame->header.sequence, last);
        last = frame->header.sequence;
    }
}

TEST_F(Gphoto2, TakesAPictureForEachGrabOfAStillAndLeavesNoneInTheCamera) {
    ASSERT_NO_FATAL_FAILURE(start(LIMNER_PURPOSE_STILL));
    const auto asked_at = std::chrono::steady_clock::now().time_since_epoch();
    auto frame = camera->next_image();
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->header.width, 640);
    EXPECT_EQ(frame->pixels, photo.still());
    EXPECT_GE(frame->header.exposed_at_ns, static_cast<std::uint64_t>(asked_at.count()));
    EXPECT_THAT(photo.deleted(), ElementsAre("IMG_1.JPG"));
}

TEST_F(Gphoto2, TakesTheJpegWhereTheCameraWritesARawFileToo) {
    photo.fail_by("raw_and_jpeg");
    ASSERT_NO_FATAL_FAILURE(start(LIMNER_PURPOSE_STILL));
    auto frame = camera->next_image();
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->pixels, photo.still());
    EXPECT_THAT(photo.deleted(), UnorderedElementsAre("IMG_1.CR2", "IMG_1.JPG"));
}

TEST_F(Gphoto2, SaysWhatToSetWhereThereAreRawFilesOnly) {
    photo.fail_by("raw");
    ASSERT_NO_FATAL_FAILURE(start(LIMNER_PURPOSE_STILL));
    const Error error = camera->next_error();
    EXPECT_EQ(error.code, ErrorCode::unsupported);
    EXPECT_THAT(error.message, HasSubstr("image format"));
}

TEST_F(Gphoto2, ShowsAndSetsTheCamerasSettings) {
    ASSERT_NO_FATAL_FAILURE(start());
    auto options = camera->options();
    ASSERT_TRUE(options);
    std::vector<std::string> names;
    for (const auto& one : *options) names.push_back(one.name);
    EXPECT_THAT(names, ElementsAre("iso", "zoom", "bracketing", "aperture", "still"))
        << "not what reads as a value that it cannot be set to, nor what is no setting of pictures";
    ASSERT_TRUE(camera->set_option("iso", std::string("400")));
    ASSERT_TRUE(camera->set_option("zoom", 3.0));
    ASSERT_TRUE(camera->set_option("bracketing", true));
    options = camera->options();
    ASSERT_TRUE(options && options->size() == 5);
    EXPECT_EQ(std::get<std::string>((*options)[0].value), "400");
    EXPECT_EQ(std::get<double>((*options)[1].value), 3.0);
    EXPECT_EQ(std::get<bool>((*options)[2].value), true);
    EXPECT_EQ(std::get<bool>((*options)[4].value), true) << "its stills are better than its viewfinder";
    EXPECT_EQ(camera->set_option("iso", std::string("401")).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(camera->set_option("aperture", std::string("f/2")).error().code, ErrorCode::unsupported);
    EXPECT_TRUE(camera->next_image());
}

TEST_F(Gphoto2, AnswersInTimeThoughTheCameraHangsAndServesAfterwards) {
    ASSERT_NO_FATAL_FAILURE(start());
    ASSERT_TRUE(camera->next_image());
    photo.fail_by("hang");
    std::this_thread::sleep_for(400ms);
    for (int i = 0; i < 3; ++i) {
        auto waiting = camera->grab(50ms);
        ASSERT_TRUE(waiting) << waiting.error().message;
        EXPECT_EQ(waiting->header.outcome, LIMNER_OUTCOME_PROGRESS);
    }
    EXPECT_EQ(camera->next_error().code, ErrorCode::device_stalled);
    photo.fail_by("");
    EXPECT_TRUE(camera->next_image());
}

TEST_F(Gphoto2, EndsAGrabAtOnce) {
    ASSERT_NO_FATAL_FAILURE(start());
    ASSERT_TRUE(camera->next_image());
    photo.fail_by("hang");
    std::jthread officer([&] {
        std::this_thread::sleep_for(100ms);
        camera->cancel();
    });
    Result<AbiFrame> frame = camera->grab(4s);
    while (frame && frame->is_image()) frame = camera->grab(4s);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::cancelled) << frame.error().message;
    photo.fail_by("");
    EXPECT_TRUE(camera->next_image());
}

TEST_F(Gphoto2, IsLostWhenItIsUnpluggedWhetherItAnswersOrHangs) {
    ASSERT_NO_FATAL_FAILURE(start());
    ASSERT_TRUE(camera->next_image());
    photo.fail_by("hang");
    (void)camera->grab(50ms);
    photo.unplug();
    EXPECT_EQ(camera->next_error().code, ErrorCode::device_lost);
    photo.fail_by("io");
    EXPECT_EQ(camera->start().error().code, ErrorCode::device_lost);
}

TEST_F(Gphoto2, WaitsForABusyCamera) {
    ASSERT_NO_FATAL_FAILURE(start());
    photo.fail_by("busy");
    auto waiting = camera->grab(300ms);
    ASSERT_TRUE(waiting) << waiting.error().message;
    EXPECT_EQ(waiting->header.outcome, LIMNER_OUTCOME_PROGRESS);
    photo.fail_by("");
    EXPECT_TRUE(camera->next_image());
    photo.fail_by("busy");
    EXPECT_EQ(camera->next_error().code, ErrorCode::device_busy);
}

struct Failure {
    const char* fault;
    ErrorCode code;
};

class Gphoto2Failure : public Gphoto2, public testing::WithParamInterface<Failure> {};

TEST_P(Gphoto2Failure, IsOfItsKind) {
    ASSERT_NO_FATAL_FAILURE(start());
    ASSERT_TRUE(camera->next_image());
    photo.fail_by(GetParam().fault);
    EXPECT_EQ(camera->next_error().code, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(Of, Gphoto2Failure,
                         testing::Values(Failure{"io", ErrorCode::device_lost},
                                         Failure{"unfocused", ErrorCode::device_fault},
                                         Failure{"garbage", ErrorCode::bad_data}),
                         [](const auto& one) { return std::string(one.param.fault); });

TEST_F(Gphoto2, IsBusyWhereAnotherProgramHasIt) {
    photo.fail_by("claimed");
    auto opened = module->open(photo.id());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::device_busy);
}

}  // namespace
}  // namespace limner::test
