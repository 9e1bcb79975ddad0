#include <limner/device/device_info.h>

#include <gtest/gtest.h>

#include <string>

namespace limner {
namespace {

TEST(DevicePattern, MeansItselfWithoutAStar) {
    EXPECT_TRUE(matches("v4l2/046d:085e/A1", "v4l2/046d:085e/A1"));
    EXPECT_FALSE(matches("v4l2/046d:085e/A1", "v4l2/046d:085e/A12"));
    EXPECT_FALSE(matches("v4l2/046d:085e/A12", "v4l2/046d:085e/A1"));
    EXPECT_TRUE(matches("", ""));
    EXPECT_FALSE(matches("", "v4l2"));
}

TEST(DevicePattern, SpansSlashesWithAStar) {
    EXPECT_TRUE(matches("v4l2/*", "v4l2/046d:085e/A1"));
    EXPECT_TRUE(matches("*", "gphoto2/04a9:3270/@1-1.4"));
    EXPECT_TRUE(matches("*", ""));
    EXPECT_TRUE(matches("v4l2/*/A1", "v4l2/046d:085e/x/A1"));
    EXPECT_TRUE(matches("*085e*", "v4l2/046d:085e/A1"));
    EXPECT_FALSE(matches("v4l2/*", "v4l2"));
    EXPECT_FALSE(matches("*/B", "v4l2/046d:085e/A1"));
}

TEST(DevicePattern, GoesBackWhereAnEarlyMatchWasTheWrongOne) {
    EXPECT_TRUE(matches("a*bc", "abcbbc"));
    EXPECT_TRUE(matches("*a*ab", "aaab"));
    EXPECT_FALSE(matches("*a*b*c", "acbacb"));
}

TEST(DevicePattern, TakesEveryOtherSignForItself) {
    EXPECT_FALSE(matches("v4l2/?", "v4l2/a"));
    EXPECT_TRUE(matches("v4l2/[a].(b)?", "v4l2/[a].(b)?"));
    EXPECT_FALSE(matches("V4L2/a", "v4l2/a"));
}

TEST(DevicePattern, AnswersAHostilePatternInTime) {
    std::string pattern, id(5'000, 'a');
    for (int i = 0; i < 2'000; ++i) pattern += "*a";
    EXPECT_FALSE(matches(pattern + "b", id));
    EXPECT_TRUE(matches(pattern, id));
}

TEST(DeviceNames, AreThoseOfTheCommandLine) {
    EXPECT_EQ(name_of(DeviceClass::camera), "camera");
    EXPECT_EQ(name_of(DeviceClass::fingerprint_reader), "fingerprint_reader");
    EXPECT_EQ(name_of(DeviceClass::document_scanner), "document_scanner");
    EXPECT_EQ(name_of(static_cast<DeviceClass>(0)), "unknown");
    EXPECT_EQ(name_of(DeviceState::ready), "ready");
    EXPECT_EQ(name_of(DeviceState::in_use), "in_use");
    EXPECT_EQ(name_of(DeviceState::lost), "lost");
    EXPECT_EQ(name_of(DeviceState::quarantined), "quarantined");
    EXPECT_EQ(name_of(static_cast<DeviceState>(9)), "unknown");
}

}  // namespace
}  // namespace limner
