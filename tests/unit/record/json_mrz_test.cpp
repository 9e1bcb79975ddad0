#include "record/json_forms.h"

#include <gmock/gmock.h>

namespace limner {
namespace {

using testing::ElementsAre;
using namespace std::chrono;

std::vector<std::string> members_of(const Json& json) {
    std::vector<std::string> names;
    for (const auto& [name, value] : json.items()) names.push_back(name);
    return names;
}

/// The specimen of ICAO Doc 9303 part 4, appendix B.
Mrz specimen() {
    auto mrz =
        parse_mrz({"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"},
                  year{2010} / 1 / 1);
    return *std::move(mrz);
}

TEST(JsonOfAnMrzReading, HasExactlyTheMembersOfTheCommandLine) {
    EXPECT_THAT(
        members_of(json_of(MrzReading{.mrz = specimen()})),
        ElementsAre("found", "format", "lines", "fields", "checks", "valid", "confidence", "corrections", "quad"));
    EXPECT_THAT(members_of(json_of(MrzReading{})), ElementsAre("found", "format", "lines", "fields", "checks", "valid",
                                                               "confidence", "corrections", "quad"));
}

TEST(JsonOfAnMrzReading, HoldsTheFieldsAndChecks) {
    const Json json = json_of(MrzReading{.mrz = specimen(), .confidence_0_1 = 0.5});
    EXPECT_EQ(json.at("format"), "TD3");
    EXPECT_EQ(json.at("fields").at("surname"), "ERIKSSON");
    EXPECT_EQ(json.at("fields").at("birth_date"), "1974-08-12");
    EXPECT_EQ(json.at("fields").at("sex"), "F");
    EXPECT_EQ(json.at("fields").at("personal_number"), "ZE184226B");
    EXPECT_EQ(json.at("checks").size(), 5U);
    EXPECT_EQ(compact(json.at("checks").at(0)),
              R"({"field":"document_number","printed":"6","computed":"6","ok":true})");
    EXPECT_EQ(json.at("valid"), true);
    EXPECT_EQ(json.at("confidence"), 0.5);
}

TEST(JsonOfAnMrzReading, SaysThatNothingWasFound) {
    const Json json = json_of(MrzReading{});
    EXPECT_EQ(json.at("found"), false);
    EXPECT_EQ(json.at("valid"), false);
    EXPECT_TRUE(json.at("fields").is_null());
    EXPECT_TRUE(json.at("lines").empty());
}

TEST(JsonOfAnMrzReading, ListsEveryCorrection) {
    const Json json = json_of(MrzReading{.corrections = {{.line = 2, .column = 9, .read = 'O', .used = '0'}}});
    EXPECT_EQ(compact(json.at("corrections")), R"([{"line":2,"column":9,"read":"O","used":"0"}])");
}

TEST(JsonOfAnMrz, ListsProblemsToo) {
    EXPECT_THAT(members_of(json_of(specimen())),
                ElementsAre("format", "lines", "fields", "checks", "valid", "problems"));
}

}  // namespace
}  // namespace limner
