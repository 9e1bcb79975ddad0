#include "support/virtual_counter.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace limner::test {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Json = nlohmann::json;
using namespace std::chrono_literals;

/// A sheet without anything on it.
Image blank_page() {
    constexpr int side = 600;
    return Image::from_pixels(side, side, PixelFormat::gray8, std::vector<std::byte>(side * side, std::byte{240}))
        .value();
}

class Capture : public testing::Test {
protected:
    void SetUp() override {
        if (!VirtualCounter::can_be_set_up()) GTEST_SKIP() << "needs build/samples/portrait.png (scripts/setup)";
    }

    Outcome capture(const std::string& what, const std::string& tables, std::vector<std::string> more = {},
                    const std::string& slot = "") const {
        static const std::map<std::string, std::string> slots{
            {"portrait", "portrait camera"}, {"page", "scanner"}, {"fingerprint", "finger reader"}};
        std::vector<std::string> words{"capture", what, "--config", counter_.write(tables)};
        words.insert(words.end(), {"--slot", slot.empty() ? slots.at(what) : slot, "--out", counter_.out(), "--json"});
        if (what == "portrait") words.insert(words.end(), {"--profile", (counter_.path() / "face.toml").string()});
        words.insert(words.end(), more.begin(), more.end());
        return run_limner(words);
    }

    void expect_whole_record(const Outcome& outcome, const std::string& verdict) const {
        const Json done = outcome.objects().back();
        ASSERT_EQ(done.value("event", ""), "done");
        EXPECT_EQ(done["verdict"], verdict);
        ASSERT_TRUE(done["record"].is_string()) << done;
        EXPECT_EQ(run_limner({"inspect", done["record"].get<std::string>()}).exit_code, 0);
        EXPECT_THAT(counter_.records(), SizeIs(1));
    }

    void expect_nothing_left(const Outcome& outcome, const std::string& code) const {
        const Json done = outcome.objects().back();
        EXPECT_EQ(done["event"], "done");
        EXPECT_EQ(done["verdict"], "fail");
        EXPECT_TRUE(done["record"].is_null());
        EXPECT_EQ(done["error"]["code"], code) << done;
        EXPECT_NE(done["remedy"], "");
        EXPECT_NE(done["message"]["en"], "");
        EXPECT_NE(done["message"]["id"], "");
        EXPECT_THAT(outcome.err, HasSubstr(code));
        EXPECT_THAT(counter_.records(), IsEmpty());
    }

    const VirtualCounter counter_{};
};

void expect_switch(const Outcome& outcome, const std::string& slot, const std::string& kind,
                   const std::string& reason) {
    const auto switched = events(outcome, "switched");
    ASSERT_EQ(switched.size(), 1u) << outcome.out;
    const Json& event = switched.front();
    EXPECT_EQ(event["slot"], slot);
    EXPECT_EQ(event["from"], "virtual/" + kind + "/primary");
    EXPECT_EQ(event["to"], "virtual/" + kind + "/spare");
    EXPECT_EQ(event["reason"], reason);
    for (const char* part : {"outage_ms", "detection_ms", "open_ms", "first_frame_ms"})
        EXPECT_GE(event[part].get<double>(), 0) << part;
    EXPECT_GE(event["frames_lost"].get<int>(), 0);
    EXPECT_TRUE(event["settings_not_mapped"].is_array());
    EXPECT_NE(event["message"]["en"], "");
    EXPECT_NE(event["message"]["id"], "");
}

TEST_F(Capture, OfAPortraitThatPassesLeavesAWholeRecord) {
    const Outcome outcome = capture("portrait", camera("primary") + camera_slot());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    expect_whole_record(outcome, "pass");
    const auto attempt = events(outcome, "attempt").at(0);
    EXPECT_EQ(attempt["step"], "portrait");
    EXPECT_EQ(attempt["attempt"], 1);
    EXPECT_EQ(attempt["verdict"], "pass");
    EXPECT_EQ(attempt["findings"][0]["requirement"], "single_face_present");
}

TEST_F(Capture, OfAPageReadsItsMrz) {
    const Outcome outcome = capture("page", scanner("primary") + scanner_slot());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    expect_whole_record(outcome, "pass");
    EXPECT_EQ(events(outcome, "attempt").at(0)["mrz"]["valid"], true) << outcome.out;
}

TEST_F(Capture, NamesTheSettingsThatTheDeviceDoesNotTake) {
    const Outcome outcome = capture("page", scanner("primary") + scanner_slot(),
                                    {"--source", "adf", "--dpi", "4800", "--set", "foo=1", "--set", "mode=gray"});
    const auto degraded = events(outcome, "degraded");
    ASSERT_EQ(degraded.size(), 1u) << outcome.out;
    EXPECT_EQ(degraded[0]["device"], "virtual/scanner/primary");
    EXPECT_EQ(degraded[0]["reason"], "unsupported");
    EXPECT_EQ(degraded[0]["remedy"], "fix_setup");
    EXPECT_EQ(degraded[0]["settings_not_mapped"], (std::vector<std::string>{"dpi", "foo", "source"}));
    EXPECT_THAT(degraded[0]["message"]["id"].get<std::string>(), HasSubstr("dpi, foo, source"));
    EXPECT_THAT(outcome.err, HasSubstr("option 'source' must be: platen"));
    EXPECT_EQ(outcome.objects().back()["event"], "done");
}

TEST_F(Capture, TakesNoTimeThatIsNoNumber) {
    const Outcome outcome = capture("portrait", camera("primary") + camera_slot(), {"--timeout", "nan"});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.err, HasSubstr("'nan' is no number from 0.1 to 86400"));
}

TEST_F(Capture, SaysWhichPatternNothingMatchesAndWhatIsConnected) {
    const std::string config = counter_.write(scanner("primary") + scanner_slot());
    const Outcome outcome =
        run_limner({"capture", "portrait", "--config", config, "--device", "v4l2/*", "--out", counter_.out()});
    EXPECT_EQ(outcome.exit_code, 5);
    EXPECT_THAT(outcome.err, HasSubstr("no camera matches v4l2/*; connected: virtual/scanner/primary"));
}

TEST_F(Capture, OfAFingerprintNamesTheFinger) {
    const Outcome outcome =
        capture("fingerprint", reader("primary") + reader_slot(), {"--finger", "left_thumb", "--set", "gain=2"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    expect_whole_record(outcome, "pass");
    EXPECT_EQ(events(outcome, "attempt").at(0)["step"], "left_thumb");
}

TEST_F(Capture, ThatDoesNotPassIsRecordedAsItIs) {
    const auto strict = counter_.folder().write("strict.toml",
                                                "name = 'strict'\nversion = '1'\nkind = 'fingerprint'\n"
                                                "[[requirement]]\nname = 'resolution'\nlow = 900\n");
    const Outcome outcome =
        capture("fingerprint", reader("primary") + reader_slot(), {"--timeout", "1", "--profile", strict.string()});
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    expect_whole_record(outcome, "fail");
}

TEST_F(Capture, GoesOnWithTheSpareCameraWhenThePrimaryHangs) {
    const Outcome outcome =
        capture("portrait", camera("primary", "faults = [{ kind = 'hang', after_frames = 3, for_ms = 60000 }]") +
                                camera("spare") + camera_slot());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    expect_whole_record(outcome, "pass");
    expect_switch(outcome, "portrait camera", "camera", "device_stalled");
    EXPECT_GE(events(outcome, "switched")[0]["detection_ms"].get<double>(), 290);
}

TEST_F(Capture, TakesAnotherCameraForOneThatLiesAboutItsFrames) {
    const Outcome outcome =
        capture("portrait", camera("primary", "faults = [{ kind = 'lying_header', lie = 'width' }]") + camera("spare") +
                                camera_slot());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    expect_switch(outcome, "portrait camera", "camera", "bad_data");
}

TEST_F(Capture, CannotServeWithNothingButACameraThatLies) {
    const Outcome outcome = capture(
        "portrait",
        camera("primary", "faults = [{ kind = 'lying_header', lie = 'height' }]") + camera_slot("max_switches = 0"),
        {"--timeout", "5"});
    EXPECT_EQ(outcome.exit_code, 5) << outcome.out;
    expect_nothing_left(outcome, "bad_data");
    EXPECT_EQ(events(outcome, "attempt").at(0)["error"]["code"], "bad_data");
}

TEST_F(Capture, ScansThePageAgainOnTheSpareWhenTheScannerIsUnplugged) {
    const Outcome outcome =
        capture("page", scanner("primary", "page_ms = 400\nfaults = [{ kind = 'unplug', after_rows = 300 }]") +
                            scanner("spare") + scanner_slot());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    expect_whole_record(outcome, "pass");
    expect_switch(outcome, "scanner", "scanner", "device_lost");
    const auto asked = events(outcome, "action_required");
    ASSERT_THAT(asked, Not(IsEmpty())) << outcome.out;
    EXPECT_EQ(asked[0]["action"], "move_document");
    EXPECT_NE(asked[0]["message"]["id"], "");
}

TEST_F(Capture, GoesOnWithTheSpareReader) {
    const Outcome outcome =
        capture("fingerprint", reader("primary", "faults = [{ kind = 'error' }]") + reader("spare") + reader_slot());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    expect_switch(outcome, "finger reader", "reader", "device_fault");
}

TEST_F(Capture, WaitsForAFingerUntilItsTimeAndSwitchesNothing) {
    const Outcome outcome =
        capture("fingerprint",
                reader("primary", "finger_after_ms = 60000") + reader("spare") + reader_slot("stall_after_ms = 300"),
                {"--timeout", "1.2"});
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    EXPECT_THAT(events(outcome, "switched"), IsEmpty());
    expect_nothing_left(outcome, "timed_out");
}

TEST_F(Capture, WaitsForALampAndSwitchesNothing) {
    const Outcome outcome = capture(
        "page", scanner("primary", "warm_up_ms = 1200") + scanner("spare") + scanner_slot("stall_after_ms = 300"));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
    EXPECT_THAT(events(outcome, "switched"), IsEmpty());
}

TEST_F(Capture, TakesEverySheetOfTheFeeder) {
    const Outcome outcome = capture("page", scanner("primary", "sheets = 3") + scanner_slot(), {"--source", "adf"});
    const Json done = outcome.objects().back();
    ASSERT_TRUE(done["record"].is_string()) << outcome.out;
    const Json record = run_limner({"inspect", done["record"], "--json"}).objects().at(0)["record"];
    EXPECT_EQ(record["steps"][0]["attempts"][0]["files"].size(), 3u);
}

TEST_F(Capture, KeepsThePagesBeforeAJamAndSaysThatTheRestIsMissing) {
    const Outcome outcome =
        capture("page",
                scanner("primary", "sheets = 3\nfaults = [{ kind = 'error', code = 'paper_jam', after_frames = 2 }]") +
                    scanner_slot(),
                {"--source", "adf"});
    const auto attempt = events(outcome, "attempt").at(0);
    EXPECT_EQ(attempt["interrupted_by"]["code"], "paper_jam") << outcome.out;
    EXPECT_THAT(outcome.err, HasSubstr("paper_jam"));
    expect_whole_record(outcome, "pass");
}

TEST_F(Capture, JudgesAScanByItsWorstPage) {
    std::filesystem::create_directory(counter_.path() / "sheets");
    std::filesystem::copy_file(counter_.path() / "page.png", counter_.path() / "sheets/1.png");
    counter_.folder().write("sheets/2.png", *encode_png(blank_page(), 240.0));
    const std::string feeder =
        "[[drivers.virtual.devices]]\nid = 'scanner/primary'\nclass = 'document_scanner'\nsource = 'sheets'\n"
        "sheets = 2\n";
    const Outcome outcome = capture("page", feeder + scanner_slot(), {"--source", "adf"});
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_EQ(events(outcome, "attempt").at(0)["verdict"], "fail");
    expect_whole_record(outcome, "fail");
}

TEST_F(Capture, TakesPatternsInPlaceOfACounter) {
    const std::string devices = counter_.folder().write("devices.json", R"([
        {"id": "desk", "source": "portrait.png", "width": 320}])");
    const std::string face = (counter_.path() / "face.toml").string();
    Program program(std::getenv("LIMNER_PROGRAM"),
                    {"capture", "portrait", "--device", "v4l2/*", "--device", "virtual/*", "--out", counter_.out(),
                     "--profile", face, "--json"},
                    {"LIMNER_VIRTUAL_DEVICES=" + devices});
    program.close_input();
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    expect_whole_record(outcome, "pass");
}

TEST_F(Capture, WithoutADeviceSaysSoAtOnce) {
    const Outcome outcome = capture("portrait", reader("primary") + camera_slot());
    EXPECT_EQ(outcome.exit_code, 5);
    expect_nothing_left(outcome, "device_missing");
    EXPECT_THAT(outcome.err, HasSubstr("no camera matches virtual/camera/primary"));
}

TEST_F(Capture, OfABadCommandLineIsBadUsage) {
    const std::string tables = camera("primary") + camera_slot() + reader("primary") + reader_slot();
    const std::string config = counter_.write(tables);
    EXPECT_EQ(capture("portrait", tables, {}, "no such slot").exit_code, 3);
    EXPECT_EQ(capture("portrait", tables, {}, "finger reader").exit_code, 3);
    EXPECT_EQ(capture("portrait", tables, {"--profile", "nonsense"}).exit_code, 3);
    EXPECT_EQ(capture("portrait", tables, {"--set", "zoom"}).exit_code, 3);
    EXPECT_EQ(capture("portrait", tables, {"--timeout", "0"}).exit_code, 3);
    EXPECT_EQ(capture("fingerprint", tables, {"--finger", "nose"}).exit_code, 3);
    EXPECT_EQ(run_limner({"capture", "portrait", "--out", counter_.out()}).exit_code, 3);
    EXPECT_EQ(run_limner({"capture", "portrait", "--config", config}).exit_code, 3);
    EXPECT_EQ(run_limner({"capture", "portrait", "--config", "/nonexistent", "--out", counter_.out()}).exit_code, 4);
    EXPECT_THAT(counter_.records(), IsEmpty());
}

TEST_F(Capture, ThatIsInterruptedLeavesNothing) {
    const std::string tables = reader("primary", "finger_after_ms = 60000") + reader_slot();
    Program program(std::getenv("LIMNER_PROGRAM"), {"capture", "fingerprint", "--config", counter_.write(tables),
                                                    "--slot", "finger reader", "--out", counter_.out()});
    ASSERT_TRUE(program.wait_for("right_index: "));
    program.signal(SIGINT);
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
    EXPECT_THAT(counter_.records(), IsEmpty());
}

TEST_F(Capture, IsInterruptedWhileADeviceHangs) {
    const std::string tables =
        camera("primary", "faults = [{ kind = 'hang', for_ms = 60000 }]") + camera_slot("stall_after_ms = 30000");
    Program program(std::getenv("LIMNER_PROGRAM"), {"capture", "portrait", "--config", counter_.write(tables), "--slot",
                                                    "portrait camera", "--out", counter_.out(), "--json"});
    while (counter_.records().empty()) std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(300ms);
    program.signal(SIGINT);
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
    expect_nothing_left(outcome, "cancelled");
}

TEST_F(Capture, WaitsUntilTheDocumentWasMoved) {
    const std::string tables = scanner("primary", "page_ms = 300\nfaults = [{ kind = 'unplug', after_rows = 300 }]") +
                               scanner("spare") + scanner_slot("confirm_moves = true");
    Program program(std::getenv("LIMNER_PROGRAM"), {"capture", "page", "--config", counter_.write(tables), "--slot",
                                                    "scanner", "--out", counter_.out(), "--json"});
    ASSERT_TRUE(program.wait_for("\"move_document\""));
    program.write("\n");
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_TRUE(events(outcome, "switched").at(0)["human_ms"].is_number()) << outcome.out;
}

TEST_F(Capture, CannotWriteWhereAFileStandsInTheWay) {
    const std::string file = counter_.folder().write("file", "");
    const Outcome outcome =
        run_limner({"capture", "fingerprint", "--config", counter_.write(reader("primary") + reader_slot()), "--slot",
                    "finger reader", "--out", file + "/records", "--json"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("'" + file + "': Not a directory"));
}

}  // namespace
}  // namespace limner::test
