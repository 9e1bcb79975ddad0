#include <limner/frame/image_file.h>
#include <limner/record/record.h>

#include "base/json.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

namespace limner {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

Image ramp(int width, int height) {
    std::vector<std::byte> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    for (std::size_t at = 0; at < pixels.size(); ++at) pixels[at] = static_cast<std::byte>(at % 251);
    return *Image::from_pixels(width, height, PixelFormat::rgb8, std::move(pixels));
}

Report report_of(FindingVerdict verdict) {
    return {"icao_9303", "1", {{.requirement = "sharpness", .raw = 0.5, .verdict = verdict}}};
}

Attempt portrait(FindingVerdict verdict = FindingVerdict::pass) {
    Attempt attempt{.kind = StepKind::portrait, .step = "portrait", .report = report_of(verdict)};
    attempt.images.push_back({.image = ramp(64, 48)});
    attempt.landmarks = FaceLandmarks{.left_eye = {30, 20}, .right_eye = {20, 20}, .chin = {25, 40}};
    attempt.provenance.device.id = "virtual/a";
    return attempt;
}

Attempt page() {
    Attempt attempt{.kind = StepKind::page, .step = "page", .report = report_of(FindingVerdict::pass)};
    attempt.images.push_back({.image = ramp(40, 30), .ppi = 300.0, .side = PageSide::front, .sheet = 1});
    attempt.images.push_back({.image = ramp(40, 31), .ppi = 300.0, .side = PageSide::back, .sheet = 1});
    return attempt;
}

Json json_in(const fs::path& file) {
    std::ifstream stream(file);
    return Json::parse(stream);
}

mode_t mode_of(const fs::path& path) {
    struct stat facts {};
    return ::lstat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0;
}

fs::path sealed_record(const fs::path& out) {
    auto folder = RecordFolder::create(out, "visit-1");
    EXPECT_TRUE(folder->add(page(), true));
    EXPECT_TRUE(folder->add(portrait(), true));
    auto path = folder->seal();
    EXPECT_TRUE(path) << path.error().message;
    return *path;
}

TEST(RecordFolder, BecomesAWholeRecordWhenItIsSealed) {
    TemporaryFolder out;
    const fs::path path = sealed_record(out.path());
    EXPECT_EQ(path, out.path() / "visit-1");
    EXPECT_FALSE(fs::exists(out.path() / "visit-1.partial"));
    auto summary = inspect_record(path);
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_TRUE(summary->is_complete);
    EXPECT_THAT(summary->problems, ElementsAre());
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path)) names.push_back(entry.path().filename());
    std::ranges::sort(names);
    EXPECT_THAT(names, ElementsAre("page-1-back.png", "page-1-front.png", "portrait-1.png", "record.json"));
}

TEST(RecordFolder, StoresPicturesWithoutLoss) {
    TemporaryFolder out;
    auto file = read_image(sealed_record(out.path()) / "page-1-front.png");
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_TRUE(std::ranges::equal(file->image.bytes(), ramp(40, 30).bytes()));
    ASSERT_TRUE(file->ppi);
    EXPECT_NEAR(*file->ppi, 300, 0.5);
}

TEST(RecordFolder, StoresAJpegAsTheDeviceSentIt) {
    TemporaryFolder out;
    auto folder = RecordFolder::create(out.path(), "visit-1");
    const auto jpeg = *encode_jpeg(ramp(64, 48), 90);
    Attempt attempt = portrait();
    attempt.images = {{.image = *Image::from_pixels(64, 48, PixelFormat::jpeg, jpeg)}};
    ASSERT_TRUE(folder->add(attempt, true));
    std::ifstream stream(folder->path() / "portrait-1.jpg", std::ios::binary);
    const std::string stored{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span(stored)), jpeg));
}

TEST(RecordFolder, KeepsEveryAttemptWithItsReportAndNeverRewritesAVerdict) {
    TemporaryFolder out;
    auto folder = RecordFolder::create(out.path(), "visit-1");
    ASSERT_TRUE(folder->add(portrait(FindingVerdict::fail), false));
    ASSERT_TRUE(folder->add(portrait(FindingVerdict::not_assessed), false));
    ASSERT_TRUE(folder->accept_with_reason("portrait", {.officer = "7", .reason = "tremor"}));
    auto path = folder->seal(Subject{.exceptions = {PortraitException::tremor}});
    ASSERT_TRUE(path);
    const Json record = json_in(*path / "record.json");
    const Json& step = record.at("steps").at(0);
    ASSERT_EQ(step.at("attempts").size(), 2U);
    EXPECT_EQ(step.at("attempts").at(0).at("report").at("verdict"), "fail");
    EXPECT_EQ(step.at("attempts").at(1).at("report").at("verdict"), "review");
    EXPECT_EQ(step.at("accepted").at("attempt"), 2);
    EXPECT_EQ(step.at("accepted").at("with_reason").at("officer"), "7");
    EXPECT_EQ(step.at("accepted").at("with_reason").at("reason"), "tremor");
    EXPECT_EQ(record.at("subject").at("exceptions").at(0), "tremor");
}

TEST(RecordFolder, StatesWhatEachStepHasComeTo) {
    TemporaryFolder out;
    auto folder = RecordFolder::create(out.path(), "visit-1");
    ASSERT_TRUE(folder->add(portrait(FindingVerdict::not_assessed), false));
    ASSERT_TRUE(folder->add(portrait(FindingVerdict::fail), false));
    auto state = folder->steps().at(0);
    EXPECT_EQ(state.step, "portrait");
    EXPECT_EQ(state.attempts, 2);
    EXPECT_FALSE(state.is_accepted);
    EXPECT_EQ(state.verdict, ReportVerdict::review) << "the best attempt's";
    ASSERT_TRUE(folder->accept_with_reason("portrait", {.officer = "7", .reason = "r"}));
    state = folder->steps().at(0);
    EXPECT_TRUE(state.is_accepted);
    EXPECT_EQ(state.verdict, ReportVerdict::fail) << "the accepted attempt's";
}

TEST(RecordFolder, KeepsHowTheDocumentsAgreeAndTakesTheLatestComparison) {
    const TemporaryFolder out;
    FieldAgreement name{.field = "name", .source_a = "application", .source_b = "page", .value_a = "A", .value_b = "B"};
    {
        auto folder = RecordFolder::create(out.path(), "visit-1");
        ASSERT_TRUE(folder->add(page(), true));
        ASSERT_TRUE(folder->set_agreements({name, name}));
    }
    auto folder = RecordFolder::resume(out.path());
    ASSERT_TRUE(folder) << folder.error().message;
    EXPECT_EQ(json_in(folder->path() / "journal.json")["cross_check"].size(), 2u) << "kept over an interruption";
    name.agreement = Agreement::same;
    ASSERT_TRUE(folder->set_agreements({name}));
    const auto sealed = folder->seal();
    const Json kept = json_in(*sealed / "record.json")["cross_check"];
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0]["agreement"], "same");
    EXPECT_EQ(kept[0]["values"], (Json{"A", "B"}));
    EXPECT_FALSE(folder->set_agreements({name})) << "sealed";
}

TEST(RecordFolder, IsForItsOwnerAloneWhateverTheUmask) {
    TemporaryFolder out;
    const mode_t before = ::umask(0);
    auto folder = RecordFolder::create(out.path() / "new", "open");
    EXPECT_TRUE(folder->add(page(), true));
    ::umask(0777);
    auto closed = RecordFolder::create(out.path() / "new", "closed");
    EXPECT_TRUE(closed->add(page(), true));
    ::umask(before);
    EXPECT_EQ(mode_of(out.path() / "new"), 0700U);
    for (const fs::path& visit : {folder->path(), closed->path()}) {
        EXPECT_EQ(mode_of(visit), 0700U);
        for (const auto& entry : fs::directory_iterator(visit)) EXPECT_EQ(mode_of(entry.path()), 0600U) << entry.path();
    }
}

TEST(RecordFolder, IsResumedWithAllThatWasAdded) {
    TemporaryFolder out;
    {
        auto folder =
            RecordFolder::create(out.path(), "visit-1", Subject{.exceptions = {PortraitException::wheelchair}});
        ASSERT_TRUE(folder->add(page(), true));
    }
    auto folder = RecordFolder::resume(out.path());
    ASSERT_TRUE(folder) << folder.error().message;
    EXPECT_EQ(folder->steps().at(0).step, "page");
    ASSERT_TRUE(folder->subject());
    EXPECT_TRUE(folder->subject()->exceptions.contains(PortraitException::wheelchair));
    ASSERT_TRUE(folder->add(portrait(), true));
    auto path = folder->seal();
    ASSERT_TRUE(path) << path.error().message;
    EXPECT_EQ(json_in(*path / "record.json").at("subject").at("exceptions").at(0), "wheelchair");
    EXPECT_TRUE(inspect_record(*path)->is_complete);
}

TEST(RecordFolder, DiscardsWhatAnInterruptedCallLeft) {
    TemporaryFolder out;
    {
        auto folder = RecordFolder::create(out.path(), "visit-1");
        ASSERT_TRUE(folder->add(page(), true));
        for (const char* name : {"journal.json.tmp", "portrait-1.png", "record.json"})
            std::ofstream(folder->path() / name) << "half";
    }
    auto folder = RecordFolder::resume(out.path());
    ASSERT_TRUE(folder) << folder.error().message;
    for (const char* name : {"journal.json.tmp", "portrait-1.png", "record.json"})
        EXPECT_FALSE(fs::exists(folder->path() / name)) << name;
}

TEST(RecordFolder, NamesTheProcessThatHoldsIt) {
    TemporaryFolder out;
    auto folder = RecordFolder::create(out.path(), "visit-1");
    auto second = RecordFolder::resume(out.path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::device_busy);
    EXPECT_THAT(second.error().message, HasSubstr("process " + std::to_string(::getpid())));
}

TEST(RecordFolder, IsFoundByNameWhereThereAreSeveral) {
    TemporaryFolder out;
    for (const char* name : {"a", "b"}) ASSERT_TRUE(RecordFolder::create(out.path(), name));
    auto any = RecordFolder::resume(out.path());
    ASSERT_FALSE(any);
    EXPECT_EQ(any.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(any.error().message, HasSubstr("a, b"));
    EXPECT_TRUE(RecordFolder::resume(out.path(), "b"));
}

TEST(RecordFolder, SaysThatThereIsNoVisitToResume) {
    TemporaryFolder out;
    EXPECT_EQ(RecordFolder::resume(out.path()).error().code, ErrorCode::file_missing);
    EXPECT_EQ(RecordFolder::resume(out.path() / "none").error().code, ErrorCode::file_missing);
    EXPECT_EQ(RecordFolder::resume(out.path(), "../x").error().code, ErrorCode::file_missing);
    sealed_record(out.path());
    EXPECT_EQ(RecordFolder::resume(out.path()).error().code, ErrorCode::file_missing);
}

TEST(RecordFolder, RefusesADamagedJournalAndChangesNothing) {
    TemporaryFolder out;
    fs::path journal;
    {
        auto folder = RecordFolder::create(out.path(), "visit-1");
        ASSERT_TRUE(folder->add(page(), true));
        journal = folder->path() / "journal.json";
    }
    fs::resize_file(journal, fs::file_size(journal) / 2);
    auto folder = RecordFolder::resume(out.path());
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().code, ErrorCode::unreadable_file);
    EXPECT_THAT(folder.error().message, HasSubstr("journal.json"));
    EXPECT_TRUE(fs::exists(journal.parent_path() / "page-1-front.png"));
}

TEST(RecordFolder, RefusesAPictureThatIsNotWhatWasAccepted) {
    TemporaryFolder out;
    {
        auto folder = RecordFolder::create(out.path(), "visit-1");
        ASSERT_TRUE(folder->add(page(), true));
        std::ofstream(folder->path() / "page-1-back.png", std::ios::app) << "x";
        auto sealed = folder->seal();
        ASSERT_FALSE(sealed);
        EXPECT_THAT(sealed.error().message, HasSubstr("page-1-back.png"));
    }
    auto folder = RecordFolder::resume(out.path());
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().code, ErrorCode::unreadable_file);
    EXPECT_THAT(folder.error().message, HasSubstr("page-1-back.png"));
}

TEST(RecordFolder, RefusesNamesThatLeadElsewhere) {
    TemporaryFolder out;
    const std::string too_long(65, 'a');
    for (const char* name : {"", ".", "..", "../x", "/etc/x", "a/b", "a\\b", "a b", ".hidden", "-x", "x.partial",
                             "caf\xC3\xA9", "a\nb", too_long.c_str()}) {
        auto folder = RecordFolder::create(out.path(), name);
        ASSERT_FALSE(folder) << name;
        EXPECT_EQ(folder.error().code, ErrorCode::invalid_argument) << name;
    }
    auto nul = RecordFolder::create(out.path(), std::string("a\0b", 3));
    EXPECT_FALSE(nul);
    auto folder = RecordFolder::create(out.path(), "visit-1");
    for (const char* step : {"", ".", "..", "../x", "a/b", "a-b", "a.b", "record.json", too_long.c_str()}) {
        Attempt attempt = page();
        attempt.step = step;
        auto added = folder->add(attempt, true);
        ASSERT_FALSE(added) << step;
        EXPECT_EQ(added.error().code, ErrorCode::invalid_argument) << step;
    }
    EXPECT_TRUE(folder->steps().empty());
}

TEST(RecordFolder, RefusesANameThatIsThereAlready) {
    TemporaryFolder out;
    sealed_record(out.path());
    EXPECT_EQ(RecordFolder::create(out.path(), "visit-1").error().code, ErrorCode::invalid_argument);
    auto open = RecordFolder::create(out.path(), "visit-2");
    EXPECT_EQ(RecordFolder::create(out.path(), "visit-2").error().code, ErrorCode::invalid_argument);
    ASSERT_TRUE(open->add(page(), true)) << "the refused call has left it alone";
}

TEST(RecordFolder, NeverReplacesWhatTookItsPlaceMeanwhile) {
    TemporaryFolder out;
    auto folder = RecordFolder::create(out.path(), "visit-1");
    ASSERT_TRUE(folder->add(page(), true));
    fs::create_directory(out.path() / "visit-1");
    auto sealed = folder->seal();
    ASSERT_FALSE(sealed);
    EXPECT_EQ(sealed.error().code, ErrorCode::invalid_argument);
    fs::remove(out.path() / "visit-1");
    EXPECT_TRUE(folder->seal());
}

TEST(RecordFolder, RefusesCallsOutsideTheContract) {
    TemporaryFolder out;
    auto folder = RecordFolder::create(out.path(), "visit-1");
    const AcceptedWithReason reason{.officer = "7", .reason = "r"};
    EXPECT_EQ(folder->seal().error().code, ErrorCode::invalid_argument) << "nothing is accepted";
    EXPECT_EQ(folder->accept_with_reason("portrait", reason).error().code, ErrorCode::invalid_argument);
    Attempt empty = portrait();
    empty.images.clear();
    EXPECT_EQ(folder->add(empty, true).error().code, ErrorCode::invalid_argument);
    empty.images.push_back({});
    EXPECT_EQ(folder->add(empty, true).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(folder->add(portrait(), false, reason).error().code, ErrorCode::invalid_argument);
    ASSERT_TRUE(folder->add(portrait(), false));
    EXPECT_EQ(folder->accept_with_reason("portrait", {.officer = "7"}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(folder->accept_with_reason("portrait", {.reason = "r"}).error().code, ErrorCode::invalid_argument);
    Attempt other = page();
    other.step = "portrait";
    EXPECT_EQ(folder->add(other, true).error().code, ErrorCode::invalid_argument) << "of another kind";
    ASSERT_TRUE(folder->accept_with_reason("portrait", reason));
    EXPECT_EQ(folder->accept_with_reason("portrait", reason).error().code, ErrorCode::invalid_argument);
    ASSERT_TRUE(folder->seal());
    EXPECT_EQ(folder->add(page(), true).error().code, ErrorCode::invalid_argument) << "sealed";
    EXPECT_EQ(folder->seal().error().code, ErrorCode::invalid_argument);
}

TEST(RecordFolder, RefusesASubjectThatCouldNotBeReadBack) {
    TemporaryFolder out;
    auto folder = RecordFolder::create(out.path(), "visit-1", Subject{.birth_date = std::chrono::year_month_day{}});
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(fs::is_empty(out.path()));
}

TEST(RecordFolder, RecordsTextsThatAreNoUtf8) {
    TemporaryFolder out;
    auto folder = RecordFolder::create(out.path(), "visit-1");
    Attempt attempt = portrait();
    attempt.provenance.device.name = "Cam\xff";
    ASSERT_TRUE(folder->add(attempt, true));
    auto path = folder->seal();
    ASSERT_TRUE(path) << path.error().message;
    EXPECT_TRUE(inspect_record(*path)->is_complete);
}

}  // namespace
}  // namespace limner
