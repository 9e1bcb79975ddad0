#include <limner/check/ten_print.h>

#include "support/ridge_pattern.h"
#include "support/sample_images.h"
#include "support/slap_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

// On generated prints, which are synthetic.
namespace limner {
namespace {

using testing::HasSubstr;

Image print_of(std::uint32_t seed, std::uint32_t impression) {
    test::RidgePattern pattern{.seed = seed, .flow = static_cast<test::RidgePattern::Flow>(seed % 4)};
    pattern.impression = {.number = impression, .turn_degrees = 5.0 * impression, .stretch_px = 2};
    return test::make_ridge_pattern(pattern);
}

TEST(TenPrint, FindsAFingerThatWasLaidDownTwiceAndSaysAsWhich) {
    TenPrint prints;
    const Image first = print_of(21, 1);
    EXPECT_EQ(prints.add(Finger::right_index, first, 500)->verdict, FindingVerdict::pass);
    const Finding repeated = prints.add(Finger::left_index, print_of(21, 2), 500).value();
    EXPECT_EQ(repeated.verdict, FindingVerdict::fail);
    EXPECT_THAT(repeated.text.en, HasSubstr("captured as the right index"));
    EXPECT_THAT(repeated.text.id, HasSubstr("telunjuk kanan"));
    EXPECT_EQ(prints.add(Finger::left_index, print_of(22, 1), 500)->verdict, FindingVerdict::pass);
    EXPECT_EQ(prints.add(Finger::right_index, first, 500)->verdict, FindingVerdict::pass) << "the same finger again";
}

TEST(TenPrint, SaysWhatIsStillToCome) {
    Subject subject;
    for (Finger finger : {Finger::left_ring, Finger::left_little, Finger::left_middle, Finger::left_index})
        subject.fingers[finger] = FingerState::missing;
    TenPrint prints(subject);
    EXPECT_EQ(prints.left().size(), 6u);
    ASSERT_TRUE(prints.add(Finger::right_thumb, print_of(23, 1), 500));
    EXPECT_EQ(prints.left().size(), 5u);
    EXPECT_EQ(prints.left().front(), Finger::right_index);
}

TEST(TenPrint, DoesNotKeepWhatShowsTooLittle) {
    TenPrint prints;
    const Finding finding = prints.add(Finger::right_index, test::gradient_rgb(300, 300), 500).value();
    EXPECT_EQ(finding.verdict, FindingVerdict::not_assessed);
    EXPECT_EQ(prints.left().size(), 10u);
    EXPECT_FALSE(prints.add(Finger::unknown, print_of(24, 1), 500));
}

TEST(TenPrint, TakesSlapsAndFindsThumbsLaidDownAgain) {
    TenPrint prints;
    const auto drawn = test::make_slap_pattern({.seed = 44, .slap = Slap::thumbs});
    const auto slap = segment_slap(drawn.image, Slap::thumbs, 500).value();
    EXPECT_TRUE(prints.add(slap, 500)->passed());
    EXPECT_EQ(prints.left().size(), 8u);
    const Finding repeated = prints.add(Finger::left_index, slap.fingers[1].image, 500).value();
    EXPECT_THAT(repeated.text.en, HasSubstr("captured as the right thumb"));
    SlapSegmentation swapped = slap;
    std::swap(swapped.fingers[0].finger, swapped.fingers[1].finger);
    const Report report = prints.add(swapped, 500).value();
    EXPECT_EQ(report.find("repeated_finger")->verdict, FindingVerdict::fail) << "the thumbs crossed";
}

TEST(TenPrint, KeepsNothingOfASlapThatFails) {
    TenPrint prints;
    const auto bare = segment_slap(test::gradient_rgb(1600, 1500), Slap::thumbs, 500).value();
    EXPECT_EQ(prints.add(bare, 500)->verdict(), ReportVerdict::fail);
    EXPECT_EQ(prints.left().size(), 10u);
}

}  // namespace
}  // namespace limner
