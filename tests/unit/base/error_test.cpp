#include <limner/base/error.h>
#include <limner/base/result.h>

#include <gtest/gtest.h>

#include <set>

namespace limner {
namespace {

constexpr int last_code = static_cast<int>(ErrorCode::glass_dirty);

TEST(ErrorCode, HasANameOfItsOwnAndAdviceInBothLanguagesForEveryValue) {
    std::set<std::string_view> names;
    for (int value = 1; value <= last_code; ++value) {
        auto code = static_cast<ErrorCode>(value);
        EXPECT_NE(name_of(code), "unknown") << value;
        names.insert(name_of(code));
        EXPECT_FALSE(advice_for(code).en.empty()) << value;
        EXPECT_FALSE(advice_for(code).id.empty()) << value;
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(last_code));
}

TEST(ErrorCode, OutsideTheEnumerationIsADefectToReport) {
    auto code = static_cast<ErrorCode>(last_code + 1);
    EXPECT_EQ(name_of(code), "unknown");
    EXPECT_EQ(remedy_for(code), Remedy::report_bug);
}

TEST(Result, ThrowsTheErrorForThoseWhoPreferExceptions) {
    Result<int> failed = Error{ErrorCode::device_lost, "camera: gone"};
    try {
        (void)std::move(failed).value();
        FAIL() << "value() returned";
    } catch (const ResultError& thrown) {
        EXPECT_EQ(thrown.error().code, ErrorCode::device_lost);
        EXPECT_STREQ(thrown.what(), "camera: gone");
    }
}

}  // namespace
}  // namespace limner
