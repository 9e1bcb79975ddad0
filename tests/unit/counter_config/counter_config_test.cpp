#include <limner/capture/counter_config.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace limner {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Result<CounterConfig> parse(const std::string& toml) { return parse_counter_config(toml, "counter.toml", "/counter"); }

std::string mistake_in(const std::string& toml) {
    auto config = parse(toml);
    if (config) return "";
    EXPECT_EQ(config.error().code, ErrorCode::invalid_setup);
    return config.error().message;
}

const std::string camera_slot = "[[slot]]\nname = 'camera'\nclass = 'camera'\ncandidates = ['v4l2/*']\n";

constexpr const char* whole = R"(
name = "Counter 3"
language = "id"
attempts_before_reason = 2

[drivers]
folders = ["drivers", "/opt/drivers"]
only = ["virtual", "sane"]

[drivers.virtual]
note = "as it is"
seed = 7
[[drivers.virtual.devices]]
id = "camera/1"
faults = [{ at = "grab", after = 2.5, kind = "hang" }]

[[slot]]
name = "portrait camera"
class = "camera"
candidates = ["virtual/camera/1", "virtual/camera/*"]
width = 1280
height = 720
settings = { exposure = 12, zoom = 1.5, white_balance = "auto", led = true }
[slot.failover]
stall_after_ms = 300
max_switches = 1
warm_spares = 1
spares_stream = false
cool_down_ms = 5000
fail_back = false
frozen_after_ms = false
black_after_ms = 900
slower_than_fps = 5
slower_than_history = 2.5
max_losses = 4
losses_within_ms = 60000
confirm_moves = true

[[slot]]
name = "scanner"
class = "document_scanner"
candidates = ["virtual/scanner/*"]

[[step]]
step = "page"
slot = "scanner"
profile = "document_page"
timeout_s = 1.5

[[step]]
step = "portrait"
slot = "portrait camera"
profile = "icao_9303"
)";

TEST(CounterConfig, ReadsEveryMemberOfASlotAndItsPolicy) {
    auto config = parse(whole);
    ASSERT_TRUE(config) << config.error().message;
    const SlotConfig& slot = config->slots.at(0);
    EXPECT_EQ(slot.name, "portrait camera");
    EXPECT_EQ(slot.device_class, DeviceClass::camera);
    EXPECT_THAT(slot.candidates, ElementsAre("virtual/camera/1", "virtual/camera/*"));
    EXPECT_EQ(slot.width, 1280);
    EXPECT_EQ(slot.height, 720);
    EXPECT_EQ(
        slot.settings,
        (Settings{
            {"exposure", std::int64_t{12}}, {"zoom", 1.5}, {"white_balance", std::string("auto")}, {"led", true}}));
    EXPECT_EQ(slot.failover.stall_after, 300ms);
    EXPECT_EQ(slot.failover.max_switches, 1);
    EXPECT_EQ(slot.failover.warm_spares, 1);
    EXPECT_FALSE(slot.failover.spares_stream);
    EXPECT_EQ(slot.failover.cool_down, 5s);
    EXPECT_FALSE(slot.failover.fail_back);
    EXPECT_EQ(slot.failover.frozen_after, std::nullopt);
    EXPECT_EQ(slot.failover.black_after, 900ms);
    EXPECT_EQ(slot.failover.slower_than_fps, 5.0);
    EXPECT_EQ(slot.failover.slower_than_history, 2.5);
    EXPECT_EQ(slot.failover.max_losses, 4);
    EXPECT_EQ(slot.failover.losses_within, 60s);
    EXPECT_TRUE(slot.failover.confirm_moves);
}

TEST(CounterConfig, LeavesTheDefaultsOfAPolicyThatIsNotThere) {
    auto config = parse(camera_slot);
    ASSERT_TRUE(config) << config.error().message;
    const FailoverPolicy defaults, &policy = config->slots.at(0).failover;
    EXPECT_EQ(policy.stall_after, defaults.stall_after);
    EXPECT_EQ(policy.max_switches, defaults.max_switches);
    EXPECT_EQ(policy.frozen_after, defaults.frozen_after);
    EXPECT_EQ(config->language, Language::en);
    EXPECT_EQ(config->attempts_before_reason, 3);
}

TEST(CounterConfig, ReadsTheStepsInOrder) {
    auto config = parse(whole);
    ASSERT_TRUE(config);
    ASSERT_EQ(config->steps.size(), 2u);
    EXPECT_EQ(config->steps[0].step, "page");
    EXPECT_EQ(config->steps[0].profile, "document_page");
    EXPECT_EQ(config->steps[0].timeout, 1500ms);
    EXPECT_EQ(config->steps[1].slot, "portrait camera");
    EXPECT_EQ(config->steps[1].profile, "icao_9303");
    EXPECT_EQ(config->steps[1].timeout, 60s);
    EXPECT_EQ(config->find_slot("scanner"), &config->slots[1]);
    EXPECT_EQ(config->find_slot("no such"), nullptr);
}

TEST(CounterConfig, HandsTheSettingsOfADriverOnAsTextsAndJson) {
    auto config = parse(whole);
    ASSERT_TRUE(config);
    EXPECT_THAT(config->runtime.driver_folders, ElementsAre("/counter/drivers", "/opt/drivers"));
    EXPECT_THAT(config->runtime.drivers, ElementsAre("virtual", "sane"));
    const auto& settings = config->runtime.driver_settings.at("virtual");
    EXPECT_EQ(settings.at("note"), "as it is");
    EXPECT_EQ(settings.at("seed"), "7");
    EXPECT_EQ(settings.at("config_folder"), "/counter");
    auto devices = nlohmann::json::parse(settings.at("devices"));
    EXPECT_EQ(devices,
              nlohmann::json::parse(R"([{"id":"camera/1","faults":[{"at":"grab","after":2.5,"kind":"hang"}]}])"));
}

TEST(CounterConfig, KeepsTheMeaningOfAwkwardValuesInJson) {
    auto config = parse("[drivers.x]\nlist = [1, \"a\\\"b\\n\", true, 1979-05-27, inf]\n");
    ASSERT_TRUE(config) << config.error().message;
    auto list = nlohmann::json::parse(config->runtime.driver_settings.at("x").at("list"));
    EXPECT_EQ(list, nlohmann::json::parse(R"([1,"a\"b\n",true,"1979-05-27",null])"));
}

TEST(CounterConfig, SetsADriversFolderItself) {
    EXPECT_THAT(mistake_in("[drivers.x]\nconfig_folder = '/'"), HasSubstr("'config_folder' is set by Limner"));
}

TEST(CounterConfig, NamesTheLineAndTheAllowedKeysForAnUnknownKey) {
    EXPECT_EQ(
        mistake_in("[[slot]]\nname = 'a'\nclass = 'camera'\ncandidates = ['x']\ncandidate = 'x'"),
        "counter.toml:5: unknown key 'candidate' in [[slot]]; allowed: candidates, class, failover, height, name, "
        "settings, stand_ins, width");
    EXPECT_THAT(mistake_in(camera_slot + "[slot.failover]\nstall = 3"),
                HasSubstr("counter.toml:6: unknown key 'stall' in [slot.failover]; allowed: black_after_ms"));
    EXPECT_THAT(mistake_in("slots = 3"), HasSubstr("counter.toml:1: unknown key 'slots'; allowed: "));
    EXPECT_THAT(mistake_in("[drivers]\nvirtual = 3"), HasSubstr("counter.toml:2: 'virtual' in [drivers]"));
}

TEST(CounterConfig, NamesTheLineOfAWrongTypeOrValue) {
    EXPECT_THAT(mistake_in("name = 3"), HasSubstr("counter.toml:1: 'name' must be a text"));
    EXPECT_THAT(mistake_in("language = 'fr'"), HasSubstr("counter.toml:1: unknown language 'fr'; allowed: en, id"));
    EXPECT_THAT(mistake_in(camera_slot + "width = 70000"), HasSubstr("counter.toml:5: 'width'"));
    EXPECT_THAT(mistake_in(camera_slot + "settings = { a = [1] }"), HasSubstr("counter.toml:5: the setting 'a'"));
    EXPECT_THAT(mistake_in(camera_slot + "[slot.failover]\nfrozen_after_ms = true"), HasSubstr("counter.toml:6"));
    EXPECT_THAT(mistake_in("[[slot]]\nname = 'a'\nclass = 'printer'\ncandidates = ['x']"),
                HasSubstr("counter.toml:3: unknown class 'printer' in [[slot]]; allowed: camera, fingerprint_reader, "
                          "document_scanner"));
}

TEST(CounterConfig, NamesWhatIsMissing) {
    EXPECT_THAT(mistake_in("\n[[slot]]\nname = 'a'"), HasSubstr("counter.toml:2: 'class' is missing in [[slot]]"));
    EXPECT_THAT(mistake_in("[[slot]]\nname = 'a'\nclass = 'camera'"), HasSubstr("needs 'candidates'"));
    EXPECT_THAT(mistake_in(camera_slot + "[[step]]\nstep = 'portrait'"), HasSubstr("'slot' is missing in [[step]]"));
}

TEST(CounterConfig, RefusesTwoSlotsOrStepsOfOneName) {
    EXPECT_EQ(mistake_in(camera_slot + camera_slot), "counter.toml:6: two slots are named 'camera'");
    const std::string step = "[[step]]\nstep = 'portrait'\nslot = 'camera'\n";
    EXPECT_EQ(mistake_in(camera_slot + step + step), "counter.toml:9: the step 'portrait' is there twice");
}

TEST(CounterConfig, RefusesAStepThatNoSlotServes) {
    EXPECT_THAT(mistake_in(camera_slot + "[[step]]\nstep = 'portrait'\nslot = 'cam'"),
                HasSubstr("counter.toml:7: no slot is named 'cam'; allowed: camera"));
    EXPECT_THAT(mistake_in(camera_slot + "[[step]]\nstep = 'right_index'\nslot = 'camera'"),
                HasSubstr("needs a slot of class fingerprint_reader, but 'camera' is of class camera"));
    EXPECT_THAT(mistake_in(camera_slot + "[[step]]\nstep = 'iris'\nslot = 'camera'"),
                HasSubstr("unknown step 'iris'; allowed: page, portrait, a finger such as right_index, or right_four"));
}

TEST(CounterConfig, TakesSlapsAsStepsOfReaders) {
    const std::string reader = "[[slot]]\nname = 'a'\nclass = 'fingerprint_reader'\ncandidates = ['x']\n";
    auto config = parse(reader + "[[step]]\nstep = 'right_four'\nslot = 'a'\n[[step]]\nstep = 'thumbs'\nslot = 'a'\n");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->steps.size(), 2u);
    EXPECT_THAT(mistake_in(camera_slot + "[[step]]\nstep = 'left_four'\nslot = 'camera'"),
                HasSubstr("needs a slot of class fingerprint_reader"));
    EXPECT_THAT(mistake_in(reader + "[[step]]\nstep = 'unknown'\nslot = 'a'"), HasSubstr("unknown step 'unknown'"));
}

TEST(CounterConfig, LetsPortraitsAloneBeTakenByThemselves) {
    auto config = parse(camera_slot + "[[step]]\nstep = 'portrait'\nslot = 'camera'\nauto_capture = true\n");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_TRUE(config->steps.at(0).auto_capture);
    const std::string reader = "[[slot]]\nname = 'a'\nclass = 'fingerprint_reader'\ncandidates = ['x']\n";
    EXPECT_THAT(mistake_in(reader + "[[step]]\nstep = 'right_index'\nslot = 'a'\nauto_capture = true\n"),
                HasSubstr("counter.toml:8: only the step 'portrait' can have 'auto_capture'"));
}

TEST(CounterConfig, FindsAProfileBesideTheFile) {
    const std::string step =
        camera_slot + "[[step]]\nstep = 'portrait'\nslot = 'camera'\nprofile = 'limner_mine.toml'\n";
    EXPECT_THAT(mistake_in(step), AllOf(HasSubstr("counter.toml:8: "), HasSubstr("/counter/limner_mine.toml")));
    const std::string folder = testing::TempDir();
    std::ofstream(folder + "/limner_mine.toml")
        << "name = 'mine'\nversion = '1'\nkind = 'portrait'\n[[requirement]]\nname = 'eyes_open'\nlow = 0.1\n";
    auto config = parse_counter_config(step, "counter.toml", folder);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->steps.at(0).profile, std::filesystem::path(folder).append("limner_mine.toml").lexically_normal());
}

TEST(CounterConfig, RefusesAProfileOfAnotherKind) {
    EXPECT_THAT(mistake_in(camera_slot + "[[step]]\nstep = 'portrait'\nslot = 'camera'\nprofile = 'document_page'"),
                HasSubstr("counter.toml:8: the profile 'document_page' is not for a step 'portrait'"));
}

TEST(CounterConfig, ReadsAFileAndNamesItInMistakes) {
    auto path = std::filesystem::path(testing::TempDir()) / "limner_counter.toml";
    std::ofstream(path) << whole;
    auto config = read_counter_config(path);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->runtime.driver_settings.at("virtual").at("config_folder"),
              std::filesystem::absolute(path).parent_path());
    std::ofstream(path) << "name = 3";
    EXPECT_THAT(read_counter_config(path).error().message, HasSubstr(path.string() + ":1: "));
    EXPECT_EQ(read_counter_config("/nonexistent.toml").error().code, ErrorCode::file_missing);
}

TEST(CounterConfig, AcceptsAnEmptyDocument) {
    auto config = parse("");
    ASSERT_TRUE(config);
    EXPECT_THAT(config->slots, IsEmpty());
}

TEST(CounterConfig, GivesStandInsToScannersAlone) {
    const std::string stand_ins = "candidates = ['x']\nstand_ins = ['v4l2/*']\n";
    auto scanner = parse("[[slot]]\nname = 'a'\nclass = 'document_scanner'\n" + stand_ins);
    ASSERT_TRUE(scanner) << scanner.error().message;
    EXPECT_THAT(scanner->slots.at(0).stand_ins, ElementsAre("v4l2/*"));
    EXPECT_THAT(mistake_in("[[slot]]\nname = 'a'\nclass = 'camera'\n" + stand_ins),
                HasSubstr("counter.toml:5: only a slot of class document_scanner can have 'stand_ins'"));
}

TEST(CounterConfig, OfTheDocumentationIsRead) {
    const char* source = std::getenv("LIMNER_SOURCE");
    if (!source) GTEST_SKIP() << "LIMNER_SOURCE is not set: run by ctest";
    std::ifstream file(std::filesystem::path(source) / "docs/counter.md");
    std::string page((std::istreambuf_iterator<char>(file)), {});
    const std::string begin = "```toml\n";
    auto from = page.find(begin);
    ASSERT_NE(from, std::string::npos);
    from += begin.size();
    auto config = parse(page.substr(from, page.find("```", from) - from));
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->name, "Counter 3");
    EXPECT_EQ(config->slots.size(), 3u);
    EXPECT_EQ(config->steps.size(), 3u);
}

}  // namespace
}  // namespace limner
