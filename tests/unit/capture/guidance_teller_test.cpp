#include "capture/guidance_teller.h"

#include <gmock/gmock.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// What a listener heard, each in a word.
class Told : public testing::Test {
protected:
    GuidanceTeller teller(bool tells_hold = true) {
        return {[this](const Guidance& guidance) {
                    heard_.push_back(guidance.should_capture ? "taken"
                                     : guidance.instruction  ? guidance.instruction->text.en
                                                             : "hold");
                },
                tells_hold, 1200ms};
    }
    static Guidance asks_for(const std::string& requirement, const std::string& words) {
        return {.instruction = Finding{.requirement = requirement, .text = {words, words}}};
    }
    const Clock::time_point start_ = Clock::time_point(1h);
    std::vector<std::string> heard_;
};

TEST_F(Told, IsEachChangeOnce) {
    GuidanceTeller teller = this->teller();
    for (int frame = 0; frame < 5; ++frame) teller.tell(asks_for("yaw", "turn left"), start_ + frame * 33ms);
    for (int frame = 5; frame < 9; ++frame) teller.tell({.is_ready = true}, start_ + frame * 33ms);
    teller.tell_taken(start_ + 1s);
    EXPECT_THAT(heard_, ElementsAre("turn left", "hold", "taken"));
}

TEST_F(Told, AreOtherWordsOnlyOnceTheFirstWereRead) {
    GuidanceTeller teller = this->teller();
    teller.tell(asks_for("yaw", "turn left"), start_);
    for (int frame = 0; frame < 30; ++frame)
        teller.tell(asks_for("yaw", frame % 2 == 0 ? "turn left a little" : "turn left"), start_ + frame * 33ms);
    EXPECT_THAT(heard_, ElementsAre("turn left"));
    teller.tell(asks_for("yaw", "turn left a little"), start_ + 1300ms);
    EXPECT_THAT(heard_, ElementsAre("turn left", "turn left a little"));
}

TEST_F(Told, IsNotThatThePictureIsTakenBeforeItIs) {
    GuidanceTeller teller = this->teller();
    teller.tell({.is_ready = true}, start_);
    teller.tell({.is_ready = true, .should_capture = true}, start_ + 2s);
    EXPECT_THAT(heard_, ElementsAre("hold"));
}

TEST_F(Told, IsNothingWhileNothingIsSettled) {
    GuidanceTeller teller = this->teller();
    teller.tell({.is_ready = true}, start_);
    teller.tell({}, start_ + 33ms);
    teller.tell({.is_ready = true}, start_ + 66ms);
    EXPECT_THAT(heard_, ElementsAre("hold"));
}

TEST_F(Told, IsWhatTheBurstLackedForAsLongAsThePoseIsRight) {
    GuidanceTeller teller = this->teller();
    const Finding lack{.requirement = "shadow_on_face", .text = {"more light", "lampu"}};
    teller.note_lack(&lack);
    teller.tell({.is_ready = true}, start_);
    teller.tell(asks_for("yaw", "turn left"), start_ + 1s);
    teller.note_lack(nullptr);
    teller.tell({.is_ready = true}, start_ + 2s);
    EXPECT_THAT(heard_, ElementsAre("more light", "turn left", "hold"));
}

TEST_F(Told, IsNoHoldWhereFramesAreTakenAsTheyPass) {
    GuidanceTeller teller = this->teller(false);
    teller.tell({.is_ready = true}, start_);
    teller.tell_taken(start_);
    EXPECT_THAT(heard_, ElementsAre("taken"));
}

TEST(GuidanceWords, AreThereInBothLanguages) {
    for (const Guidance& guidance : {Guidance{.is_ready = true}, Guidance{.should_capture = true}}) {
        EXPECT_FALSE(text_of(guidance).en.empty());
        EXPECT_FALSE(text_of(guidance).id.empty());
    }
    EXPECT_TRUE(text_of(Guidance{}).en.empty());
}

}  // namespace
}  // namespace limner
