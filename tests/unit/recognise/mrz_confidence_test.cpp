#include "recognise/mrz_confidence.h"

#include <gtest/gtest.h>

#include <limits>

namespace limner {
namespace {

TEST(MrzConfidence, RisesWithTheDecodersChance) {
    for (bool do_digits_agree : {true, false}) {
        double before = mrz_confidence(0, do_digits_agree);
        EXPECT_EQ(before, 0);
        for (int i = 1; i <= 1000; ++i) {
            const double now = mrz_confidence(i / 1000.0, do_digits_agree);
            EXPECT_GT(now, before) << i;
            before = now;
        }
        EXPECT_LE(before, 1);
    }
}

TEST(MrzConfidence, IsHigherWhereTheCheckDigitsAgree) {
    for (double chance : {0.2, 0.5, 0.8, 0.95}) EXPECT_GT(mrz_confidence(chance, true), mrz_confidence(chance, false));
}

TEST(MrzConfidence, IsAShareWhateverTheChance) {
    EXPECT_EQ(mrz_confidence(std::numeric_limits<double>::quiet_NaN(), true), 0);
    EXPECT_EQ(mrz_confidence(-1, true), 0);
    EXPECT_LE(mrz_confidence(2, true), 1);
}

}  // namespace
}  // namespace limner
