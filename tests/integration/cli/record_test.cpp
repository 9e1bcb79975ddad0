#include "support/small_disk.h"
#include "support/virtual_counter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class Record : public testing::Test {
protected:
    void SetUp() override {
        if (!VirtualCounter::can_be_set_up()) GTEST_SKIP() << "needs build/samples/portrait.png (scripts/setup)";
    }

    std::vector<std::string> words(const std::string& device, const std::string& tables,
                                   const std::vector<std::string>& more = {}) const {
        std::vector<std::string> all{"record", device, "--config", counter_.write(tables), "--out", tape_, "--json"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    /// A counter whose one device of the class is what was recorded.
    Outcome capture_from_tape(const std::string& what, const std::string& device_class) const {
        const std::string config = counter_.folder().write(
            "replay.toml",
            "[drivers]\nonly = ['replay']\n[drivers.replay]\nfiles = ['tape.limrec']\nspeed = 4\n"
            "[[slot]]\nname = 'tape'\nclass = '" +
                device_class + "'\ncandidates = ['replay/*']\n");
        std::vector<std::string> all{"capture", what,    "--config",     config,  "--slot",
                                     "tape",    "--out", counter_.out(), "--json"};
        if (what == "portrait") all.insert(all.end(), {"--profile", (counter_.path() / "face.toml").string()});
        return run_limner(all);
    }

    /// Starts a recording and returns once some of it is on the disk.
    std::unique_ptr<Program> begun(const std::string& tables) const {
        auto program = std::make_unique<Program>(std::getenv("LIMNER_PROGRAM"),
                                                 words("virtual/camera/*", tables, {"--seconds", "60"}));
        constexpr std::uintmax_t some_pictures = 1'000'000;
        std::error_code missing;
        for (int i = 0; i < 1000; ++i) {
            const auto size = std::filesystem::file_size(tape_, missing);
            if (!missing && size > some_pictures) break;
            std::this_thread::sleep_for(10ms);
        }
        return program;
    }

    const VirtualCounter counter_{};
    const std::string tape_ = (counter_.path() / "tape.limrec").string();
};

TEST_F(Record, OfACameraPlaysAsADevice) {
    const Outcome outcome = run_limner(words("virtual/camera/*", camera("desk"), {"--seconds", "0.5"}));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto object = outcome.objects().at(0);
    EXPECT_EQ(object["file"], tape_);
    EXPECT_GT(object["pictures"].get<int>(), 3);
    const Outcome played = capture_from_tape("portrait", "camera");
    EXPECT_EQ(played.exit_code, 0) << played.out << played.err;
    EXPECT_EQ(played.objects().back()["verdict"], "pass");
}

TEST_F(Record, OfAScannerEndsWithItsScanAndPlays) {
    const Outcome outcome = run_limner(words("virtual/scanner/*", scanner("desk", "warm_up_ms = 200")));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.objects().at(0)["pictures"], 1);
    const Outcome played = capture_from_tape("page", "document_scanner");
    EXPECT_EQ(played.exit_code, 0) << played.out << played.err;
}

TEST_F(Record, IsReadableOnlyToItsOwner) {
    run_limner(words("virtual/reader/*", reader("desk"), {"--seconds", "0.2"}));
    EXPECT_EQ(std::filesystem::status(tape_).permissions(), std::filesystem::perms(0600));
}

TEST_F(Record, ThatIsInterruptedPlays) {
    const auto program = begun(camera("desk"));
    program->signal(SIGINT);
    const Outcome outcome = program->finish();
    EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
    EXPECT_GT(outcome.objects().at(0)["pictures"].get<int>(), 0);
    EXPECT_EQ(capture_from_tape("portrait", "camera").exit_code, 0);
}

TEST_F(Record, ThatIsKilledPlays) {
    const auto program = begun(camera("desk"));
    program->signal(SIGKILL);
    program->finish();
    EXPECT_EQ(capture_from_tape("portrait", "camera").exit_code, 0);
}

TEST_F(Record, KeepsWhatCameBeforeTheDeviceFailed) {
    const Outcome outcome =
        run_limner(words("virtual/camera/*", camera("desk", "faults = [{ kind = 'unplug', after_frames = 10 }]")));
    EXPECT_EQ(outcome.exit_code, 5);
    EXPECT_EQ(outcome.objects().at(0)["error"]["code"], "device_lost");
    EXPECT_EQ(capture_from_tape("portrait", "camera").exit_code, 0);
}

TEST_F(Record, OfAnUnknownDeviceIsNone) {
    const Outcome outcome = run_limner(words("virtual/none", camera("desk")));
    EXPECT_EQ(outcome.exit_code, 5);
    EXPECT_THAT(outcome.err, HasSubstr("no device matches 'virtual/none'"));
    EXPECT_FALSE(std::filesystem::exists(tape_));
}

TEST_F(Record, OfADeviceThatDoesNotStartLeavesNoFile) {
    const Outcome outcome =
        run_limner(words("virtual/camera/*", camera("desk", "faults = [{ kind = 'error', in = 'start', times = 0 }]")));
    EXPECT_EQ(outcome.exit_code, 5);
    EXPECT_FALSE(std::filesystem::exists(tape_));
}

TEST_F(Record, OverwritesNothing) {
    counter_.folder().write("tape.limrec", "mine");
    const Outcome outcome = run_limner(words("virtual/camera/*", camera("desk")));
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.err, HasSubstr(tape_ + ": File exists"));
    EXPECT_EQ(std::filesystem::file_size(tape_), 4u);
}

TEST_F(Record, CannotBeWrittenIntoAFolderThatIsNotThere) {
    const Outcome outcome = run_limner({"record", "virtual/camera/*", "--config", counter_.write(camera("desk")),
                                        "--out", "/nonexistent/tape.limrec", "--json"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("/nonexistent/tape.limrec: No such file or directory"));
    EXPECT_TRUE(outcome.objects().at(0).contains("error"));
}

TEST_F(Record, OnAFullDiskSaysSoAndKeepsWhatFitted) {
    const SmallDisk disk(counter_.out(), 1024);
    if (!disk.is_mounted()) GTEST_SKIP() << "this system lets nobody mount a file system of his own";
    const Outcome outcome = run_limner({"record", "virtual/camera/*", "--config", counter_.write(camera("desk")),
                                        "--out", counter_.out() + "/tape.limrec", "--json"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.objects().at(0)["error"]["code"], "storage_full");
    std::filesystem::copy_file(counter_.out() + "/tape.limrec", tape_);
    const Outcome played = run_limner({"devices", "--config",
                                       counter_.folder().write("replay.toml",
                                                               "[drivers]\nonly = ['replay']\n[drivers.replay]\n"
                                                               "files = ['tape.limrec']\n")});
    EXPECT_THAT(played.out, HasSubstr("replay/camera/tape"));
}

}  // namespace
}  // namespace limner::test
