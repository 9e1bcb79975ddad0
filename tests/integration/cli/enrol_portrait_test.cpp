// The guidance of a portrait, and when it is taken: through the program.
#include "support/virtual_counter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::test {
namespace {

using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Json = nlohmann::json;

class EnrolPortrait : public testing::Test {
protected:
    void SetUp() override {
        if (!VirtualCounter::can_be_set_up()) GTEST_SKIP() << "needs build/samples/portrait.png (scripts/setup)";
    }

    Outcome enrol(const std::string& tables, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> words{"enrol", "--config", counter_.write(tables), "--out", counter_.out(), "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return run_limner(words);
    }

    const VirtualCounter counter_{};
};

const std::string far_away =
    camera("primary") + camera_slot() +
    "[[step]]\nstep = 'portrait'\nslot = 'portrait camera'\nprofile = './face.toml'\ntimeout_s = 2\n"
    "auto_capture = true\n";

TEST_F(EnrolPortrait, GuidesAnApplicantWhoSitsTooFarAwayAndTakesTheBestAtTheDeadline) {
    const Outcome outcome = enrol(far_away);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    const auto told = events(outcome, "guidance");
    ASSERT_THAT(told, Not(IsEmpty())) << outcome.out;
    EXPECT_EQ(told[0]["step"], "portrait");
    EXPECT_EQ(told[0]["state"], "adjust");
    EXPECT_EQ(told[0]["requirement"], "inter_eye_distance");
    EXPECT_NE(told[0]["message"]["en"], "");
    EXPECT_NE(told[0]["message"]["id"], "");
    for (const Json& event : told) EXPECT_NE(event["state"], "taken") << event;
    EXPECT_EQ(events(outcome, "attempt").at(0)["profile"], "face");
}

TEST_F(EnrolPortrait, TakesThePortraitAsSoonAsItPassesWhereTheCommandLineSaysSo) {
    const Outcome outcome = enrol(far_away, {"--no-auto-capture"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    ASSERT_THAT(events(outcome, "guidance"), SizeIs(1)) << outcome.out;
    EXPECT_EQ(events(outcome, "guidance")[0]["state"], "taken");
}

TEST_F(EnrolPortrait, TakesOneOfTheTwoWays) {
    EXPECT_EQ(enrol(far_away, {"--auto-capture", "--no-auto-capture"}).exit_code, 3);
    EXPECT_THAT(counter_.records(), IsEmpty());
}

}  // namespace
}  // namespace limner::test
