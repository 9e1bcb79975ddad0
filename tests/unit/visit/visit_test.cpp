#include <limner/capture/visit.h>

#include "base/json.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

#include <fstream>

namespace limner {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;
using testing::MatchesRegex;
namespace fs = std::filesystem;

Image grey(int width, int height) {
    const auto pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    return *Image::from_pixels(width, height, PixelFormat::gray8, std::vector<std::byte>(pixels, std::byte{128}));
}

Report report_of(FindingVerdict verdict) {
    return {"a_profile", "2", {{.requirement = "sharpness", .raw = 0.5, .verdict = verdict}}};
}

Portrait portrait(FindingVerdict verdict) {
    return {.frame = {.image = grey(48, 64), .device_id = "virtual/camera_b"},
            .report = report_of(verdict),
            .switches = {
                {.slot = "camera", .from = "virtual/camera_a", .to = "virtual/camera_b", .reason = "device_lost"}}};
}

Scan scan(FindingVerdict front, FindingVerdict back) {
    Scan scan;
    for (PageSide side : {PageSide::front, PageSide::back})
        scan.pages.push_back(
            {.page = {.image = grey(60, 40), .device_id = "sane/test:0", .side = side, .ppi_x = 300.0, .ppi_y = 300.0},
             .check = {.report = report_of(side == PageSide::front ? front : back)}});
    return scan;
}

Fingerprint fingerprint() {
    Fingerprint print{.frame = {.image = grey(30, 40), .device_id = "zfm/1"},
                      .finger = Finger::right_index,
                      .device = {"zfm/1", "ZFM-20", "zfm", "1.2.0"}};
    print.frame.ppi = 500.0;
    print.check.report = report_of(FindingVerdict::pass);
    print.check.features["ridge_clarity"] = 0.75;
    print.check.score_0_100 = 62;
    return print;
}

SlapPrints thumbs() {
    SlapPrints prints{.frame = {.image = grey(80, 60), .device_id = "virtual/slaps"},
                      .report = report_of(FindingVerdict::pass)};
    prints.frame.ppi = 500.0;
    prints.segmentation.slap = Slap::thumbs;
    for (Finger finger : fingers_of(Slap::thumbs)) {
        const double left = finger == Finger::left_thumb ? 5 : 45;
        prints.segmentation.fingers.push_back(
            {.finger = finger,
             .corners = Quad{{{left, 5}, {left + 30, 5}, {left + 30, 45}, {left, 45}}},
             .image = grey(30, 40)});
        prints.checks.push_back({.report = report_of(FindingVerdict::pass), .score_0_100 = 50});
    }
    return prints;
}

Json record_in(const fs::path& folder) {
    std::ifstream stream(folder / "record.json");
    return Json::parse(stream);
}

const Json& attempt_in(const Json& record, std::size_t step, std::size_t attempt) {
    return record.at("steps").at(step).at("attempts").at(attempt);
}

TEST(Visit, RecordsAPagePortraitAndFingerprint) {
    TemporaryFolder out;
    auto visit = Visit::open({.out = out.path()});
    ASSERT_TRUE(visit) << visit.error().message;
    ASSERT_TRUE(visit->add_page(scan(FindingVerdict::pass, FindingVerdict::pass), MrzReading{}, {"ocrb 1"}));
    ASSERT_TRUE(visit->add_portrait(portrait(FindingVerdict::pass), {"face 2"}));
    ASSERT_TRUE(visit->add_fingerprint(fingerprint(), {"ridges 3"}));
    auto path = visit->seal();
    ASSERT_TRUE(path) << path.error().message;
    EXPECT_EQ(visit->path(), *path);

    auto summary = inspect_record(*path);
    EXPECT_TRUE(summary->is_complete);
    const Json record = Json::parse(summary->json);
    const Json& page = attempt_in(record, 0, 0);
    EXPECT_EQ(page.at("files").at(1).at("side"), "back");
    EXPECT_EQ(page.at("files").at(1).at("ppi"), 300.0);
    EXPECT_EQ(page.at("files").at(1).at("device_id"), "sane/test:0");
    EXPECT_EQ(page.at("mrz").at("found"), false);
    EXPECT_EQ(page.at("provenance").at("models").at(0), "ocrb 1");
    const Json& face = attempt_in(record, 1, 0);
    EXPECT_EQ(face.at("provenance").at("device_id"), "virtual/camera_b");
    EXPECT_EQ(face.at("provenance").at("driver"), "virtual");
    EXPECT_EQ(face.at("provenance").at("profile"), "a_profile");
    EXPECT_EQ(face.at("provenance").at("switches").at(0).at("reason"), "device_lost");
    EXPECT_THAT(face.at("provenance").at("software").get<std::string>(), HasSubstr("limner "));
    const Json& finger = attempt_in(record, 2, 0);
    EXPECT_EQ(record.at("steps").at(2).at("step"), "right_index");
    EXPECT_EQ(finger.at("finger"), "right_index");
    EXPECT_EQ(finger.at("quality_0_100"), 62);
    EXPECT_EQ(finger.at("provenance").at("device_id"), "zfm/1");
    EXPECT_EQ(finger.at("provenance").at("device_name"), "ZFM-20");
    EXPECT_EQ(finger.at("provenance").at("driver"), "zfm");
    EXPECT_EQ(finger.at("provenance").at("driver_version"), "1.2.0");
    EXPECT_EQ(finger.at("provenance").at("models").at(0), "ridges 3");
    EXPECT_EQ(finger.at("features").at("ridge_clarity"), 0.75);
}

TEST(Visit, RecordsASlapAndEachOfItsFingersWithItsPlace) {
    TemporaryFolder out;
    auto visit = Visit::open({.out = out.path()});
    auto outcome = visit->add_slap(thumbs());
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_TRUE(outcome->is_accepted);
    auto path = visit->seal();
    ASSERT_TRUE(path) << path.error().message;
    EXPECT_TRUE(inspect_record(*path)->is_complete);
    const Json record = record_in(*path);
    EXPECT_EQ(record.at("steps").at(0).at("step"), "thumbs");
    const Json& attempt = attempt_in(record, 0, 0);
    EXPECT_EQ(attempt.at("slap"), "thumbs");
    EXPECT_FALSE(attempt.contains("finger"));
    EXPECT_EQ(attempt.at("files").size(), 3u);
    const Json& right = attempt.at("files").at(2);
    EXPECT_EQ(right.at("name"), "thumbs-1-right_thumb.png");
    EXPECT_EQ(right.at("finger"), "right_thumb");
    EXPECT_EQ(right.at("corners").at(0).at(0), 45.0);
    EXPECT_EQ(right.at("ppi"), 500.0);
    EXPECT_EQ(right.at("quality_0_100"), 50);
    EXPECT_EQ(right.at("report").at("verdict"), "pass");
}

TEST(Visit, GivesTheAcceptedPrintsBackWhenItIsResumed) {
    TemporaryFolder out;
    {
        auto visit = Visit::open({.out = out.path()});
        ASSERT_TRUE(visit->add_slap(thumbs()));
        ASSERT_TRUE(visit->add_fingerprint(fingerprint()));
        Fingerprint failed = fingerprint();
        failed.finger = Finger::left_index;
        failed.check.report = report_of(FindingVerdict::fail);
        ASSERT_TRUE(visit->add_fingerprint(failed));
        ASSERT_TRUE(visit->add_portrait(portrait(FindingVerdict::pass), {}));
    }
    auto visit = Visit::open({.out = out.path(), .resume = true});
    ASSERT_TRUE(visit) << visit.error().message;
    const auto prints = visit->accepted_prints();
    ASSERT_TRUE(prints) << prints.error().message;
    ASSERT_EQ(prints->size(), 3u) << "the slap as a whole is no print, nor is what was not accepted";
    EXPECT_EQ(prints->at(0).finger, Finger::left_thumb);
    EXPECT_EQ(prints->at(1).finger, Finger::right_thumb);
    EXPECT_EQ(prints->at(2).finger, Finger::right_index);
    EXPECT_EQ(prints->at(0).image.width(), 30);
    EXPECT_EQ(prints->at(2).ppi, 500.0);
}

TEST(Visit, IsNamedByTimeAndChanceAndByNothingPersonal) {
    TemporaryFolder out;
    auto one = Visit::open({.out = out.path()});
    auto other = Visit::open({.out = out.path()});
    EXPECT_THAT(one->path().filename().string(), MatchesRegex("20[0-9]{6}-[0-9]{6}-[0-9a-f]{8}.partial"));
    EXPECT_NE(one->path(), other->path());
}

TEST(Visit, AcceptsAnAttemptThatPassesAndKeepsOneThatDoesNot) {
    TemporaryFolder out;
    auto visit = Visit::open({.out = out.path()});
    auto failed = visit->add_portrait(portrait(FindingVerdict::fail), {});
    ASSERT_TRUE(failed);
    EXPECT_FALSE(failed->is_accepted);
    EXPECT_EQ(failed->attempts, 1);
    EXPECT_FALSE(visit->is_accepted("portrait"));
    auto passed = visit->add_portrait(portrait(FindingVerdict::pass), {});
    EXPECT_TRUE(passed->is_accepted);
    EXPECT_EQ(passed->attempts, 2);
    EXPECT_TRUE(visit->is_accepted("portrait"));
    EXPECT_FALSE(visit->is_accepted("page"));
}

TEST(Visit, JudgesAScanByItsWorstPage) {
    TemporaryFolder out;
    auto visit = Visit::open({.out = out.path()});
    auto outcome = visit->add_page(scan(FindingVerdict::pass, FindingVerdict::fail), {}, {});
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->is_accepted);
    EXPECT_EQ(visit->steps().at(0).verdict, ReportVerdict::fail);
    outcome = visit->add_page(scan(FindingVerdict::not_assessed, FindingVerdict::pass), {}, {});
    EXPECT_FALSE(outcome->is_accepted);
    EXPECT_EQ(visit->steps().at(0).verdict, ReportVerdict::review);
    EXPECT_TRUE(visit->add_page(scan(FindingVerdict::pass, FindingVerdict::pass), {}, {})->is_accepted);
}

TEST(Visit, OffersAcceptanceWithAReasonAfterEnoughAttempts) {
    TemporaryFolder out;
    auto visit = Visit::open({.out = out.path(), .attempts_before_reason = 2});
    const AcceptedWithReason reason{.officer = "7", .reason = "tremor"};
    EXPECT_EQ(visit->accept_with_reason("portrait", reason).error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(visit->add_portrait(portrait(FindingVerdict::fail), {})->may_accept_with_reason);
    auto early = visit->accept_with_reason("portrait", reason);
    ASSERT_FALSE(early);
    EXPECT_THAT(early.error().message, HasSubstr("after 2 attempts; there are 1"));
    EXPECT_TRUE(visit->add_portrait(portrait(FindingVerdict::fail), {})->may_accept_with_reason);
    EXPECT_EQ(visit->accept_with_reason("portrait", {}).error().code, ErrorCode::invalid_argument);
    ASSERT_TRUE(visit->accept_with_reason("portrait", reason));
    EXPECT_TRUE(visit->is_accepted("portrait"));
    auto path = visit->seal();
    ASSERT_TRUE(path);
    const Json step = record_in(*path).at("steps").at(0);
    EXPECT_EQ(step.at("accepted").at("with_reason").at("reason"), "tremor");
    EXPECT_EQ(step.at("attempts").at(1).at("report").at("verdict"), "fail") << "the verdict stays what it was";
}

TEST(Visit, OffersNoReasonForAnAttemptThatPassed) {
    TemporaryFolder out;
    auto visit = Visit::open({.out = out.path(), .attempts_before_reason = 1});
    EXPECT_FALSE(visit->add_portrait(portrait(FindingVerdict::pass), {})->may_accept_with_reason);
}

TEST(Visit, KeepsAnAcceptedAttemptWhenARetakeDoesNotPass) {
    TemporaryFolder out;
    auto visit = Visit::open({.out = out.path()});
    ASSERT_TRUE(visit->add_portrait(portrait(FindingVerdict::pass), {}));
    EXPECT_FALSE(visit->add_portrait(portrait(FindingVerdict::fail), {})->is_accepted);
    EXPECT_TRUE(visit->is_accepted("portrait"));
    EXPECT_EQ(visit->steps().at(0).verdict, ReportVerdict::pass);
}

TEST(Visit, IsResumedWithItsStepsItsCountOfAttemptsAndItsSubject) {
    TemporaryFolder out;
    const Subject subject{.exceptions = {PortraitException::medical_glasses}};
    {
        auto visit = Visit::open({.out = out.path(), .name = "visit-1", .subject = subject});
        ASSERT_TRUE(visit->add_page(scan(FindingVerdict::pass, FindingVerdict::pass), {}, {}));
        ASSERT_TRUE(visit->add_portrait(portrait(FindingVerdict::fail), {}));
    }
    auto visit = Visit::open({.out = out.path(), .resume = true, .attempts_before_reason = 2});
    ASSERT_TRUE(visit) << visit.error().message;
    EXPECT_TRUE(visit->is_accepted("page"));
    EXPECT_EQ(visit->subject().exceptions, subject.exceptions);
    EXPECT_TRUE(visit->add_portrait(portrait(FindingVerdict::fail), {})->may_accept_with_reason);
    auto path = visit->seal();
    ASSERT_TRUE(path) << path.error().message;
    EXPECT_EQ(record_in(*path).at("subject").at("exceptions").at(0), "medical_glasses");
}

TEST(Visit, TakesAnotherSubjectWhenItIsResumedWithOne) {
    TemporaryFolder out;
    { ASSERT_TRUE(Visit::open({.out = out.path(), .subject = {.exceptions = {PortraitException::tremor}}})); }
    auto visit =
        Visit::open({.out = out.path(), .subject = {.exceptions = {PortraitException::wheelchair}}, .resume = true});
    ASSERT_TRUE(visit);
    ASSERT_TRUE(visit->add_fingerprint(fingerprint()));
    EXPECT_EQ(record_in(*visit->seal()).at("subject").at("exceptions").at(0), "wheelchair");
}

TEST(Visit, SaysThatThereIsNothingToResume) {
    TemporaryFolder out;
    EXPECT_EQ(Visit::open({.out = out.path(), .resume = true}).error().code, ErrorCode::file_missing);
}

TEST(Visit, RefusesAScanWithoutAPage) {
    TemporaryFolder out;
    auto visit = Visit::open({.out = out.path()});
    EXPECT_EQ(visit->add_page({}, {}, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(visit->steps().empty());
}

TEST(Visit, TakesNoMoreOnceItIsSealed) {
    TemporaryFolder out;
    auto visit = Visit::open({.out = out.path()});
    ASSERT_TRUE(visit->add_fingerprint(fingerprint()));
    ASSERT_TRUE(visit->seal());
    EXPECT_EQ(visit->add_fingerprint(fingerprint()).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace limner
