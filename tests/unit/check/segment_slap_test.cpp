#include <limner/check/fingerprint_minutiae.h>
#include <limner/check/segment_slap.h>

#include "support/sample_images.h"
#include "support/slap_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

// On slaps put together from generated prints, which are synthetic.
namespace limner {
namespace {

using testing::HasSubstr;

FindingVerdict verdict_of(const SlapSegmentation& found, std::string_view requirement) {
    return found.report.find(requirement)->verdict;
}

void expect_in_place(const SlapSegmentation& found, const test::DrawnSlap& drawn) {
    ASSERT_EQ(found.fingers.size(), drawn.fingers.size());
    for (std::size_t i = 0; i < drawn.fingers.size(); ++i) {
        const Quad& corners = found.fingers[i].corners;
        EXPECT_EQ(found.fingers[i].finger, drawn.fingers[i].finger);
        EXPECT_NEAR((corners[0].x + corners[2].x) / 2, drawn.fingers[i].centre.x, 40);
        EXPECT_NEAR((corners[0].y + corners[2].y) / 2, drawn.fingers[i].centre.y, 40);
        EXPECT_NEAR(found.fingers[i].tilt_degrees, drawn.fingers[i].tilt_degrees, 15);
        EXPECT_GT(found.fingers[i].image.width(), 0.8 * drawn.fingers[i].width_px);
    }
}

const test::DrawnSlap& right_hand() {
    static const test::DrawnSlap drawn =
        test::make_slap_pattern({.seed = 41, .has_one_print = true, .tilt_degrees = 18});
    return drawn;
}

TEST(SegmentSlap, FindsTheFingersOfATurnedHandInTheirOrder) {
    const auto found = segment_slap(right_hand().image, Slap::right_four, 500).value();
    expect_in_place(found, right_hand());
    EXPECT_EQ(found.fingers[0].finger, Finger::right_index);
    EXPECT_NEAR(found.tilt_degrees, 18, 10);
    EXPECT_TRUE(found.report.passed());
}

TEST(SegmentSlap, TellsTheOtherHand) {
    const auto found = segment_slap(right_hand().image, Slap::left_four, 500).value();
    EXPECT_EQ(verdict_of(found, "hand"), FindingVerdict::fail);
    EXPECT_THAT(found.report.find("hand")->text.en, HasSubstr("other hand"));
    EXPECT_THAT(found.report.find("hand")->text.id, HasSubstr("tangan"));
}

TEST(SegmentSlap, FindsFingersThatTouch) {
    const auto drawn = test::make_slap_pattern(
        {.seed = 42, .has_one_print = true, .slap = Slap::left_four, .tilt_degrees = -10, .spread = 0});
    const auto found = segment_slap(drawn.image, Slap::left_four, 500).value();
    expect_in_place(found, drawn);
    EXPECT_TRUE(found.report.passed());
}

TEST(SegmentSlap, TakesAMissingFingersWordAndCountsTheOthers) {
    const auto drawn = test::make_slap_pattern({.seed = 43, .has_one_print = true, .absent = {Finger::right_ring}});
    Subject subject;
    subject.fingers[Finger::right_ring] = FingerState::missing;
    const auto found = segment_slap(drawn.image, Slap::right_four, 500, subject).value();
    expect_in_place(found, drawn);
    EXPECT_EQ(found.fingers[2].finger, Finger::right_little);
    EXPECT_EQ(verdict_of(found, "finger_count"), FindingVerdict::pass);
    EXPECT_EQ(found.report.verdict(), ReportVerdict::review) << "three fingers do not tell the hand";

    const auto undeclared = segment_slap(drawn.image, Slap::right_four, 500).value();
    EXPECT_EQ(verdict_of(undeclared, "finger_count"), FindingVerdict::fail);
    EXPECT_EQ(undeclared.fingers[0].finger, Finger::unknown) << "which one is missing is not guessed";

    const auto whole = segment_slap(right_hand().image, Slap::right_four, 500, subject).value();
    EXPECT_EQ(verdict_of(whole, "finger_count"), FindingVerdict::fail) << "declared missing, and there";

    subject.fingers[Finger::right_ring] = FingerState::bandaged;
    EXPECT_EQ(verdict_of(segment_slap(drawn.image, Slap::right_four, 500, subject).value(), "finger_count"),
              FindingVerdict::pass);
}

TEST(SegmentSlap, CutsThumbsUprightForMatching) {
    const auto drawn = test::make_slap_pattern({.seed = 44, .slap = Slap::thumbs, .tilt_degrees = 5}),
               turned = test::make_slap_pattern({.seed = 44, .slap = Slap::thumbs, .tilt_degrees = -20});
    const auto found = segment_slap(drawn.image, Slap::thumbs, 500).value(),
               again = segment_slap(turned.image, Slap::thumbs, 500).value();
    expect_in_place(found, drawn);
    expect_in_place(again, turned);
    EXPECT_TRUE(found.report.passed());
    const auto left = extract_minutiae(found.fingers[0].image, 500).value(),
               left_again = extract_minutiae(again.fingers[0].image, 500).value(),
               right = extract_minutiae(again.fingers[1].image, 500).value();
    EXPECT_GT(match_minutiae(left, left_again), same_finger_score);
    EXPECT_LT(match_minutiae(left, right), same_finger_score);
}

TEST(SegmentSlap, FindsNothingOnBareGlassOrInAPicture) {
    for (const Image& image : {test::gradient_rgb(1600, 1500), test::gradient_rgb(15, 15)}) {
        const auto found = segment_slap(image, Slap::right_four, 500).value();
        EXPECT_TRUE(found.fingers.empty());
        EXPECT_EQ(found.report.verdict(), ReportVerdict::fail);
    }
}

TEST(SegmentSlap, RefusesWhatIsNoSlap) {
    EXPECT_FALSE(segment_slap({}, Slap::right_four));
    EXPECT_FALSE(segment_slap(test::gradient_rgb(100, 100), Slap::right_four, 10));
    EXPECT_FALSE(segment_slap(test::gradient_rgb(6000, 100), Slap::right_four, 500));
}

TEST(SegmentSlap, NamesSlaps) {
    for (Slap slap : {Slap::right_four, Slap::left_four, Slap::thumbs}) EXPECT_EQ(slap_from(name_of(slap)), slap);
    EXPECT_FALSE(slap_from("right_five"));
}

}  // namespace
}  // namespace limner
