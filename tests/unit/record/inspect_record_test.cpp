#include "record/record_document.h"
#include "record/record_writer.h"
#include "record/sha256.h"
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

/// A record's document with one file "page-1.png" that holds "pixels".
Json whole_document() {
    const std::string text = "pixels";
    Json file = {{"name", "page-1.png"}, {"sha256", sha256_of(std::as_bytes(std::span(text)))}, {"bytes", text.size()}};
    Json attempt = {{"attempt", 1}, {"report", {{"verdict", "pass"}}}, {"files", Json::array({file})}};
    Json step = {{"step", "page"},
                 {"kind", "page"},
                 {"accepted", {{"attempt", 1}, {"at", "2026-01-31T08:00:00.000Z"}, {"with_reason", nullptr}}},
                 {"attempts", Json::array({attempt})}};
    return {{"schema", "limner-record"},
            {"schema_version", 1},
            {"visit", "visit-1"},
            {"software", "limner 0.1.0"},
            {"created_at", "2026-01-31T08:00:00.000Z"},
            {"sealed_at", "2026-01-31T08:01:00.000Z"},
            {"subject", nullptr},
            {"steps", Json::array({step})},
            {"cross_check", Json::array()}};
}

struct WholeRecord {
    TemporaryFolder out{};
    fs::path folder = out.path() / "visit-1";

    WholeRecord() {
        fs::create_directory(folder);
        write("page-1.png", "pixels");
        write("record.json", whole_document().dump());
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder / name, std::ios::binary) << text;
    }
};

TEST(InspectRecord, FindsAWholeRecordWholeByItsFolderOrItsFile) {
    WholeRecord record;
    for (const fs::path& path : {record.folder, record.folder / "", record.folder / "record.json"}) {
        auto summary = inspect_record(path);
        ASSERT_TRUE(summary) << summary.error().message;
        EXPECT_TRUE(summary->is_complete) << path;
        EXPECT_THAT(summary->problems, ElementsAre());
        EXPECT_EQ(summary->json, whole_document().dump());
    }
}

TEST(InspectRecord, SaysWhichPictureWasChanged) {
    WholeRecord record;
    record.write("page-1.png", "pixelS");
    auto summary = inspect_record(record.folder);
    ASSERT_TRUE(summary);
    EXPECT_FALSE(summary->is_complete);
    EXPECT_THAT(summary->problems, ElementsAre("page-1.png does not have the recorded SHA-256"));
}

TEST(InspectRecord, SaysWhichPictureIsMissingOrOfAnotherLength) {
    WholeRecord record;
    record.write("page-1.png", "pixel");
    EXPECT_THAT(inspect_record(record.folder)->problems, ElementsAre("page-1.png has 5 bytes instead of 6"));
    fs::remove(record.folder / "page-1.png");
    EXPECT_THAT(inspect_record(record.folder)->problems, ElementsAre("page-1.png is missing"));
}

TEST(InspectRecord, ReportsAFileThatIsNoPartOfTheRecordWithoutCallingItIncomplete) {
    WholeRecord record;
    record.write("notes.txt", "x");
    auto summary = inspect_record(record.folder);
    EXPECT_TRUE(summary->is_complete);
    EXPECT_THAT(summary->problems, ElementsAre("'notes.txt' is no part of the record"));
}

TEST(InspectRecord, CallsAnUnsealedVisitIncomplete) {
    TemporaryFolder out;
    auto writer = RecordWriter::create(system_storage(), out.path(), "visit-1", {});
    ASSERT_TRUE(writer);
    auto summary = inspect_record(writer->path());
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_FALSE(summary->is_complete);
    EXPECT_THAT(summary->problems, ElementsAre("the visit is not sealed"));
}

TEST(InspectRecord, NeverFollowsALinkOutOfTheFolder) {
    WholeRecord record;
    const fs::path outside = record.out.write("outside.png", "pixels");
    fs::remove(record.folder / "page-1.png");
    fs::create_symlink(outside, record.folder / "page-1.png");
    auto summary = inspect_record(record.folder);
    ASSERT_TRUE(summary);
    EXPECT_FALSE(summary->is_complete);
    EXPECT_THAT(summary->problems, ElementsAre(HasSubstr("symbolic link")));
}

TEST(InspectRecord, DoesNotHangOnAPipeInAPicturesPlace) {
    WholeRecord record;
    fs::remove(record.folder / "page-1.png");
    ASSERT_EQ(::mkfifo((record.folder / "page-1.png").c_str(), 0600), 0);
    EXPECT_THAT(inspect_record(record.folder)->problems, ElementsAre(HasSubstr("not a regular file")));
    fs::remove(record.folder / "record.json");
    ASSERT_EQ(::mkfifo((record.folder / "record.json").c_str(), 0600), 0);
    EXPECT_EQ(inspect_record(record.folder).error().code, ErrorCode::unreadable_file);
}

TEST(InspectRecord, TellsWhyAPathIsNoRecord) {
    TemporaryFolder out;
    EXPECT_EQ(inspect_record(out.path() / "none").error().code, ErrorCode::file_missing);
    EXPECT_EQ(inspect_record(out.path()).error().code, ErrorCode::file_missing);
    EXPECT_EQ(inspect_record("/").error().code, ErrorCode::file_missing);
    for (const char* text : {"", "{", "[]", "null", "1e999", "{\"schema\":\"limner-record\"}", "\xff\xfe"}) {
        auto summary = inspect_record(out.write("record.json", text));
        ASSERT_FALSE(summary) << text;
        EXPECT_EQ(summary.error().code, ErrorCode::unreadable_file) << text;
        EXPECT_THAT(summary.error().message, HasSubstr("record.json")) << text;
    }
}

struct Mistake {
    const char* where;
    Json value;
    const char* named;
};

class DamagedDocument : public testing::TestWithParam<Mistake> {};

TEST_P(DamagedDocument, IsRefusedByTheMemberThatIsWrong) {
    Json document = whole_document();
    document.at(Json::json_pointer(GetParam().where)) = GetParam().value;
    auto parsed = RecordDocument::parse(document.dump(), "record.json");
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, ErrorCode::unreadable_file);
    EXPECT_THAT(parsed.error().message, HasSubstr("record.json: "));
    EXPECT_THAT(parsed.error().message, HasSubstr(GetParam().named));
}

constexpr const char* file = "/steps/0/attempts/0/files/0";

INSTANTIATE_TEST_SUITE_P(
    Of, DamagedDocument,
    testing::Values(Mistake{"/schema", "other", "schema"}, Mistake{"/schema_version", 0, "schema_version"},
                    Mistake{"/schema_version", "1", "schema_version"}, Mistake{"/visit", "../x", "visit"},
                    Mistake{"/visit", 7, "visit"}, Mistake{"/sealed_at", 7, "sealed_at"},
                    Mistake{"/subject", "x", "subject"}, Mistake{"/subject", {{"birth_date", "x"}}, "subject"},
                    Mistake{"/steps", nullptr, "steps"}, Mistake{"/steps/0", 3, "steps[0]"},
                    Mistake{"/steps/0/step", "a/b", "steps[0].step"}, Mistake{"/steps/0/kind", "x", "steps[0].kind"},
                    Mistake{"/steps/0/attempts", Json::array(), "steps[0].attempts"},
                    Mistake{"/steps/0/accepted/attempt", 2, "steps[0].accepted.attempt"},
                    Mistake{"/steps/0/accepted/attempt", -1, "steps[0].accepted.attempt"},
                    Mistake{"/steps/0/accepted/with_reason", Json::object(), "with_reason.officer"},
                    Mistake{"/steps/0/attempts/0/attempt", 2, "attempts[0].attempt"},
                    Mistake{"/steps/0/attempts/0/report/verdict", "good", "report.verdict"},
                    Mistake{"/steps/0/attempts/0/files", Json::array(), "attempts[0].files"},
                    Mistake{"/cross_check", "x", "cross_check"},
                    Mistake{"/cross_check", Json::array({3}), "cross_check[0]"},
                    Mistake{"/cross_check", Json::array({{{"field", "name"}, {"agreement", "same"}, {"sources", "a"}}}),
                            "cross_check[0].sources"}));

class HostileFileName : public testing::TestWithParam<std::string> {};

TEST_P(HostileFileName, IsRefused) {
    Json document = whole_document();
    document.at(Json::json_pointer(std::string(file) + "/name")) = GetParam();
    auto parsed = RecordDocument::parse(document.dump(), "record.json");
    ASSERT_FALSE(parsed);
    EXPECT_THAT(parsed.error().message, HasSubstr("files[0].name"));
}

INSTANTIATE_TEST_SUITE_P(Of, HostileFileName,
                         testing::Values("", ".", "..", "../outside.png", "/etc/passwd", "a/b.png", "a.b.png", "lock",
                                         "record.json", "journal.json", ".png", "a.PNG", std::string(200, 'a') + ".png",
                                         std::string("a\0.png", 6)));

TEST(RecordDocument, RefusesOneFileListedTwice) {
    Json document = whole_document();
    Json& files = document.at(Json::json_pointer("/steps/0/attempts/0/files"));
    files.push_back(files.at(0));
    EXPECT_THAT(RecordDocument::parse(document.dump(), "r").error().message, HasSubstr("twice"));
}

TEST(RecordDocument, SaysThatALaterVersionIsNotSupported) {
    Json document = whole_document();
    document["schema_version"] = 2;
    document["steps"] = "of another shape";
    EXPECT_EQ(RecordDocument::parse(document.dump(), "r").error().code, ErrorCode::unsupported);
}

TEST(RecordDocument, KeepsMembersThatItDoesNotKnow) {
    Json document = whole_document();
    document["steps"][0]["attempts"][0]["notes"] = {{"x", 1}};
    auto parsed = RecordDocument::parse(document.dump(), "r");
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(Json::parse(parsed->text()), document);
}

TEST(RecordDocument, RefusesNestingAndMembersWithoutEnd) {
    auto nested = RecordDocument::parse(std::string(100'000, '['), "r");
    EXPECT_THAT(nested.error().message, HasSubstr("nested"));
    std::string many = "{";
    for (int at = 0; at < 100'000; ++at) many += "\"" + std::to_string(at) + "\":0,";
    EXPECT_THAT(RecordDocument::parse(many, "r").error().message, HasSubstr("members"));
}

TEST(RecordDocument, RepeatsNothingOfADamagedTextInTheError) {
    auto parsed = RecordDocument::parse(R"({"surname":"ERIKSSON" "x"})", "record.json");
    EXPECT_EQ(parsed.error().message.find("ERIKSSON"), std::string::npos) << parsed.error().message;
}

}  // namespace
}  // namespace limner
