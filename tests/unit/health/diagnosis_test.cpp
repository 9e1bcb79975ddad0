#include <limner/health/diagnosis.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

const sys_days today = std::chrono::year(2026) / 6 / 15;

/// A device that has worked for two months and took a picture yesterday.
DeviceHistory healthy() {
    DeviceHistory device{.id = "v4l2/1234:5678/1", .name = "Camera", .driver = "v4l2"};
    device.first_seen_at = today - days(60);
    device.last_seen_at = today;
    for (int age = 60; age >= 1; --age) {
        DeviceDay day{.day = today - days(age)};
        day.counts["captures"] = 10;
        day.distributions["open_ms"].add(200, 10);
        day.distributions["quality"].add(80, 10);
        device.days.push_back(day);
    }
    return device;
}

std::vector<std::string> checks_of(const std::vector<Diagnosis>& found) {
    std::vector<std::string> names;
    for (const Diagnosis& it : found) names.push_back(it.check);
    return names;
}

TEST(Diagnosis, HasNothingToSayOfAHealthyDevice) { EXPECT_THAT(diagnose(healthy(), today), IsEmpty()); }

TEST(Diagnosis, FindsADeviceThatFailsOften) {
    auto device = healthy();
    device.days.back().counts["error.device_stalled"] = 9;
    device.days.back().counts["error.device_lost"] = 2;
    auto found = diagnose(device, today);
    ASSERT_THAT(checks_of(found), ElementsAre("device_failing"));
    EXPECT_EQ(found[0].status, Diagnosis::Status::warning);
    EXPECT_THAT(found[0].message.en, HasSubstr("Failed 11 times in the last 7 days, with 60 completed captures"));
    EXPECT_THAT(found[0].message.en, HasSubstr("device_stalled"));
    EXPECT_EQ(found[0].remedy, advice_for(ErrorCode::device_stalled));
}

TEST(Diagnosis, CallsItAProblemWhereADeviceFailsMoreOftenThanItServes) {
    auto device = healthy();
    device.days.back().counts["error.device_fault"] = 100;
    auto found = diagnose(device, today);
    ASSERT_THAT(checks_of(found), ElementsAre("device_failing"));
    EXPECT_EQ(found[0].status, Diagnosis::Status::problem);
}

TEST(Diagnosis, ForgivesAFewErrorsAndOldOnes) {
    auto device = healthy();
    device.days.back().counts["error.device_fault"] = 4;
    device.days.front().counts["error.device_fault"] = 1000;
    EXPECT_THAT(diagnose(device, today), IsEmpty());
}

TEST(Diagnosis, FindsADeviceThatDisconnectsAgainAndAgain) {
    auto device = healthy();
    device.days.back().counts["losses"] = 5;
    EXPECT_THAT(checks_of(diagnose(device, today)), ElementsAre("device_disconnecting"));
}

TEST(Diagnosis, FindsADeviceThatHasBecomeSlow) {
    auto device = healthy();
    for (DeviceDay& day : device.days) {
        if (day.day < today - days(6)) continue;
        day.distributions["open_ms"] = {};
        day.distributions["open_ms"].add(400, 10);
    }
    auto found = diagnose(device, today);
    ASSERT_THAT(checks_of(found), ElementsAre("device_slowing"));
    EXPECT_THAT(found[0].message.en, HasSubstr("opening takes"));
}

TEST(Diagnosis, DoesNotJudgeSpeedByAFewValues) {
    auto device = healthy();
    for (DeviceDay& day : device.days) {
        if (day.day >= today - days(6)) day.distributions["open_ms"] = {};
    }
    device.days.back().distributions["open_ms"].add(4000, 19);
    EXPECT_THAT(diagnose(device, today), IsEmpty());
}

TEST(Diagnosis, AsksForCleaningWhereTheGlassWasDirty) {
    auto device = healthy();
    device.days.back().counts["error.glass_dirty"] = 1;
    auto found = diagnose(device, today);
    ASSERT_THAT(checks_of(found), ElementsAre("device_dirty"));
    EXPECT_EQ(found[0].status, Diagnosis::Status::warning);
    EXPECT_FALSE(found[0].remedy.id.empty());
}

TEST(Diagnosis, AsksForCleaningWhereQualityFalls) {
    auto device = healthy();
    for (DeviceDay& day : device.days) {
        if (day.day < today - days(6)) continue;
        day.distributions["quality"] = {};
        day.distributions["quality"].add(45, 10);
    }
    auto found = diagnose(device, today);
    ASSERT_THAT(checks_of(found), ElementsAre("device_quality_falling"));
    EXPECT_THAT(found[0].remedy.en, HasSubstr("Clean"));
}

TEST(Diagnosis, AsksToTryASpareThatHasNotServedForLong) {
    auto device = healthy();
    for (DeviceDay& day : device.days) day.counts.clear();
    EXPECT_THAT(checks_of(diagnose(device, today)), ElementsAre("device_untried"));
}

TEST(Diagnosis, DoesNotAskToTryADeviceThatIsGone) {
    auto device = healthy();
    for (DeviceDay& day : device.days) day.counts.clear();
    device.last_seen_at = today - days(20);
    EXPECT_THAT(diagnose(device, today), IsEmpty());
}

TEST(Diagnosis, SpeaksBothLanguages) {
    auto device = healthy();
    device.days.back().counts["losses"] = 50;
    device.days.back().counts["error.paper_jam"] = 100;
    for (const Diagnosis& it : diagnose(device, today)) {
        EXPECT_FALSE(it.message.id.empty());
        EXPECT_NE(it.message.id, it.message.en);
        EXPECT_FALSE(it.remedy.id.empty());
    }
}

}  // namespace
}  // namespace limner
