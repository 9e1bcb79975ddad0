#include "support/program.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace limner::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The specimen of Doc 9303 part 4.
const std::string specimen =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10\n";
const std::string wrong_digit =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
    "L898902C35UTO7408122F1204159ZE184226B<<<<<10\n";

TEST(ParseMrz, PrintsOneObjectForStandardInput) {
    const Outcome outcome = run_limner({"parse", "mrz", "--json", "-"}, specimen);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, IsEmpty());
    const auto objects = outcome.objects();
    ASSERT_EQ(objects.size(), 1u);
    EXPECT_EQ(objects[0]["file"], "-");
    EXPECT_EQ(objects[0]["format"], "TD3");
    EXPECT_EQ(objects[0]["fields"]["surname"], "ERIKSSON");
    EXPECT_EQ(objects[0]["fields"]["birth_date"], "1974-08-12");
    EXPECT_EQ(objects[0]["valid"], true);
    EXPECT_GE(objects[0]["elapsed_ms"].get<double>(), 0);
}

TEST(ParseMrz, PrintsTheFieldsForPeopleInTheirLanguage) {
    EXPECT_THAT(run_limner({"parse", "mrz"}, specimen).out, HasSubstr("document number      L898902C3"));
    EXPECT_THAT(run_limner({"parse", "mrz", "--language", "id"}, specimen).out, HasSubstr("nomor dokumen"));
}

TEST(ParseMrz, ReturnsAWrongPrintAsItIsAndSaysSo) {
    const Outcome outcome = run_limner({"parse", "mrz", "--json"}, wrong_digit);
    EXPECT_EQ(outcome.exit_code, 2);
    const auto object = outcome.objects().at(0);
    EXPECT_EQ(object["valid"], false);
    EXPECT_EQ(object["lines"][1], wrong_digit.substr(45, 44));
    EXPECT_EQ(object["checks"][0]["printed"], "5");
    EXPECT_EQ(object["checks"][0]["computed"], "6");
}

TEST(ParseMrz, TakesADocumentPerBlockAndGoesOnAfterAnUnreadableOne) {
    const Outcome outcome =
        run_limner({"parse", "mrz", "--json"}, "\n" + specimen + "\r\n \nTOO SHORT\n\n" + wrong_digit);
    EXPECT_EQ(outcome.exit_code, 4);
    const auto objects = outcome.objects();
    ASSERT_EQ(objects.size(), 3u);
    EXPECT_EQ(objects[0]["valid"], true);
    EXPECT_EQ(objects[1]["error"]["code"], "invalid_argument");
    EXPECT_THAT(objects[1]["error"]["message"].get<std::string>(), HasSubstr("line 6"));
    EXPECT_EQ(objects[2]["valid"], false);
    EXPECT_THAT(outcome.err, HasSubstr("invalid_argument"));
}

TEST(ParseMrz, KeepsTheOrderOfItsFilesAndGoesOnAfterAMissingOne) {
    const TemporaryFolder folder;
    const std::string good = folder.write("good.txt", specimen);
    const Outcome outcome = run_limner({"parse", "mrz", "--json", "/nonexistent", good});
    EXPECT_EQ(outcome.exit_code, 4);
    const auto objects = outcome.objects();
    ASSERT_EQ(objects.size(), 2u);
    EXPECT_EQ(objects[0]["file"], "/nonexistent");
    EXPECT_EQ(objects[0]["error"]["code"], "file_missing");
    EXPECT_EQ(objects[1]["file"], good);
}

TEST(ParseMrz, CannotReadAnEmptyOrBinaryInput) {
    for (const std::string& input : {std::string(), std::string("\n \n"), std::string(100'000, '\0')}) {
        const Outcome outcome = run_limner({"parse", "mrz", "--json"}, input);
        EXPECT_EQ(outcome.exit_code, 4);
        EXPECT_EQ(outcome.objects().size(), 1u);
    }
}

TEST(ParseMrz, ResolvesCenturiesAgainstTheGivenDay) {
    const auto object = run_limner({"parse", "mrz", "--json", "--today", "1970-01-01"}, specimen).objects().at(0);
    EXPECT_EQ(object["fields"]["birth_date"], "1874-08-12");
    EXPECT_EQ(run_limner({"parse", "mrz", "--today", "1970-02-30"}, specimen).exit_code, 3);
    EXPECT_EQ(run_limner({"parse", "mrz", "--today", "yesterday"}, specimen).exit_code, 3);
}

TEST(ParseMrz, EndsAtCtrlCWhileItWaitsForInput) {
    Program program(std::getenv("LIMNER_PROGRAM"), {"parse", "mrz", "--json", "/nonexistent", "-"});
    ASSERT_TRUE(program.wait_for("file_missing"));
    program.signal(SIGINT);
    // The input stays open: only the signal can end it.
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.exit_code, 130);
    EXPECT_EQ(outcome.objects().size(), 1u);
}

}  // namespace
}  // namespace limner::test
