#include "integration/sane/sane_setup.h"
#include "support/escl_server.h"
#include "support/program.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace limner::test {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : ".";
}

std::string seeded(const std::string& name) {
    return environment("LIMNER_BINARY") + "/tests/conformance/drivers/kit_" + name + ".so";
}

std::vector<std::string> checks_of(const json& report, const std::string& verdict) {
    std::vector<std::string> names;
    for (const json& check : report["checks"])
        if (check["verdict"] == verdict) names.push_back(check["check"]);
    return names;
}

json finding_of(const json& report, const std::string& check) {
    for (const json& one : report["checks"])
        if (one["check"] == check) return one;
    return {};
}

/// The kit's report, from its JSON output.
json conform(std::vector<std::string> arguments, int exit_code) {
    arguments.insert(arguments.begin(), "conform");
    arguments.emplace_back("--json");
    Outcome outcome = run_limner(arguments);
    EXPECT_EQ(outcome.exit_code, exit_code) << outcome.out << outcome.err;
    auto objects = outcome.objects();
    return objects.size() == 1 ? objects[0] : json::object();
}

struct Bad {
    const char* driver;
    const char* check;  ///< The one that has to fail.
    const char* seen;   ///< What it has to say.
};
void PrintTo(const Bad& bad, std::ostream* to) { *to << bad.driver; }

class BadDriver : public testing::TestWithParam<Bad> {};

TEST_P(BadDriver, FailsTheOneCheckOfWhatItDoesWrong) {
    json report = conform({seeded(GetParam().driver)}, 2);
    ASSERT_EQ(report["verdict"], "fail");
    EXPECT_THAT(checks_of(report, "fail"), ElementsAre(GetParam().check)) << report.dump(1);
    json finding = finding_of(report, GetParam().check);
    EXPECT_THAT(finding["seen"].get<std::string>(), HasSubstr(GetParam().seen));
    EXPECT_NE(finding["requirement"], "");
    EXPECT_NE(finding["advice"], "");
}

INSTANTIATE_TEST_SUITE_P(
    EachWay, BadDriver,
    testing::Values(
        Bad{"table_size", "abi_table", "struct_size is 64"}, Bad{"slice_ignored", "slice", "ms after its end"},
        Bad{"cancel_ignored", "cancel", "ms after cancel()"},
        Bad{"stale_after_idle", "frame_fresh", "they were queued"},
        Bad{"sequence_stuck", "frame_sequence", "sequence 7 after 7"},
        Bad{"lying_stride", "frame_header", "3072 bytes for 64 x 48"},
        Bad{"lying_bytes", "frame_header", "SIGSEGV in reading the valid_bytes"},
        Bad{"leaks_descriptor", "leaked_descriptors", "90 descriptors"},
        Bad{"leaks_thread", "leaked_threads", "90 threads"}, Bad{"leaks_memory", "leaked_memory", "bytes of heap"},
        Bad{"throws", "out_of_order", "an exception left stop()"}, Bad{"crashes_at_stop", "cycle", "SIGSEGV in stop()"},
        Bad{"hangs_in_option", "out_of_order", "no return in set_option()"},
        Bad{"slow_stop", "cycle", "ms; the SDK gives up after 2000 ms"},
        Bad{"second_open", "second_open", "after a second open of the device the first answered"},
        Bad{"option_range", "options_set", "'exposure' = 50.000000 is allowed"},
        Bad{"option_takes_all", "options_refused", "and was taken"},
        Bad{"option_outside", "options_described", "none of its choices"},
        Bad{"null_taken", "null_pointers", "open(id = NULL) was taken"},
        Bad{"future_time", "frame_time", "after the frame's delivery"},
        Bad{"pixels_overwritten", "slow_caller", "changed before the next call"},
        Bad{"writes_past_frame", "struct_sizes", "wrote past the 104 bytes"},
        Bad{"buffer_overrun", "lent_buffer", "SIGSEGV in grab() with a lent buffer of 64 bytes"},
        Bad{"listed_twice", "enumerate", "is listed twice"},
        Bad{"global_instance", "instances", "the driver is closed"}),
    [](const auto& tested) { return std::string(tested.param.driver); });

/// A counter whose devices are plugged in while a file is there, and the command that moves it.
class Counter {
public:
    /// `text` is of counter.toml, before the line that says which file it is.
    explicit Counter(const std::string& text) {
        folder_.write("counter.toml", "name = \"conform\"\n" + text + "plugged_while = \"" + plug() + "\"\n");
        folder_.write("plugged", "");
        folder_.write("plug.sh", "if [ \"$1\" = unplug ]; then rm '" + plug() + "'; else : >'" + plug() + "'; fi\n");
    }
    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
    std::string plug() const { return path("plugged"); }
    std::string command() const { return "sh '" + path("plug.sh") + "'"; }

private:
    TemporaryFolder folder_{};
};

TEST(BadDriver, ThatCallsAnUnpluggedDeviceFaultyIsCaughtThroughTheUnplugCommand) {
    const Counter counter("[drivers.kit_unplug_as_fault]\n");
    json report = conform(
        {seeded("unplug_as_fault"), "--config", counter.path("counter.toml"), "--on-unplug", counter.command()}, 2);
    EXPECT_THAT(checks_of(report, "fail"), ElementsAre("unplug_started")) << report.dump(1);
    EXPECT_THAT(finding_of(report, "unplug_started")["seen"].get<std::string>(), HasSubstr("device_fault"));
}

TEST(GoodDriver, PassesAndSaysWhatCouldNotBeAssessed) {
    json report = conform({seeded("good")}, 0);
    EXPECT_EQ(report["verdict"], "pass");
    EXPECT_THAT(checks_of(report, "fail"), IsEmpty());
    EXPECT_THAT(checks_of(report, "not_assessed"), ElementsAre("unplug_listed", "unplug_opened", "unplug_started",
                                                               "unplug_grabbing", "unplug_stopped", "replug"));
    EXPECT_THAT(finding_of(report, "replug")["seen"].get<std::string>(), HasSubstr("--on-unplug"));
    EXPECT_THAT(report["devices"], ElementsAre("kit_good/1"));
}

json conform_virtual(const std::string& device, const std::string& more, const std::string& device_class) {
    const Counter counter("[[drivers.virtual.devices]]\nid = \"" + device + "\"\nclass = \"" + device_class +
                          "\"\nwidth = 320\nheight = 240\n" + more);
    return conform({environment("LIMNER_DRIVERS") + "/limner_virtual.so", "--config", counter.path("counter.toml"),
                    "--device", "virtual/" + device, "--on-unplug", counter.command()},
                   0);
}

TEST(InTreeDriver, VirtualPassesAsACamera) {
    json report = conform_virtual("cam", "", "camera");
    EXPECT_THAT(checks_of(report, "pass").size(), report["checks"].size()) << report.dump(1);
}

TEST(InTreeDriver, VirtualPassesAsACameraWithAQueue) {
    json report = conform_virtual("cam", "queue = 4\n", "camera");
    EXPECT_THAT(checks_of(report, "pass").size(), report["checks"].size()) << report.dump(1);
}

TEST(InTreeDriver, VirtualPassesAsAReader) {
    json report = conform_virtual("reader", "finger_after_ms = 200\n", "fingerprint_reader");
    EXPECT_THAT(checks_of(report, "pass").size(), report["checks"].size()) << report.dump(1);
}

TEST(InTreeDriver, VirtualPassesAsAScanner) {
    json report = conform_virtual("scanner", "sheets = 3\npage_ms = 300\nband_rows = 64\n", "document_scanner");
    EXPECT_THAT(checks_of(report, "pass").size(), report["checks"].size()) << report.dump(1);
    EXPECT_THAT(checks_of(report, "pass"), Contains("page_bands"));
}

TEST(InTreeDriver, ReplayPasses) {
    TemporaryFolder folder;
    auto counter = folder.write("counter.toml",
                                "[[drivers.virtual.devices]]\nid = \"cam\"\nwidth = 320\nheight = 240\n"
                                "[[drivers.virtual.devices]]\nid = \"scanner\"\nclass = \"document_scanner\"\n");
    for (const char* device : {"cam", "scanner"}) {
        auto file = (folder.path() / (std::string(device) + ".limrec")).string();
        auto recorded = run_limner({"record", std::string("virtual/") + device, "--config", counter.string(), "--out",
                                    file, "--seconds", "2"});
        ASSERT_EQ(recorded.exit_code, 0) << recorded.err;
    }
    auto replay = folder.write("replay.toml", "[drivers.replay]\nfiles = [\"cam.limrec\", \"scanner.limrec\"]\n");
    json report = conform({environment("LIMNER_DRIVERS") + "/limner_replay.so", "--config", replay.string()}, 0);
    EXPECT_EQ(report["devices"].size(), 2u);
    EXPECT_THAT(checks_of(report, "fail"), IsEmpty());
}

TEST(InTreeDriver, TemplatePasses) {
    ::setenv("ACME_CAMERAS", "1", 1);
    json report = conform({environment("LIMNER_DRIVERS") + "/limner_template.so"}, 0);
    ::unsetenv("ACME_CAMERAS");
    EXPECT_EQ(report["verdict"], "pass");
    EXPECT_EQ(report["devices"].size(), 1u);
}

TEST(InTreeDriver, SanePassesWithItsTestBackend) {
    std::string module = environment("LIMNER_DRIVERS") + "/limner_sane.so";
    if (!std::filesystem::exists(module) || !has_sane_backend("test")) GTEST_SKIP() << "needs SANE's backend 'test'";
    TemporaryFolder folder;
    folder.write("dll.conf", "test\n");
    folder.write("test.conf", test_backend_configuration);
    auto counter = folder.write("counter.toml", "[drivers.sane]\nconfig_dir = \"" + folder.path().string() + "\"\n");
    json report = conform({module, "--config", counter.string()}, 0);
    EXPECT_THAT(report["devices"], ElementsAre("sane/test:0"));
    EXPECT_THAT(report["devices_not_tested"], ElementsAre("sane/test:1"));
    EXPECT_THAT(checks_of(report, "fail"), IsEmpty());
    EXPECT_EQ(finding_of(report, "options_set")["verdict"], "pass");
}

TEST(InTreeDriver, EsclPassesWithTheTestsScanner) {
    std::string module = environment("LIMNER_DRIVERS") + "/limner_escl.so";
    if (!std::filesystem::exists(module)) GTEST_SKIP() << "the driver was not built";
    TemporaryFolder folder;
    auto picture = Image::from_pixels(1240, 1754, PixelFormat::gray8, std::vector<std::byte>(1240 * 1754));
    auto page = folder.write("page.png", *encode_png(*picture, 150));
    auto server = EsclServer::start({"--platen", page.string(), "--ppi", "150"});
    ASSERT_TRUE(server) << server.error().message;
    auto counter =
        folder.write("counter.toml", "[drivers.escl]\ndiscovery = false\nscanners = [\"" + (*server)->url() + "\"]\n");
    json report = conform({module, "--config", counter.string()}, 0);
    EXPECT_EQ(report["devices"].size(), 1u);
    EXPECT_EQ(report["verdict"], "pass") << report.dump(1);
    EXPECT_THAT(checks_of(report, "pass"), testing::IsSupersetOf({"page_bands", "frame_fresh", "options_set"}));
}

TEST(Kit, AsksAPersonAndTakesNoAnswerForNone) {
    json report = conform({seeded("good"), "--interactive"}, 0);
    json finding = finding_of(report, "unplug_grabbing");
    EXPECT_EQ(finding["verdict"], "not_assessed");
    EXPECT_EQ(finding["seen"], "nobody answered");
}

TEST(Kit, SaysWhereTheUnplugCommandFailed) {
    json report = conform({seeded("good"), "--on-unplug", "exit 3; :"}, 0);
    EXPECT_THAT(finding_of(report, "unplug_opened")["seen"].get<std::string>(), HasSubstr("failed, with status 3"));
}

TEST(Kit, LeavesADriverWithoutDevicesToReview) {
    json report = conform({environment("LIMNER_DRIVERS") + "/limner_template.so"}, 2);
    EXPECT_EQ(report["verdict"], "review");
    EXPECT_THAT(finding_of(report, "cycle")["seen"].get<std::string>(), HasSubstr("lists no device"));
    EXPECT_THAT(checks_of(report, "fail"), IsEmpty());
}

TEST(Kit, NamesTheInputThatItCannotRead) {
    json missing = conform({"/no/such/limner_acme.so"}, 4);
    EXPECT_EQ(missing["error"]["code"], "file_missing");
    EXPECT_THAT(missing["error"]["message"].get<std::string>(), HasSubstr("/no/such/limner_acme.so"));
    TemporaryFolder folder;
    json text = conform({folder.write("acme.so", "no library").string()}, 4);
    EXPECT_EQ(text["error"]["code"], "unreadable_file");
    json device = conform({seeded("good"), "--device", "kit_good/2"}, 5);
    EXPECT_EQ(device["error"]["code"], "device_missing");
}

TEST(Kit, FailsALibraryThatIsNoDriver) {
    json report = conform({environment("LIMNER_DRIVERS") + "/limner_virtual_video.so"}, 2);
    EXPECT_THAT(checks_of(report, "fail"), ElementsAre("manifest", "abi_table"));
}

TEST(Kit, TellsPeopleWhatIsRequiredAndWhatToDo) {
    Outcome outcome = run_limner({"conform", seeded("listed_twice")});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.out, HasSubstr("kit_listed_twice/1 is listed twice"));
    EXPECT_THAT(outcome.out, HasSubstr("required  limner_listing_v1: an id begins"));
    EXPECT_THAT(outcome.out, HasSubstr("do        Build ids from vendor, product and serial"));
}

}  // namespace
}  // namespace limner::test
