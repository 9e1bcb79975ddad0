// Visits with slaps, and what is known of the fingers before: through the program, on generated prints.
#include "support/slap_pattern.h"
#include "support/virtual_counter.h"

#include <limner/frame/image_file.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace limner::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Json = nlohmann::json;

std::string step(const std::string& name, const std::string& more = "timeout_s = 60") {
    return fmt::format("[[step]]\nstep = '{}'\nslot = 'finger reader'\n{}\n", name, more);
}

/// A counter whose reader plays slaps, one after the other, from the start of each capture on.
class EnrolSlaps : public testing::Test {
protected:
    std::string reader_of(const std::vector<SlapPattern>& slaps) const {
        std::filesystem::create_directory(counter_.path() / "slaps");
        int number = 0;
        for (const SlapPattern& slap : slaps)
            counter_.folder().write(fmt::format("slaps/{}.png", ++number),
                                    *encode_png(make_slap_pattern(slap).image, 500.0));
        return "[[drivers.virtual.devices]]\nid = 'reader/primary'\nclass = 'fingerprint_reader'\nsource = 'slaps'\n"
               "fps = 3\n" +
               reader_slot();
    }

    Outcome enrol(const std::string& tables, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> words{"enrol", "--config",     counter_.write(tables, "attempts_before_reason = 1"),
                                       "--out", counter_.out(), "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return run_limner(words);
    }

    Json record() const {
        return run_limner({"inspect", counter_.records().at(0).string(), "--json"}).objects().at(0)["record"];
    }

    static std::vector<std::string> accepted(const Outcome& outcome) {
        std::vector<std::string> steps;
        for (const Json& event : events(outcome, "accepted")) steps.push_back(event["step"]);
        return steps;
    }

    static Json finding_in(const Json& attempt, const std::string& requirement) {
        for (const Json& finding : attempt["findings"])
            if (finding["requirement"] == requirement) return finding;
        return {};
    }

    const VirtualCounter counter_{};
};

TEST_F(EnrolSlaps, TakesFourFourAndTwoFromOneReader) {
    const std::string tables =
        reader_of({{.seed = 3}, {.seed = 3, .slap = Slap::left_four}, {.seed = 3, .slap = Slap::thumbs}}) +
        step("right_four") + step("left_four") + step("thumbs");
    const Outcome outcome = enrol(tables);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(accepted(outcome), ElementsAre("right_four", "left_four", "thumbs"));
    const Json attempt = events(outcome, "attempt").at(0);
    ASSERT_THAT(attempt["fingers"], SizeIs(4));
    EXPECT_EQ(attempt["fingers"][0]["finger"], "right_index");
    EXPECT_EQ(finding_in(attempt, "repeated_finger")["verdict"], "pass");

    const Json steps = record()["steps"];
    ASSERT_THAT(steps, SizeIs(3));
    EXPECT_EQ(steps[0]["kind"], "fingerprint");
    const Json recorded = steps[0]["attempts"][0];
    EXPECT_EQ(recorded["slap"], "right_four");
    ASSERT_THAT(recorded["files"], SizeIs(5));
    EXPECT_EQ(recorded["files"][0]["name"], "right_four-1.png");
    const Json little = recorded["files"][4];
    EXPECT_EQ(little["name"], "right_four-1-right_little.png");
    EXPECT_EQ(little["finger"], "right_little");
    EXPECT_THAT(little["corners"], SizeIs(4));
    EXPECT_EQ(little["report"]["verdict"], "pass");
    EXPECT_TRUE(little["quality_0_100"].is_number());
    EXPECT_EQ(run_limner({"inspect", counter_.records().at(0).string()}).exit_code, 0);
}

TEST_F(EnrolSlaps, TakesTheOtherHandForWhatItIs) {
    const std::string tables =
        reader_of({{.has_one_print = true, .slap = Slap::left_four}}) + step("right_four", "timeout_s = 2");
    const Outcome outcome = enrol(tables);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    const Json attempt = events(outcome, "attempt").at(0);
    EXPECT_EQ(finding_in(attempt, "hand")["verdict"], "fail");
    EXPECT_THAT(finding_in(attempt, "hand")["advice"]["en"].get<std::string>(), HasSubstr("the other hand"));
    EXPECT_THAT(accepted(outcome), IsEmpty());
}

TEST_F(EnrolSlaps, DoesNotWaitForFingersThatAreMissingOrBandaged) {
    const std::string subject = counter_.folder().write(
        "subject.json", R"({"fingers":{"left_thumb":"missing","right_index":"missing","left_ring":"bandaged"}})");
    const std::string tables = reader_of({{.seed = 4, .slap = Slap::thumbs, .absent = {Finger::left_thumb}}}) +
                               step("right_index") + step("left_ring") + step("thumbs");
    const Outcome outcome =
        enrol(tables, {"--subject", subject, "--on-fail", "accept", "--officer", "7", "--reason", "one thumb"});
    const auto skipped = events(outcome, "skipped");
    ASSERT_THAT(skipped, SizeIs(2)) << outcome.out << outcome.err;
    EXPECT_EQ(skipped[0]["step"], "right_index");
    EXPECT_EQ(skipped[0]["reason"], "missing");
    EXPECT_EQ(skipped[1]["reason"], "bandaged");
    EXPECT_NE(skipped[1]["message"]["id"], "");
    EXPECT_THAT(accepted(outcome), ElementsAre("thumbs"));
    const Json files = record()["steps"][0]["attempts"][0]["files"];
    ASSERT_THAT(files, SizeIs(2));
    EXPECT_EQ(files[1]["finger"], "right_thumb");
}

TEST_F(EnrolSlaps, KnowThePrintsOfBeforeTheVisitWasResumed) {
    const SlapPattern thumbs{.seed = 6, .slap = Slap::thumbs};
    std::string tables = reader_of({thumbs});
    const std::string single = counter_.folder().write(
        "right_thumb.png",
        *encode_png(segment_slap(make_slap_pattern(thumbs).image, Slap::thumbs, 500)->fingers.at(1).image, 500.0));
    tables += "[[drivers.virtual.devices]]\nid = 'other/reader'\nclass = 'fingerprint_reader'\nsource = '" + single +
              "'\n[[slot]]\nname = 'single'\nclass = 'fingerprint_reader'\ncandidates = ['virtual/other/*']\n" +
              step("thumbs");
    const std::string index = "[[step]]\nstep = 'left_index'\nslot = 'single'\ntimeout_s = {}\nprofile = '{}'\n";
    const std::string none = counter_.folder().write("none.toml",
                                                     "name = 'none'\nversion = '1'\nkind = 'fingerprint'\n"
                                                     "[[requirement]]\nname = 'contrast'\nlow = 1000\n");
    const Outcome stopped = enrol(tables + fmt::format(fmt::runtime(index), 1, none));
    EXPECT_EQ(stopped.exit_code, 2) << stopped.out << stopped.err;
    ASSERT_THAT(accepted(stopped), ElementsAre("thumbs"));

    const Outcome resumed = enrol(tables + fmt::format(fmt::runtime(index), 5, "fingerprint_enrol"), {"--resume"});
    EXPECT_EQ(resumed.exit_code, 2) << resumed.out << resumed.err;
    const auto attempts = events(resumed, "attempt");
    ASSERT_THAT(attempts, SizeIs(1)) << resumed.out;
    const Json repeated = finding_in(attempts[0], "repeated_finger");
    EXPECT_EQ(repeated["verdict"], "fail");
    EXPECT_THAT(repeated["advice"]["en"].get<std::string>(), HasSubstr("captured as the right thumb"));
}

TEST_F(EnrolSlaps, AreCapturedSinglyToo) {
    const std::string config = counter_.write(reader_of({{.has_one_print = true, .slap = Slap::thumbs}}));
    const Outcome outcome = run_limner({"capture", "fingerprint", "--finger", "thumbs", "--config", config, "--slot",
                                        "finger reader", "--out", counter_.out(), "--json"});
    EXPECT_EQ(events(outcome, "attempt").at(0)["slap"], "thumbs") << outcome.out << outcome.err;
}

}  // namespace
}  // namespace limner::test
