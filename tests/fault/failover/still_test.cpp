// Portraits of cameras whose stills are larger than their stream.
#include "support/sitter_test.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;

constexpr int stream_width = 320, still_width = 640;

simulation::Fault in_a_still(simulation::Fault fault) {
    fault.while_capturing = true;
    return fault;
}

class PortraitStill : public SitterTest {
protected:
    static simulation::VirtualDevice still_camera(const std::string& id, std::vector<simulation::Fault> faults = {}) {
        simulation::VirtualDevice device = sitting(id, std::move(faults));
        device.still_width = still_width;
        return device;
    }

    void open(const std::vector<simulation::VirtualDevice>& devices, SlotConfig config = two_cameras()) {
        runtime_ = open_runtime(devices);
        slot_ = Slot::open(*runtime_, std::move(config)).value();
    }

    Result<Portrait> capture(const Until& until = Until::in(patience)) {
        PortraitOptions options{.profile = &profile_, .auto_capture = is_automatic_, .guide_profile = &guide_};
        options.guide.hold = 400ms;
        options.observer.on_frame = [this](const Frame& frame, const Report& report) {
            seen_.emplace_back(report.profile(), frame.image.width());
        };
        return capture_portrait(*slot_, *checker_, options, until);
    }

    std::ptrdiff_t judged(const std::string& profile, int width) const {
        return std::ranges::count(seen_, std::pair(profile, width));
    }

    Profile profile_ = face_profile("face"), guide_ = face_profile("guide");
    bool is_automatic_ = false;
    std::vector<std::pair<std::string, int>> seen_;
    std::optional<Runtime> runtime_;
    std::optional<Slot> slot_;
};

TEST_F(PortraitStill, IsTakenWhenTheStreamShowsThatItsTimeHasCome) {
    open({still_camera("primary")});
    const auto asked_at = Clock::now();
    auto portrait = capture();
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_EQ(portrait->frame.image.width(), still_width);
    EXPECT_GE(portrait->frame.exposed_at, asked_at);
    EXPECT_TRUE(portrait->report.passed());
    EXPECT_TRUE(portrait->switches.empty());
    EXPECT_GE(judged("guide", stream_width), 1);
    EXPECT_EQ(judged("face", still_width), 1) << "one is enough";
    EXPECT_EQ(judged("face", stream_width), 0) << "the two are never compared";
}

TEST_F(PortraitStill, IsTakenByItselfOnceThePoseHasHeld) {
    is_automatic_ = true;
    open({still_camera("primary")});
    auto portrait = capture();
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_EQ(portrait->frame.image.width(), still_width);
    EXPECT_GE(judged("guide", stream_width), 3) << "the hold";
    EXPECT_EQ(judged("face", still_width), 1);
}

TEST_F(PortraitStill, LeavesTheStreamToThePreviewBeforeAndAfterIt) {
    open({still_camera("primary")});
    std::mutex mutex;
    std::vector<int> shown;
    const Subscription preview = slot_->preview([&](const Frame& frame) {
        std::lock_guard lock(mutex);
        shown.push_back(frame.image.width());
    });
    ASSERT_TRUE(capture());
    ASSERT_TRUE(capture());
    auto frame = slot_->next_frame(Until::in(patience));
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->image.width(), stream_width);
    std::lock_guard lock(mutex);
    EXPECT_EQ(std::ranges::count(shown, stream_width), std::ssize(shown));
}

TEST_F(PortraitStill, IsNotTakenWhereTheSlotsSettingsSayNo) {
    SlotConfig config = two_cameras();
    config.settings["still"] = false;
    open({still_camera("primary")}, config);
    auto portrait = capture();
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_EQ(portrait->frame.image.width(), stream_width);
}

TEST_F(PortraitStill, MayTakeLongerThanAStreamMayBeSilent) {
    simulation::VirtualDevice slow = still_camera("primary");
    slow.still_ms = 1500;
    SlotConfig config = two_cameras();
    config.failover.stall_after = 500ms;
    open({slow, still_camera("spare")}, config);
    auto portrait = capture();
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_EQ(portrait->frame.device_id, "virtual/primary");
    EXPECT_EQ(portrait->frame.image.width(), still_width);
}

TEST_F(PortraitStill, ThatDoesNotSucceedLeavesThePortraitToTheStream) {
    for (const char* code : {"device_fault", "unsupported"}) {
        open({still_camera("primary", {in_a_still({.kind = "error", .times = 0, .code = code})}),
              still_camera("spare")});
        auto portrait = capture();
        ASSERT_TRUE(portrait) << code << ": " << portrait.error().message;
        EXPECT_EQ(portrait->frame.device_id, "virtual/primary") << code;
        EXPECT_EQ(portrait->frame.image.width(), stream_width) << code;
        EXPECT_TRUE(portrait->report.passed()) << code;
        slot_.reset();
    }
}

TEST_F(PortraitStill, OfACameraThatDiesOverItComesFromTheSpare) {
    for (const char* kind : {"unplug", "hang", "crash"}) {
        open({still_camera("primary", {in_a_still({.kind = kind})}), still_camera("spare")});
        auto portrait = capture();
        ASSERT_TRUE(portrait) << kind << ": " << portrait.error().message;
        EXPECT_EQ(portrait->frame.device_id, "virtual/spare") << kind;
        EXPECT_EQ(portrait->device.id, "virtual/spare") << kind;
        EXPECT_EQ(portrait->frame.image.width(), still_width) << kind;
        EXPECT_EQ(portrait->switches.size(), 1u) << kind;
        slot_.reset();
    }
}

TEST_F(PortraitStill, ThatDoesNotComeBeforeTheDeadlineGivesWayToTheBestOfTheStream) {
    simulation::VirtualDevice slow = still_camera("primary");
    slow.still_ms = 60'000;
    open({slow});
    ASSERT_TRUE(slot_->next_frame(Until::in(patience)));
    auto portrait = capture(Until::in(2s));
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_EQ(portrait->frame.image.width(), stream_width);
    EXPECT_TRUE(slot_->next_frame(Until::in(patience))) << "and the stream goes on";
}

TEST_F(PortraitStill, ThatFailsIsFollowedByAnother) {
    profile_ = face_profile("face", 10'000);
    open({still_camera("primary")});
    auto portrait = capture(Until::in(4s));
    ASSERT_TRUE(portrait) << portrait.error().message;
    EXPECT_EQ(portrait->report.verdict(), ReportVerdict::fail);
    EXPECT_EQ(portrait->frame.image.width(), still_width);
    EXPECT_GE(judged("face", still_width), 2);
}

}  // namespace
}  // namespace limner
