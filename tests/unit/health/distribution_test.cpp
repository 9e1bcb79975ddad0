#include <limner/health/distribution.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace limner {
namespace {

TEST(Distribution, KnowsItsMedianToNinePercent) {
    Distribution times;
    for (int i = 1; i <= 999; ++i) times.add(i);
    ASSERT_TRUE(times.median());
    EXPECT_NEAR(*times.median(), 500, 500 * 0.09);
    EXPECT_NEAR(*times.percentile(0.99), 990, 990 * 0.09);
}

TEST(Distribution, HasNoMedianWithoutValues) { EXPECT_FALSE(Distribution().median()); }

TEST(Distribution, TakesValuesOfAnySize) {
    Distribution all;
    for (double value : {0.0, -5.0, 1e300, std::nan(""), std::numeric_limits<double>::infinity()}) all.add(value);
    EXPECT_EQ(all.count(), 5u);
    EXPECT_LT(*all.percentile(0), 0.0013);
    EXPECT_GT(*all.percentile(1), 9e5);
}

TEST(Distribution, IsTheSameWhetherAddedAtOnceOrInParts) {
    Distribution whole, first, second;
    for (int i = 1; i < 100; ++i) {
        whole.add(i * 1.7);
        (i % 3 ? first : second).add(i * 1.7);
    }
    first.add(second);
    EXPECT_EQ(first, whole);
}

TEST(Distribution, DoesNotOverflow) {
    Distribution many;
    many.add(1, std::numeric_limits<std::uint64_t>::max());
    many.add(1, 5);
    EXPECT_EQ(many.count(), std::numeric_limits<std::uint64_t>::max());
    EXPECT_NEAR(*many.median(), 1.09, 0.1);
}

}  // namespace
}  // namespace limner
