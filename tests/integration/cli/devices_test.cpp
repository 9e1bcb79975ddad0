#include "support/program.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>

namespace limner::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// A counter with one virtual device of each class; the camera is plugged in while a file is there.
class Devices : public testing::Test {
protected:
    Devices() { folder_.write("plugged", ""); }

    const TemporaryFolder folder_{};
    const std::string config_ = folder_.write("counter.toml", R"(
[drivers]
only = ["virtual"]
[[drivers.virtual.devices]]
id = "camera/1"
plugged_while = "plugged"
[[drivers.virtual.devices]]
id = "reader/1"
class = "fingerprint_reader"
[[drivers.virtual.devices]]
id = "scanner/1"
class = "document_scanner"
)");
};

TEST_F(Devices, AreListedOneObjectEach) {
    const Outcome outcome = run_limner({"devices", "--config", config_, "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto objects = outcome.objects();
    ASSERT_EQ(objects.size(), 3u);
    std::map<std::string, std::string> class_by_id;
    for (const auto& device : objects) {
        class_by_id[device["id"]] = device["class"];
        EXPECT_EQ(device["driver"], "virtual");
        EXPECT_EQ(device["state"], "ready");
        EXPECT_TRUE(device["health"].is_object());
    }
    EXPECT_EQ(class_by_id["virtual/camera/1"], "camera");
    EXPECT_EQ(class_by_id["virtual/reader/1"], "fingerprint_reader");
    EXPECT_EQ(class_by_id["virtual/scanner/1"], "document_scanner");
}

TEST_F(Devices, AreListedForPeople) {
    EXPECT_THAT(run_limner({"devices", "--config", config_}).out, HasSubstr("virtual/camera/1   camera"));
}

TEST_F(Devices, ShowTheirTypedOptions) {
    const Outcome outcome = run_limner({"devices", "--config", config_, "--options", "virtual/scanner/1", "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto object = outcome.objects().at(0);
    EXPECT_EQ(object["id"], "virtual/scanner/1");
    EXPECT_EQ(object["options"][0]["name"], "dpi");
    EXPECT_EQ(object["options"][0]["unit"], "dpi");
}

TEST_F(Devices, ThatAreNotThereCannotServe) {
    const Outcome outcome = run_limner({"devices", "--config", config_, "--options", "virtual/none", "--json"});
    EXPECT_EQ(outcome.exit_code, 5);
    EXPECT_EQ(outcome.objects().at(0)["error"]["code"], "device_missing");
}

TEST_F(Devices, AreWatchedUntilCtrlC) {
    Program program(std::getenv("LIMNER_PROGRAM"), {"devices", "--config", config_, "--watch", "--json"});
    ASSERT_TRUE(program.wait_for("virtual/camera/1"));
    std::filesystem::remove(folder_.path() / "plugged");
    ASSERT_TRUE(program.wait_for("\"lost\",\"id\":\"virtual/camera/1\""));
    folder_.write("plugged", "");
    ASSERT_TRUE(program.wait_for("\"arrived\",\"id\":\"virtual/camera/1\""));
    program.signal(SIGINT);
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.exit_code, 130);
    EXPECT_EQ(outcome.objects().back()["class"], "camera");
}

TEST_F(Devices, NoneIsNothingFound) {
    const std::string config = folder_.write("empty.toml", "[drivers]\nonly = ['virtual']\n");
    const Outcome outcome = run_limner({"devices", "--config", config, "--json"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, HasSubstr("no device"));
}

TEST_F(Devices, OfAConfigurationWithAMistakeAreBadUsageAndNameTheLine) {
    const std::string config = folder_.write("wrong.toml", "name = 'a'\n[[slots]]\n");
    const Outcome outcome = run_limner({"devices", "--config", config});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.err, HasSubstr("wrong.toml:2: unknown key 'slots'"));
    EXPECT_EQ(run_limner({"devices", "--config", "/nonexistent.toml"}).exit_code, 4);
}

TEST_F(Devices, AreWatchedNoLongerThanSomebodyReads) {
    const std::string limner = std::getenv("LIMNER_PROGRAM");
    const Outcome outcome =
        Program("sh", {"-c", "\"$0\" devices --config \"$1\" --watch | head -n 1", limner, config_}).finish();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("virtual/camera/1"));
}

TEST_F(Devices, WhoseSettingsHaveAMistakeAreBadUsageOnce) {
    const std::string config = folder_.write("class.toml", R"(
[[drivers.virtual.devices]]
id = "camera/1"
class = "camra"
)");
    const Outcome outcome = run_limner({"devices", "--config", config});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.err, HasSubstr("'class' is 'camra'; allowed: camera"));
    const Outcome capture = run_limner(
        {"capture", "portrait", "--config", config, "--device", "virtual/*", "--out", folder_.path() / "out"});
    EXPECT_EQ(capture.exit_code, 3);
    EXPECT_THAT(capture.err, HasSubstr("'class' is 'camra'; allowed: camera"));
}

TEST_F(Devices, OfADriverThatNobodyHasAreNamed) {
    const std::string config =
        folder_.write("slip.toml", "[drivers]\nonly = ['virtual']\n[drivers.virtul]\nseed = 1\n");
    const Outcome outcome = run_limner({"devices", "--config", config});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.err, HasSubstr("virtul: there are settings for this driver, and no such driver"));
    EXPECT_THAT(outcome.err, HasSubstr("virtual"));
}

TEST_F(Devices, OfAFolderThatIsNotThereNameIt) {
    const Outcome outcome =
        Program(std::getenv("LIMNER_PROGRAM"), {"devices"}, {"LIMNER_DRIVERS=/nonexistent/drivers"}).finish();
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("/nonexistent/drivers: no folder of drivers; LIMNER_DRIVERS names it"));
}

TEST_F(Devices, ComeFromTheFolderOfDrivers) {
    EXPECT_EQ(run_limner({"devices", "--drivers", folder_.path().string(), "--json"}).exit_code, 2);
}

}  // namespace
}  // namespace limner::test
