#include <limner/device/options.h>

#include <gtest/gtest.h>

#include <limits>

namespace limner {
namespace {

TEST(OptionValue, IsReadAsAPersonWritesIt) {
    EXPECT_EQ(option_value_from("true"), OptionValue(true));
    EXPECT_EQ(option_value_from("false"), OptionValue(false));
    EXPECT_EQ(option_value_from("300"), OptionValue(std::int64_t{300}));
    EXPECT_EQ(option_value_from("-2"), OptionValue(std::int64_t{-2}));
    EXPECT_EQ(option_value_from("0.5"), OptionValue(0.5));
    EXPECT_EQ(option_value_from("1e3"), OptionValue(1000.0));
    EXPECT_EQ(option_value_from("adf"), OptionValue(std::string("adf")));
}

TEST(OptionValue, StaysTextWhereItIsNoWholeFiniteNumber) {
    for (const std::string text : {"", " 300", "300 dpi", "0x10", "nan", "inf", "1,5", "True", "--1"})
        EXPECT_EQ(option_value_from(text), OptionValue(text)) << text;
}

TEST(OptionValue, BecomesRealAboveTheRangeOfIntegers) {
    EXPECT_EQ(option_value_from("99999999999999999999"), OptionValue(1e20));
}

TEST(OptionValue, ReadsBackAsTheValueItWasWrittenFrom) {
    for (const OptionValue& value :
         {OptionValue(true), OptionValue(false), OptionValue(std::numeric_limits<std::int64_t>::min()),
          OptionValue(300.0), OptionValue(-0.1), OptionValue(1e300), OptionValue(std::string("adf"))})
        EXPECT_EQ(option_value_from(text_of(value)), value) << text_of(value);
}

}  // namespace
}  // namespace limner
