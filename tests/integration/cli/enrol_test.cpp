#include "support/small_disk.h"
#include "support/virtual_counter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <csignal>
#include <fstream>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Json = nlohmann::json;

const std::string healthy = scanner("primary") + camera("primary") + reader("primary");
const std::string slots = scanner_slot() + camera_slot() + reader_slot();
const std::string visit = healthy + slots + all_steps();

class Enrol : public testing::Test {
protected:
    void SetUp() override {
        if (!VirtualCounter::can_be_set_up()) GTEST_SKIP() << "needs build/samples/portrait.png (scripts/setup)";
    }

    std::vector<std::string> words(const std::string& tables, const std::vector<std::string>& more = {},
                                   const std::string& top = "") const {
        std::vector<std::string> all{"enrol", "--config",     counter_.write(tables, top),
                                     "--out", counter_.out(), "--json"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    Outcome enrol(const std::string& tables, const std::vector<std::string>& more = {},
                  const std::string& top = "") const {
        return run_limner(words(tables, more, top));
    }
    Outcome resume() const { return enrol(visit, {"--resume"}); }

    /// Starts a visit, signals it once its stdout holds the text, and waits for its end.
    Outcome signalled(const std::string& tables, const std::string& once, int signal,
                      const std::vector<std::string>& more = {}) const {
        Program program(std::getenv("LIMNER_PROGRAM"), words(tables, more));
        EXPECT_TRUE(program.wait_for(once));
        program.signal(signal);
        return program.finish();
    }

    void expect_one_whole_record() const {
        const auto records = counter_.records();
        ASSERT_THAT(records, SizeIs(1));
        EXPECT_THAT(records[0].string(), Not(EndsWith(".partial")));
        EXPECT_EQ(run_limner({"inspect", records[0].string()}).exit_code, 0);
    }

    void expect_one_unfinished_visit() const {
        const auto records = counter_.records();
        ASSERT_THAT(records, SizeIs(1));
        EXPECT_THAT(records[0].string(), EndsWith(".partial"));
    }

    /// What --resume took over, and what it took anew.
    static std::vector<std::string> steps_of(const Outcome& outcome, bool are_resumed) {
        std::vector<std::string> steps;
        for (const Json& event : events(outcome, "accepted"))
            if (event.value("resumed", false) == are_resumed) steps.push_back(event["step"]);
        return steps;
    }

    Json record() const {
        return run_limner({"inspect", counter_.records().at(0).string(), "--json"}).objects().at(0)["record"];
    }

    const VirtualCounter counter_{};
};

TEST_F(Enrol, TakesAVisitThroughAllItsStepsInTheirOrder) {
    const Outcome outcome = enrol(visit);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(steps_of(outcome, false), ElementsAre("page", "portrait", "right_index"));
    const auto objects = outcome.objects();
    EXPECT_EQ(objects.back()["event"], "done");
    EXPECT_EQ(objects.back()["verdict"], "pass");
    expect_one_whole_record();
    EXPECT_EQ(objects.back()["record"], counter_.records()[0].string());
    EXPECT_EQ(record()["steps"].size(), 3u);
}

TEST_F(Enrol, TellsPeopleWhatItDoes) {
    auto plain = words(visit, {"--language", "id"});
    std::erase(plain, "--json");
    const Outcome outcome = run_limner(plain);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("right_index accepted"));
    EXPECT_THAT(outcome.out, HasSubstr("  record: " + counter_.out()));
}

TEST_F(Enrol, GoesOnWithSparesAndRecordsTheSwitches) {
    const std::string faulty = scanner("primary", "page_ms = 300\nfaults = [{ kind = 'unplug', after_rows = 300 }]") +
                               scanner("spare") + camera("primary", "faults = [{ kind = 'hang', after_frames = 2 }]") +
                               camera("spare") + reader("primary");
    const Outcome outcome = enrol(faulty + slots + all_steps());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(events(outcome, "switched"), SizeIs(2));
    EXPECT_EQ(outcome.objects().back()["event"], "done");
    const Json steps = record()["steps"];
    EXPECT_EQ(steps[0]["attempts"][0]["provenance"]["switches"][0]["reason"], "device_lost");
    EXPECT_EQ(steps[1]["attempts"][0]["provenance"]["switches"][0]["reason"], "device_stalled");
    EXPECT_EQ(steps[1]["attempts"][0]["provenance"]["device_id"], "virtual/camera/spare");
}

TEST_F(Enrol, TriesAStepAgainAndStopsResumable) {
    const std::string strict = counter_.folder().write("strict.toml",
                                                       "name = 'strict'\nversion = '1'\nkind = 'fingerprint'\n"
                                                       "[[requirement]]\nname = 'resolution'\nlow = 900\n");
    const std::string tables = healthy + slots + "[[step]]\nstep = 'right_index'\nslot = 'finger reader'\nprofile = '" +
                               strict + "'\ntimeout_s = 0.5\n";
    const Outcome stopped = enrol(tables, {}, "attempts_before_reason = 2");
    EXPECT_EQ(stopped.exit_code, 2) << stopped.err;
    ASSERT_THAT(events(stopped, "attempt"), SizeIs(2));
    EXPECT_EQ(events(stopped, "attempt")[1]["attempt"], 2);
    EXPECT_TRUE(stopped.objects().back()["record"].is_null());
    expect_one_unfinished_visit();
    EXPECT_EQ(stopped.objects().back()["partial"], counter_.records()[0].string());

    const Outcome accepted =
        enrol(tables, {"--resume", "--on-fail", "accept", "--officer", "officer 7", "--reason", "old reader"},
              "attempts_before_reason = 2");
    EXPECT_EQ(accepted.exit_code, 2) << accepted.err;
    EXPECT_EQ(events(accepted, "accepted").at(0)["with_reason"]["officer"], "officer 7");
    EXPECT_EQ(accepted.objects().back()["verdict"], "fail");
    expect_one_whole_record();
}

TEST_F(Enrol, FindsAFingerThatIsLaidDownTwice) {
    const std::string tables = reader("primary") + reader_slot() +
                               "[[step]]\nstep = 'right_index'\nslot = 'finger reader'\n"
                               "[[step]]\nstep = 'left_index'\nslot = 'finger reader'\ntimeout_s = 2\n";
    const Outcome outcome = enrol(tables, {}, "attempts_before_reason = 1");
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_THAT(steps_of(outcome, false), ElementsAre("right_index"));
    const Json findings = events(outcome, "attempt").back()["findings"];
    const auto repeated =
        std::ranges::find_if(findings, [](const Json& finding) { return finding["requirement"] == "repeated_finger"; });
    ASSERT_NE(repeated, findings.end());
    EXPECT_EQ((*repeated)["verdict"], "fail");
    EXPECT_THAT((*repeated)["advice"]["en"].get<std::string>(), HasSubstr("captured as the right index"));
}

TEST_F(Enrol, TellsPeopleWhatAnAttemptLacks) {
    const std::string tables = reader("primary", "ppi = 200") + reader_slot() +
                               "[[step]]\nstep = 'right_index'\nslot = 'finger reader'\ntimeout_s = 0.5\n";
    auto plain = words(tables, {"--language", "id"}, "attempts_before_reason = 1");
    std::erase(plain, "--json");
    const Outcome outcome = run_limner(plain);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.out, HasSubstr("    resolution: "));
}

TEST_F(Enrol, AsksTheOfficerWhereItIsToldTo) {
    const std::string tables = reader("primary", "finger_after_ms = 60000") + reader_slot() +
                               "[[step]]\nstep = 'right_index'\nslot = 'finger reader'\ntimeout_s = 0.3\n";
    const Outcome outcome = run_limner(words(tables, {"--on-fail", "ask"}), "\n\ns\n");
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(events(outcome, "attempt"), SizeIs(3));
    EXPECT_THAT(outcome.err, HasSubstr("Enter: try again"));
}

TEST_F(Enrol, WaitsForAFingerAsOftenAsAttemptsAreAllowed) {
    const std::string tables = reader("primary", "finger_after_ms = 60000") + reader("spare") +
                               reader_slot("stall_after_ms = 200") +
                               "[[step]]\nstep = 'right_index'\nslot = 'finger reader'\ntimeout_s = 0.5\n";
    const Outcome outcome = enrol(tables, {}, "attempts_before_reason = 2");
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    EXPECT_THAT(events(outcome, "attempt"), SizeIs(2));
    EXPECT_EQ(events(outcome, "attempt")[0]["error"]["code"], "timed_out");
    EXPECT_EQ(events(outcome, "attempt")[0]["remedy"], "try_again");
    EXPECT_THAT(events(outcome, "switched"), IsEmpty());
    EXPECT_EQ(outcome.objects().back()["error"]["code"], "timed_out");
}

TEST_F(Enrol, CannotServeWithoutADevice) {
    const Outcome outcome = enrol(reader("primary") + slots + all_steps(0.5));
    EXPECT_EQ(outcome.exit_code, 5) << outcome.out;
    EXPECT_THAT(events(outcome, "no_device"), Not(IsEmpty()));
    EXPECT_EQ(outcome.objects().back()["error"]["code"], "device_missing");
    EXPECT_EQ(outcome.objects().back()["remedy"], "switch_device");
}

/// A visit that takes its time at each step: what its stdout holds while the step runs, what was accepted before.
struct Moment {
    std::string name;
    std::string devices;
    std::string seen;
    std::vector<std::string> accepted;
};

std::string second_page_time() { return scanner("primary", "page_ms = 60000\nband_rows = 16"); }

const std::vector<Moment>& moments() {
    static const std::vector<Moment> all{
        {"DuringThePage", second_page_time() + camera("primary") + reader("primary"), "", {}},
        {"WhileTheScannerHangs",
         scanner("primary", "page_ms = 300\nfaults = [{ kind = 'hang', after_rows = 300 }]") + camera("primary") +
             reader("primary"),
         "",
         {}},
        {"BeforeThePortrait",
         scanner("primary") + camera("primary", "open_ms = 60000") + reader("primary"),
         "\"accepted\",\"step\":\"page\"",
         {"page"}},
        {"DuringThePortrait",
         scanner("primary") + camera("primary", "faults = [{ kind = 'slow', extra_ms = 900 }]") + reader("primary"),
         "\"accepted\",\"step\":\"page\"",
         {"page"}},
        {"DuringTheFingerprint",
         scanner("primary") + camera("primary") + reader("primary", "finger_after_ms = 60000"),
         "\"accepted\",\"step\":\"portrait\"",
         {"page", "portrait"}}};
    return all;
}

class EnrolInterrupted : public Enrol, public testing::WithParamInterface<Moment> {
protected:
    Outcome interrupted(int signal) const {
        Program program(std::getenv("LIMNER_PROGRAM"), words(GetParam().devices + slots + all_steps()));
        if (GetParam().seen.empty())
            while (counter_.records().empty()) std::this_thread::sleep_for(10ms);
        else
            EXPECT_TRUE(program.wait_for(GetParam().seen));
        std::this_thread::sleep_for(200ms);
        program.signal(signal);
        return program.finish();
    }

    void expect_it_resumes() const {
        const Outcome outcome = resume();
        EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
        EXPECT_EQ(steps_of(outcome, true), GetParam().accepted);
        expect_one_whole_record();
        EXPECT_EQ(record()["steps"].size(), 3u);
    }
};

TEST_P(EnrolInterrupted, ByCtrlCEndsAtOnceAndGoesOnLater) {
    const Outcome outcome = interrupted(SIGINT);
    EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
    const Json done = outcome.objects().back();
    EXPECT_EQ(done["error"]["code"], "cancelled") << done;
    EXPECT_EQ(done["partial"], counter_.records().at(0).string());
    expect_one_unfinished_visit();
    expect_it_resumes();
}

TEST_P(EnrolInterrupted, ByAKillGoesOnLater) {
    EXPECT_EQ(interrupted(SIGKILL).exit_code, 128 + SIGKILL);
    expect_one_unfinished_visit();
    expect_it_resumes();
}

INSTANTIATE_TEST_SUITE_P(AtEveryStep, EnrolInterrupted, testing::ValuesIn(moments()),
                         [](const auto& moment) { return moment.param.name; });

TEST_F(Enrol, ThatWasNeverBegunCannotBeResumed) {
    const Outcome outcome = resume();
    EXPECT_EQ(outcome.exit_code, 4);
    EXPECT_EQ(outcome.objects().back()["error"]["code"], "file_missing");
    EXPECT_THAT(outcome.err, HasSubstr(counter_.out()));
}

TEST_F(Enrol, IsResumedByOneProcessOnly) {
    Program program(std::getenv("LIMNER_PROGRAM"),
                    words(second_page_time() + camera("primary") + reader("primary") + slots + all_steps()));
    while (counter_.records().empty()) std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(200ms);
    const Outcome second = enrol(visit, {"--resume"});
    EXPECT_THAT(second.err, HasSubstr("device_busy"));
    EXPECT_NE(second.exit_code, 0);
    program.signal(SIGINT);
    EXPECT_EQ(program.finish().exit_code, 130);
}

TEST_F(Enrol, OnAFullDiskSaysSoAndGoesOnWhenThereIsRoom) {
    const SmallDisk disk(counter_.out(), 600);
    if (!disk.is_mounted()) GTEST_SKIP() << "this system lets nobody mount a file system of his own";
    const Outcome full = enrol(visit);
    EXPECT_EQ(full.exit_code, 1) << full.out;
    EXPECT_EQ(full.objects().back()["error"]["code"], "storage_full");
    EXPECT_EQ(full.objects().back()["remedy"], "fix_setup");
    EXPECT_THAT(full.err, HasSubstr("No space left"));
    expect_one_unfinished_visit();
    ASSERT_TRUE(disk.resize(65'536));
    EXPECT_EQ(resume().exit_code, 0);
    expect_one_whole_record();
}

TEST_F(Enrol, OnAReadOnlyDiskSaysSo) {
    const SmallDisk disk(counter_.out(), 1024);
    if (!disk.is_mounted() || !disk.make_read_only(true))
        GTEST_SKIP() << "this system lets nobody mount a file system of his own";
    const Outcome outcome = enrol(visit);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.objects().back()["error"]["code"], "storage_failed");
    EXPECT_THAT(outcome.err, HasSubstr("Read-only file system"));
    EXPECT_THAT(counter_.records(), IsEmpty());
}

TEST_F(Enrol, RecordsWhatIsKnownAboutTheApplicant) {
    const std::string subject =
        counter_.folder().write("subject.json", R"({"birth_date":"1980-02-03","exceptions":["eye_does_not_open"]})");
    EXPECT_EQ(enrol(visit, {"--subject", subject}).exit_code, 0);
    EXPECT_EQ(record()["subject"]["exceptions"][0], "eye_does_not_open");
    const std::string wrong = counter_.folder().write("wrong.json", R"({"birthday":"1980-02-03"})");
    EXPECT_EQ(enrol(visit, {"--subject", wrong}).exit_code, 3);
    EXPECT_EQ(enrol(visit, {"--subject", "/nonexistent"}).exit_code, 4);
    EXPECT_THAT(counter_.records(), SizeIs(1));
}

TEST_F(Enrol, FindsMistakesBeforeTheFirstStep) {
    EXPECT_EQ(enrol(healthy + slots).exit_code, 3);
    const std::string no_profile = "[[step]]\nstep = 'right_index'\nslot = 'finger reader'\nprofile = 'nonsense'\n";
    const std::string wrong_kind = "[[step]]\nstep = 'right_index'\nslot = 'finger reader'\nprofile = 'icao_9303'\n";
    EXPECT_EQ(enrol(healthy + slots + no_profile).exit_code, 3);
    const Outcome wrong = enrol(healthy + slots + wrong_kind);
    EXPECT_EQ(wrong.exit_code, 3);
    EXPECT_THAT(wrong.err, HasSubstr("is not for a step 'right_index'"));
    EXPECT_EQ(enrol(visit, {"--visit", "../elsewhere"}).exit_code, 3);
    EXPECT_EQ(enrol(visit, {"--on-fail", "accept"}).exit_code, 3);
    EXPECT_THAT(counter_.records(), IsEmpty());
}

const std::string moving = scanner("primary", "page_ms = 300\nfaults = [{ kind = 'unplug', after_rows = 300 }]") +
                           scanner("spare") + scanner_slot("confirm_moves = true");

TEST_F(Enrol, WaitsUntilTheDocumentWasMoved) {
    Program program(std::getenv("LIMNER_PROGRAM"),
                    words(moving + "[[step]]\nstep = 'page'\nslot = 'scanner'\ntimeout_s = 20\n"));
    ASSERT_TRUE(program.wait_for("\"move_document\""));
    program.write("\n");
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_TRUE(events(outcome, "switched").at(0)["human_ms"].is_number()) << outcome.out;
}

TEST_F(Enrol, DoesNotWaitForeverForSomebodyToMoveTheDocument) {
    const Outcome outcome =
        enrol(moving + "[[step]]\nstep = 'page'\nslot = 'scanner'\ntimeout_s = 2\n", {}, "attempts_before_reason = 1");
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    EXPECT_EQ(outcome.objects().back()["error"]["code"], "timed_out");
    EXPECT_THAT(events(outcome, "action_required"), Not(IsEmpty()));
}

TEST_F(Enrol, ComparesThePageWithTheApplication) {
    const std::string agreeing = counter_.folder().write("a.json", R"({"name":"Anna Maria Eriksson","sex":"F"})");
    const Outcome agreed = enrol(visit, {"--application", agreeing});
    EXPECT_EQ(agreed.exit_code, 0) << agreed.out << agreed.err;
    EXPECT_EQ(events(agreed, "cross_check").at(0)["verdict"], "pass");
    const std::string differing = counter_.folder().write("b.json", R"({"name":"Anna Lindqvist","sex":"F"})");
    const Outcome differed = enrol(visit, {"--application", differing});
    EXPECT_EQ(differed.exit_code, 2);
    const Json found = events(differed, "cross_check").at(0);
    EXPECT_EQ(found["verdict"], "review");
    EXPECT_EQ(found["fields"][0]["agreement"], "different");
    EXPECT_EQ(found["fields"][0]["message"]["en"], "These names differ: application, page.");
    EXPECT_EQ(differed.objects().back()["verdict"], "pass");
    // The record keeps what the officer was told.
    std::ifstream record(differed.objects().back()["record"].get<std::string>() + "/record.json");
    EXPECT_EQ(Json::parse(record)["cross_check"], found["fields"]);
}

TEST_F(Enrol, TakesNoApplicationThatIsNone) {
    const std::string wrong = counter_.folder().write("wrong.json", R"({"nme":"SECRET"})");
    const Outcome outcome = enrol(visit, {"--application", wrong});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.err, HasSubstr("a member is none of name"));
    EXPECT_THAT(outcome.err, Not(HasSubstr("SECRET")));
    EXPECT_EQ(enrol(visit, {"--application", "/nonexistent"}).exit_code, 4);
}

}  // namespace
}  // namespace limner::test
