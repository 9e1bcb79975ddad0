// Guidance over a stream of frames that are told, not measured.
#include <limner/check/portrait_guide.h>

#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;

Finding finding(const char* name, bool fails) {
    Finding finding;
    finding.requirement = name;
    finding.verdict = fails ? FindingVerdict::fail : FindingVerdict::pass;
    finding.quality = fails ? 0 : 90;
    if (fails) finding.text = {std::string("mend ") + name, std::string("perbaiki ") + name};
    return finding;
}

/// A person before a camera of 20 frames a second.
class Sitting : public testing::Test {
protected:
    Guidance see(bool is_turned, bool is_blinking, double moved = 0) {
        now_ += 50ms;
        ++sequence_;
        PortraitCheck check;
        check.report = Report("preview", "1", {finding("head_pose_yaw", is_turned), finding("eyes_open", is_blinking)});
        check.landmarks = FaceLandmarks{{200 + moved, 100}, {100 + moved, 100}, {150 + moved, 280}};
        return guide_.take({.sequence = sequence_, .exposed_at = now_}, check);
    }
    Guidance see_for(std::chrono::milliseconds time, bool is_turned, bool is_blinking) {
        Guidance last;
        for (auto end = now_ + time; now_ < end;) last = see(is_turned, is_blinking);
        return last;
    }
    PortraitGuide guide_;
    Clock::time_point now_ = Clock::time_point(1h);
    std::uint64_t sequence_ = 0;
};

TEST_F(Sitting, IsToldWhatFailsOnceItHasFailedForAWhile) {
    EXPECT_FALSE(see(true, false).instruction);
    auto guidance = see_for(400ms, true, false);
    ASSERT_TRUE(guidance.instruction);
    EXPECT_EQ(guidance.instruction->requirement, "head_pose_yaw");
    EXPECT_EQ(guidance.instruction->text.id, "perbaiki head_pose_yaw");
    EXPECT_FALSE(guidance.is_ready);
}

TEST_F(Sitting, IsNotToldOfABlink) {
    see_for(200ms, false, false);
    for (int frame = 0; frame < 3; ++frame) EXPECT_FALSE(see(false, true).instruction);
    EXPECT_FALSE(see(false, false).instruction);
}

TEST_F(Sitting, HearsOneThingWhileAValueFlickersAroundItsLimit) {
    ASSERT_TRUE(see_for(500ms, true, false).instruction);
    for (int frame = 0; frame < 40; ++frame) {
        auto guidance = see(frame % 2 == 0, false);
        ASSERT_TRUE(guidance.instruction) << frame;
        EXPECT_FALSE(guidance.instruction->text.en.empty());
        EXPECT_FALSE(guidance.is_ready);
    }
    EXPECT_FALSE(see_for(400ms, false, false).instruction);
}

TEST_F(Sitting, HasTimeToReadBeforeTheNextInstruction) {
    ASSERT_EQ(see_for(500ms, false, true).instruction->requirement, "eyes_open");
    EXPECT_EQ(see_for(500ms, true, true).instruction->requirement, "eyes_open");
    EXPECT_EQ(see_for(1500ms, true, true).instruction->requirement, "head_pose_yaw");
}

TEST_F(Sitting, IsTakenOnceWhenThePoseHolds) {
    int taken = 0;
    for (int frame = 0; frame < 30; ++frame) taken += see(false, false).should_capture ? 1 : 0;
    EXPECT_EQ(taken, 1);
    ASSERT_TRUE(guide_.best());
}

TEST_F(Sitting, IsNotTakenWhileMovingOrFailing) {
    for (int frame = 0; frame < 60; ++frame) EXPECT_FALSE(see(false, false, frame * 4).should_capture) << frame;
    for (int frame = 0; frame < 60; ++frame) EXPECT_FALSE(see(frame % 10 == 0, false).should_capture) << frame;
}

TEST_F(Sitting, IsTakenInTheFrameOfTheBestScore) {
    std::uint64_t best = 0;
    for (int frame = 0; frame < 17; ++frame) {
        now_ += 50ms;
        ++sequence_;
        PortraitCheck check;
        Finding eyes = finding("eyes_open", false);
        eyes.quality = frame == 9 ? 99 : 80;
        if (frame == 9) best = sequence_;
        check.report = Report("preview", "1", {eyes});
        check.landmarks = FaceLandmarks{{200, 100}, {100, 100}, {150, 280}};
        auto guidance = guide_.take({.sequence = sequence_, .exposed_at = now_}, check);
        EXPECT_EQ(guidance.should_capture, frame == 16) << frame;
    }
    EXPECT_EQ(guide_.best()->sequence, best);
}

TEST_F(Sitting, BeginsAnewAfterAGapAndIgnoresFramesOutOfOrder) {
    ASSERT_TRUE(see_for(500ms, true, false).instruction);
    now_ -= 200ms;
    EXPECT_TRUE(see(false, false).instruction);
    now_ += 5s;
    EXPECT_FALSE(see(true, false).instruction);
    guide_.reset();
    EXPECT_FALSE(guide_.best());
}

}  // namespace
}  // namespace limner
