#include "support/onnx_writer.h"
#include "support/program.h"
#include "support/virtual_counter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace limner::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

Outcome run_with_journal(const std::string& file, const std::vector<std::string>& arguments) {
    return Program(std::getenv("LIMNER_PROGRAM"), arguments, {"LIMNER_JOURNAL=" + file}).finish();
}

class JournalOfDevices : public testing::Test {
protected:
    VirtualCounter counter_{};
    const std::string file_ = (counter_.path() / "journal.sqlite").string();
};

TEST_F(JournalOfDevices, TellsOfASwitchDuringACapture) {
    const std::string config =
        counter_.write(reader("primary", "faults = [{ kind = 'error' }]") + reader("spare") + reader_slot());
    const Outcome captured = run_with_journal(file_, {"capture", "fingerprint", "--config", config, "--slot",
                                                      "finger reader", "--out", counter_.out(), "--json"});
    ASSERT_EQ(events(captured, "switched").size(), 1u) << captured.out << captured.err;
    const Outcome shown = run_with_journal(file_, {"journal", "--json"});
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    std::map<std::string, nlohmann::json> devices;
    std::vector<nlohmann::json> switches;
    for (const auto& object : shown.objects()) {
        if (object.contains("id")) devices[object["id"]] = object;
        if (object.value("event", "") == "switched") switches.push_back(object);
    }
    EXPECT_EQ(devices["virtual/reader/primary"]["errors"]["device_fault"], 1) << shown.out;
    EXPECT_EQ(devices["virtual/reader/primary"]["switched_from"], 1);
    EXPECT_EQ(devices["virtual/reader/spare"]["captures"], 1);
    EXPECT_EQ(devices["virtual/reader/spare"]["distributions"]["open_ms"]["n"], 1);
    ASSERT_EQ(switches.size(), 1u);
    EXPECT_EQ(switches[0]["from"], "virtual/reader/primary");
    EXPECT_EQ(switches[0]["device"], "virtual/reader/spare");
    EXPECT_GT(switches[0]["outage_ms"], 0);
}

TEST_F(JournalOfDevices, IsWrittenWhereTheCounterSays) {
    const std::string config = counter_.write(reader("primary") + reader_slot(), "journal = \"devices.sqlite\"\n");
    const Outcome listed = run_with_journal("none", {"devices", "--config", config});
    EXPECT_EQ(listed.exit_code, 0) << listed.err;
    const Outcome shown =
        run_with_journal("none", {"journal", "--file", (counter_.path() / "devices.sqlite").string()});
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    EXPECT_THAT(shown.out, HasSubstr("virtual/reader/primary"));
}

TEST_F(JournalOfDevices, IsMissedWithAClearMessage) {
    for (const std::string& file : {file_, std::string("none")}) {
        const Outcome shown = run_with_journal(file, {"journal", "--json"});
        EXPECT_EQ(shown.exit_code, 4);
        EXPECT_EQ(shown.objects().at(0)["error"]["code"], "file_missing");
    }
}

TEST_F(JournalOfDevices, ThatIsNoneIsRefused) {
    counter_.folder().write("journal.sqlite", "something else");
    const Outcome shown = run_with_journal(file_, {"journal"});
    EXPECT_EQ(shown.exit_code, 4);
    EXPECT_THAT(shown.err, HasSubstr(file_));
    EXPECT_THAT(shown.out, IsEmpty());
}

TEST_F(JournalOfDevices, DoesNotKeepACounterFromServingWhereItCannotBeWritten) {
    const std::string config = counter_.write(reader("primary") + reader_slot());
    const Outcome listed = run_with_journal("/proc/none/journal", {"devices", "--config", config});
    EXPECT_EQ(listed.exit_code, 0);
    EXPECT_THAT(listed.err, HasSubstr("/proc/none/journal"));
}

class Doctor : public JournalOfDevices {};

TEST_F(Doctor, FindsNoProblemWhereDevicesWork) {
    const std::string config = counter_.write(reader("primary") + reader_slot(), "");
    const Outcome outcome = run_with_journal(file_, {"doctor", "--config", config, "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
    bool has_device = false;
    for (const auto& object : outcome.objects()) {
        EXPECT_NE(object["status"], "problem") << object;
        EXPECT_TRUE(object["message"]["id"].is_string());
        has_device = has_device || object["device"] == "virtual/reader/primary";
    }
    EXPECT_TRUE(has_device);
}

TEST_F(Doctor, NamesADriverThatCannotBeLoaded) {
    counter_.folder().write("broken.driver.toml", "name = 3\n");
    const std::string config = counter_.write(reader("primary") + reader_slot(), "");
    const Outcome outcome = run_with_journal(file_, {"doctor", "--drivers", counter_.path().string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    const auto objects = outcome.objects();
    EXPECT_TRUE(std::ranges::any_of(objects, [](const auto& object) {
        return object["check"] == "drivers" && object["status"] == "problem" &&
               object["message"]["en"].template get<std::string>().find("broken.driver.toml") != std::string::npos;
    })) << outcome.out;
}

TEST_F(Doctor, NamesASlotThatNothingServesAndASpareThatIsNotThere) {
    const std::string config = counter_.write(reader("primary") + R"(
[[slot]]
name = "fingers"
class = "fingerprint_reader"
candidates = ["virtual/reader/primary", "uru4000/*"]
[[slot]]
name = "face"
class = "camera"
candidates = ["virtual/*"]
)");
    const Outcome outcome = run_with_journal(file_, {"doctor", "--config", config, "--json"});
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    std::map<std::string, std::string> messages;
    for (const auto& object : outcome.objects())
        if (object["check"] == "slot") messages[object["status"]] = object["message"]["en"];
    EXPECT_THAT(messages["warning"], AllOf(HasSubstr("'fingers' can be served by virtual/reader/primary"),
                                           HasSubstr("no fingerprint_reader is connected that matches uru4000/*")));
    EXPECT_THAT(messages["problem"], HasSubstr("'face'; no camera is connected that matches virtual/*"));
}

TEST_F(Doctor, SaysThatAJournalCannotBeWritten) {
    counter_.folder().write("folder", "no folder");
    const std::string config = counter_.write(reader("primary") + reader_slot(), "");
    const Outcome outcome = run_with_journal((counter_.path() / "folder/journal.sqlite").string(),
                                             {"doctor", "--config", config, "--json"});
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_EQ(outcome.objects().at(0)["check"], "journal");
    EXPECT_EQ(outcome.objects().at(0)["status"], "problem");
    EXPECT_THAT(outcome.objects().at(0)["message"]["en"].get<std::string>(), HasSubstr("folder/journal.sqlite"));
}

TEST_F(Doctor, SaysWhetherOfiqsModelsCanBeLoadedWhereTheirFolderIsNamed) {
    auto said_of = [&](const std::string& folder) {
        const auto outcome = Program(std::getenv("LIMNER_PROGRAM"), {"doctor", "--json"},
                                     {"LIMNER_JOURNAL=" + file_, "LIMNER_OFIQ_MODELS=" + folder})
                                 .finish();
        for (const auto& object : outcome.objects())
            if (object["check"] == "ofiq_models") return object;
        return nlohmann::json();
    };
    EXPECT_TRUE(said_of("").is_null());
    const auto empty = said_of(counter_.path().string());
    if (empty["message"]["en"].get<std::string>().find("no portrait models") != std::string::npos)
        GTEST_SKIP() << "no portrait models (scripts/models gets them)";
    EXPECT_EQ(empty["status"], "problem");
    EXPECT_THAT(empty["message"]["en"].get<std::string>(), HasSubstr("has none of OFIQ's models"));
    std::filesystem::create_directories(counter_.path() / "unified_quality_score");
    counter_.folder().write("unified_quality_score/magface_iresnet50_norm.onnx", picking_network(112, 0, 1, 1));
    EXPECT_EQ(said_of(counter_.path().string())["status"], "ok");
}

TEST_F(Doctor, SpeaksIndonesian) {
    const Outcome outcome = run_with_journal(file_, {"doctor", "--language", "id"});
    EXPECT_THAT(outcome.out, HasSubstr("Belum ada riwayat perangkat"));
}

}  // namespace
}  // namespace limner::test
