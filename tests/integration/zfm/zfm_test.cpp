#include "zfm_emulator.h"
#include "zfm_protocol.h"

#include "support/abi_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

class Zfm : public testing::Test {
protected:
    void plug(ZfmEmulator::Options options = {}) { module_at_port = std::make_unique<ZfmEmulator>(std::move(options)); }

    Result<void> open(AbiModule::Settings settings = {}) {
        settings.emplace("ports", module_at_port->path());
        auto loaded = AbiModule::load("zfm", std::move(settings));
        if (!loaded) return loaded.error();
        driver = std::move(*loaded);
        auto opened = driver->open(driver->ids().at(0));
        if (!opened) return opened.error();
        reader = std::make_unique<AbiDevice>(std::move(*opened));
        return reader->start();
    }
    /// An open reader; a finger lies on it where wanted.
    void begin(bool has_finger, ZfmEmulator::Options options = {}) {
        plug(std::move(options));
        auto opened = open();
        ASSERT_TRUE(opened) << opened.error().message;
        module_at_port->has_finger = has_finger;
    }
    void expect_whole_image() {
        auto frame = reader->next_image();
        ASSERT_TRUE(frame) << frame.error().message;
        EXPECT_EQ(frame->header.width, 256);
        EXPECT_EQ(frame->header.height, 288);
        EXPECT_EQ(frame->header.ppi_x, 500);
        EXPECT_EQ(frame->pixels, zfm::unpacked(module_at_port->image()));
    }

    std::unique_ptr<ZfmEmulator> module_at_port;
    std::unique_ptr<AbiModule> driver;
    std::unique_ptr<AbiDevice> reader;
};

TEST_F(Zfm, GivesOneImageAFingerPixelByPixelAndAsksForItToBeLifted) {
    begin(false);
    auto waiting = reader->grab(100ms);
    ASSERT_TRUE(waiting) << waiting.error().message;
    EXPECT_EQ(waiting->header.hint, LIMNER_HINT_PLACE_FINGER);
    module_at_port->has_finger = true;
    expect_whole_image();
    auto lift = reader->grab(200ms);
    ASSERT_TRUE(lift);
    EXPECT_EQ(lift->header.hint, LIMNER_HINT_LIFT_FINGER);
    module_at_port->has_finger = false;
    while (reader->grab(50ms)->header.hint == LIMNER_HINT_LIFT_FINGER) {
    }
    module_at_port->has_finger = true;
    expect_whole_image();
    EXPECT_EQ(module_at_port->uploads, 2);
}

TEST_F(Zfm, FindsTheBaudRateAndRaisesIt) {
    for (int baud : {9'600, 57'600, 115'200}) {
        begin(true, {.baud = baud});
        EXPECT_EQ(module_at_port->baud(), 115'200) << "it was at " << baud;
        expect_whole_image();
        reader.reset();
    }
}

TEST_F(Zfm, LeavesTheBaudRateOfAModuleThatKeepsItsOwn) {
    begin(true, {.takes_rates = false});
    EXPECT_EQ(module_at_port->baud(), 57'600);
    expect_whole_image();
}

TEST_F(Zfm, GoesToRatesWithoutANameOfTheirOwnWhereTheSettingsSaySo) {
    plug();
    ASSERT_TRUE(open({{"baud", "960000"}}));
    EXPECT_EQ(module_at_port->baud(), 960'000);
    module_at_port->has_finger = true;
    expect_whole_image();
}

TEST_F(Zfm, AsksAgainForAnImageThatTheLineDamaged) {
    begin(true);
    module_at_port->damaged_data = 1;
    expect_whole_image();
    EXPECT_EQ(module_at_port->uploads, 2);
    EXPECT_THAT(driver->log(), Contains(HasSubstr("asked for again")));
}

TEST_F(Zfm, AsksAgainForAnImageOfWhichBytesOrPacketsWereLost) {
    begin(true);
    module_at_port->lost_bytes = 1;
    expect_whole_image();
    module_at_port->has_finger = false;
    ASSERT_TRUE(reader->grab(300ms));
    module_at_port->has_finger = true;
    module_at_port->lost_packets = 1;
    expect_whole_image();
    EXPECT_EQ(module_at_port->uploads, 4);
}

TEST_F(Zfm, RepeatsCommandsWhoseAnswersOrWhichThemselvesWereDamaged) {
    begin(true);
    module_at_port->damaged_answers = 2;
    module_at_port->refused_commands = 1;
    expect_whole_image();
}

TEST_F(Zfm, GivesUpALineThatDamagesEveryImageAndServesOnceItIsMended) {
    begin(true);
    module_at_port->damaged_data = 1'000'000;
    auto frame = reader->next_image();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::bad_data) << frame.error().message;
    EXPECT_THAT(frame.error().message, HasSubstr("disturbed"));
    EXPECT_EQ(module_at_port->uploads, 3) << testing::PrintToString(driver->log());
    module_at_port->damaged_data = 0;
    expect_whole_image();
}

TEST_F(Zfm, SaysThatAModuleStalledWhichStopsInAnImageOrDoesNotAnswer) {
    begin(true);
    module_at_port->stops_in_image = true;
    auto frame = reader->next_image();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::device_stalled) << frame.error().message;
    module_at_port->stops_in_image = false;
    module_at_port->ignored_commands = 2;  // the light's, too
    frame = reader->next_image();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::device_stalled) << frame.error().message;
    expect_whole_image();
}

TEST_F(Zfm, CallsAModuleFaultyThatKeepsFailingToTakeImages) {
    begin(false);
    module_at_port->answer_of_image = 3;
    auto frame = reader->next_image();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::device_fault);
    EXPECT_THAT(frame.error().message, HasSubstr("taking the image failed"));
}

TEST_F(Zfm, IsLostWhenTheDongleIsPulledWhileItWaitsOrUploads) {
    begin(false);
    module_at_port->unplug();
    auto frame = reader->next_image();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::device_lost) << frame.error().message;
    reader.reset();
    begin(true);
    module_at_port->stops_in_image = true;
    for (int i = 0; i < 100 && module_at_port->uploads == 0; ++i) (void)reader->grab(10ms);
    module_at_port->unplug();
    frame = reader->next_image();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::device_lost) << frame.error().message;
}

TEST_F(Zfm, EndsAGrabAtOnceAndTakesNoOldFingerAfterwards) {
    begin(false);
    std::jthread officer([&] {
        std::this_thread::sleep_for(50ms);
        reader->cancel();
    });
    auto frame = reader->grab(10s);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::cancelled);
    module_at_port->has_finger = true;
    expect_whole_image();
}

TEST_F(Zfm, GuidesThePersonByItsLight) {
    begin(true);
    expect_whole_image();
    EXPECT_THAT(module_at_port->light_colors(), testing::IsSupersetOf({0, 2, 3})) << "off, blue, purple";
    ASSERT_TRUE(reader->set_option("led", std::string("off")));
    EXPECT_EQ(module_at_port->light_colors().back(), 0);
    reader.reset();
    begin(true, {.has_light = false});
    EXPECT_THAT(*reader->options(), testing::IsEmpty());
    expect_whole_image();
}

TEST_F(Zfm, RefusesWhatCannotBeOpenedWithTheReason) {
    plug({.password = 77});
    auto opened = open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::access_denied);
    EXPECT_THAT(opened.error().message, HasSubstr("drivers.zfm.password"));
    EXPECT_TRUE(open({{"password", "77"}}));
    EXPECT_EQ(driver->open(driver->ids().at(0)).error().code, ErrorCode::device_busy) << "one owner";
    reader.reset();
    module_at_port->ignored_commands = 1'000;
    opened = open({{"password", "77"}});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::device_missing);
}

TEST(ZfmSettings, AreNamedWhereTheyAreWrong) {
    for (const auto& [name, value] :
         AbiModule::Settings{{"ports", "ttyUSB0"}, {"baud", "100"}, {"password", "secret"}, {"address", "0xZZ"}}) {
        auto loaded = AbiModule::load("zfm", {{name, value}});
        ASSERT_FALSE(loaded) << name;
        EXPECT_EQ(loaded.error().code, ErrorCode::invalid_setup);
        EXPECT_THAT(loaded.error().message, HasSubstr(name));
    }
}

}  // namespace
}  // namespace limner::test
