#include "support/program.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Every command that the program serves.
const std::vector<std::vector<std::string>>& commands() {
    static const std::vector<std::vector<std::string>> all{{"devices"},
                                                           {"inspect"},
                                                           {"check", "portrait"},
                                                           {"check", "fingerprint"},
                                                           {"check", "page"},
                                                           {"capture", "portrait"},
                                                           {"capture", "fingerprint"},
                                                           {"capture", "page"},
                                                           {"enrol"},
                                                           {"record"},
                                                           {"read", "mrz"},
                                                           {"parse", "mrz"}};
    return all;
}

TEST(Usage, AFileThatMayNotGrowIsAnErrorOfThatFile) {
    const TemporaryFolder folder;
    const std::string out = folder.path() / "out.txt";
    const Outcome outcome = Program("sh", {"-c", "ulimit -f 0; exec \"$0\" check page none.png --json >\"$1\"",
                                           std::getenv("LIMNER_PROGRAM"), out})
                                .finish();
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("standard output could not be written"));
}

TEST(Usage, EveryCommandExplainsItselfWithAnExample) {
    for (auto words : commands()) {
        words.push_back("--help");
        const Outcome help = run_limner(words);
        EXPECT_EQ(help.exit_code, 0) << words[0];
        EXPECT_THAT(help.out, HasSubstr("Example:\n  ")) << words[0];
        EXPECT_THAT(help.out, HasSubstr("--json")) << words[0];
        EXPECT_THAT(help.out, HasSubstr("--language")) << words[0];
        EXPECT_THAT(help.out, HasSubstr("--drivers")) << words[0];
    }
}

TEST(Usage, ExplainsTheProgramAndItsVersion) {
    EXPECT_THAT(run_limner({"--help"}).out, HasSubstr("Exit codes: 0 done"));
    const Outcome version = run_limner({"--version"});
    EXPECT_EQ(version.exit_code, 0);
    EXPECT_THAT(version.out, testing::StartsWith("limner "));
}

TEST(Usage, OfNoCommandIsBad) {
    const Outcome outcome = run_limner({});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, HasSubstr("limner --help"));
}

TEST(Usage, OfAnUnknownCommandOrOptionIsBadAndNamesIt) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"transmute"},
                                                  {"parse", "nonsense"},
                                                  {"check", "iris"},
                                                  {"read", "novel"},
                                                  {"parse", "mrz", "--nonsense"}}) {
        const Outcome outcome = run_limner(words);
        EXPECT_EQ(outcome.exit_code, 3) << words.back();
        EXPECT_THAT(outcome.out, IsEmpty());
        EXPECT_THAT(outcome.err, HasSubstr(words.back()));
    }
}

TEST(Usage, OfAnUnknownCommandTellsTheKnownOnes) {
    EXPECT_THAT(run_limner({"check", "iris"}).err, HasSubstr("allowed: portrait, fingerprint, page"));
    EXPECT_THAT(run_limner({"check"}).err, HasSubstr("a command is missing; allowed: portrait, fingerprint, page"));
}

TEST(Usage, OfAFolderOfDriversThatIsNotThereIsBad) {
    const Outcome outcome = run_limner({"devices", "--drivers", "/nonexistent"});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.err, HasSubstr("/nonexistent"));
}

TEST(Usage, OfEveryCommandWithoutWhatItNeedsIsBad) {
    for (auto words : commands()) {
        if (words.front() == "devices" || words.front() == "parse") continue;
        const Outcome outcome = run_limner(words);
        EXPECT_EQ(outcome.exit_code, 3) << words[0];
        EXPECT_THAT(outcome.err, HasSubstr(" required")) << words[0];
        words.insert(words.end(), {"--json", "--no-such-option"});
        EXPECT_EQ(run_limner(words).exit_code, 3) << words[0];
    }
}

TEST(Usage, OfAnotherLanguageIsBadAndNamesTheLanguages) {
    const Outcome outcome = run_limner({"parse", "mrz", "--language", "fr"});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.err, HasSubstr("en"));
}

TEST(Usage, SaysThatItsOutputIsLost) {
    Program program("sh", {"-c", "exec \"$0\" parse mrz --json > /dev/full", std::getenv("LIMNER_PROGRAM")});
    program.write("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n");
    program.close_input();
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("standard output could not be written"));
}

}  // namespace
}  // namespace limner::test
