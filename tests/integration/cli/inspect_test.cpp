#include "support/program.h"
#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <limner/record/record.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::test {
namespace {

/// A sealed record of one page.
std::filesystem::path make_record(const std::filesystem::path& out) {
    auto folder = RecordFolder::create(out, "visit-1");
    EXPECT_TRUE(folder);
    Attempt page{.kind = StepKind::page, .step = "page"};
    page.images.push_back({.image = gradient_rgb(64, 48), .ppi = 300.0, .side = PageSide::front, .sheet = 1});
    EXPECT_TRUE(folder->add(page, true));
    auto path = folder->seal();
    EXPECT_TRUE(path) << path.error().message;
    return path ? *path : out;
}

TEST(Inspect, ShowsAWholeRecord) {
    const TemporaryFolder out;
    const auto record = make_record(out.path());
    for (const auto& path : {record, record / "record.json"}) {
        const Outcome outcome = run_limner({"inspect", path.string(), "--json"});
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        const auto object = outcome.objects().at(0);
        EXPECT_EQ(object["type"], "limner_record");
        EXPECT_EQ(object["complete"], true);
        EXPECT_TRUE(object["record"].is_object());
    }
}

TEST(Inspect, TellsADamagedRecord) {
    const TemporaryFolder out;
    const auto record = make_record(out.path());
    for (const auto& entry : std::filesystem::directory_iterator(record))
        if (entry.path().extension() == ".png") std::filesystem::remove(entry.path());
    const Outcome outcome = run_limner({"inspect", record.string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 2);
    const auto object = outcome.objects().at(0);
    EXPECT_EQ(object["complete"], false);
    EXPECT_FALSE(object["problems"].empty());
}

TEST(Inspect, CannotReadWhatIsNoRecordAndGoesOn) {
    const TemporaryFolder out;
    const auto record = make_record(out.path());
    const auto other = out.write("other.json", "not a record");
    const Outcome outcome = run_limner({"inspect", other.string(), "/nonexistent", record.string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 4);
    const auto objects = outcome.objects();
    ASSERT_EQ(objects.size(), 3u);
    EXPECT_THAT(objects[0]["error"]["message"], testing::HasSubstr("no record of a known type"));
    EXPECT_EQ(objects[1]["error"]["code"], "file_missing");
    EXPECT_EQ(objects[2]["complete"], true);
}

}  // namespace
}  // namespace limner::test
