// Portraits that are taken by themselves once the pose has held, on cameras that play a real one.
#include "support/sitter_test.h"
#include "support/temporary_folder.h"

#include <limner/capture/capture.h>
#include <limner/frame/image_file.h>

#include <gmock/gmock.h>

#include <algorithm>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;
using testing::Contains;
using testing::Not;

class GuidedPortrait : public SitterTest {
protected:
    Result<Portrait> capture(const std::vector<simulation::VirtualDevice>& devices, const Until& until) {
        auto runtime = open_runtime(devices);
        auto slot = Slot::open(runtime, two_cameras());
        PortraitOptions options{.profile = &profile_, .auto_capture = true, .guide_profile = &guide_};
        options.guide.hold = 400ms;
        options.observer.on_guidance = [this](const Guidance& guidance) {
            told_.push_back(guidance.should_capture ? "taken"
                            : guidance.instruction  ? guidance.instruction->requirement
                                                    : "hold");
        };
        options.observer.on_frame = [this](const Frame& frame, const Report& report) {
            seen_.emplace_back(report.profile(), frame.device_id);
        };
        return capture_portrait(*slot, *checker_, options, until);
    }

    std::ptrdiff_t judged_by(const std::string& profile) const {
        return std::ranges::count(seen_, profile, [](const auto& seen) { return seen.first; });
    }

    Profile profile_ = face_profile();
    Profile guide_ = face_profile("guide");
    std::vector<std::string> told_;
    std::vector<std::pair<std::string, std::string>> seen_;  ///< By which profile, of which camera.
};

TEST_F(GuidedPortrait, IsTakenByItselfOnceThePoseHasHeld) {
    auto portrait = capture({sitting("primary")}, Until::in(patience));
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_TRUE(portrait->report.passed());
    EXPECT_EQ(told_, (std::vector<std::string>{"hold", "taken"}));
    EXPECT_GE(judged_by("guide"), 3) << "the hold";
    EXPECT_EQ(judged_by("face"), 5) << "the burst";
}

TEST_F(GuidedPortrait, GoesOnWithTheSpareWhenTheCameraHangsWhileThePoseIsHeld) {
    auto portrait =
        capture({sitting("primary", {{.kind = "hang", .after_frames = 2}}), sitting("spare")}, Until::in(patience));
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_EQ(portrait->frame.device_id, "virtual/spare");
    EXPECT_EQ(portrait->device.id, "virtual/spare");
    ASSERT_EQ(portrait->switches.size(), 1u);
    EXPECT_EQ(portrait->switches[0].reason, "device_stalled");
    EXPECT_EQ(told_, (std::vector<std::string>{"hold", "taken"})) << "the applicant is not told of it";
    EXPECT_EQ(std::ranges::count(seen_, std::pair<std::string, std::string>("face", "virtual/primary")), 0);
}

TEST_F(GuidedPortrait, OfAPersonWhoNeverHoldsStillIsTheBestAtTheDeadline) {
    const Image picture = read_image(portrait_file())->image;
    const test::TemporaryFolder folder;
    for (int shift : {0, 96}) {
        const auto row = static_cast<std::size_t>(picture.width()) * 3, moved = static_cast<std::size_t>(shift) * 3;
        std::vector<std::byte> pixels(picture.bytes().begin(), picture.bytes().end());
        for (std::size_t at = 0; at < pixels.size(); at += row)
            std::rotate(pixels.begin() + static_cast<std::ptrdiff_t>(at),
                        pixels.begin() + static_cast<std::ptrdiff_t>(at + moved),
                        pixels.begin() + static_cast<std::ptrdiff_t>(at + row));
        folder.write(std::to_string(shift) + ".png",
                     *encode_png(*Image::from_pixels(picture.width(), picture.height(), PixelFormat::rgb8, pixels)));
    }
    simulation::VirtualDevice restless = sitting("primary");
    restless.source = folder.path().string();
    restless.fps = 5;  // every move is seen, however slow the machine
    auto portrait = capture({restless}, Until::in(3s));
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_TRUE(portrait->report.passed());
    EXPECT_THAT(told_, Not(Contains("taken")));
    EXPECT_EQ(judged_by("face"), 1) << "the best frame, at the end";
}

TEST_F(GuidedPortrait, OfAnEmptySeatSaysSoAndIsNoError) {
    simulation::VirtualDevice empty = camera("primary");
    auto portrait = capture({empty}, Until::in(2s));
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_EQ(portrait->report.verdict(), ReportVerdict::fail);
    EXPECT_EQ(told_, std::vector<std::string>{"single_face_present"});
}

TEST_F(GuidedPortrait, TellsWhatThePictureLackedAndTriesAgain) {
    profile_ = face_profile("face", 10'000);
    auto portrait = capture({sitting("primary")}, Until::in(4s));
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_EQ(portrait->report.find("inter_eye_distance")->verdict, FindingVerdict::fail);
    ASSERT_GE(told_.size(), 2u);
    EXPECT_EQ(told_.front(), "hold");
    EXPECT_EQ(std::ranges::count(told_, "inter_eye_distance"), std::ssize(told_) - 1) << "and by how much";
}

TEST_F(GuidedPortrait, EndsAtOnceWhenItIsStopped) {
    guide_ = face_profile("guide", 10'000);
    std::stop_source stop;
    PortraitOptions options{.profile = &profile_, .auto_capture = true, .guide_profile = &guide_};
    options.observer.on_frame = [&](const Frame&, const Report&) { stop.request_stop(); };
    auto runtime = open_runtime({sitting("primary")});
    auto slot = Slot::open(runtime, two_cameras());
    auto portrait = capture_portrait(*slot, *checker_, options, Until::in(patience, stop.get_token()));
    ASSERT_FALSE(portrait);
    EXPECT_EQ(portrait.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace limner
