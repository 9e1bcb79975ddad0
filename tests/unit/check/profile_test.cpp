#include <limner/check/profile.h>

#include "check/builtin_profiles.h"
#include "check/profile_file.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace limner {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::string head = "name = \"x\"\nversion = \"1\"\nkind = \"page\"\n";

std::string message_of(const std::string& text) {
    auto profile = parse_profile(text, "my.toml");
    if (profile) return "";
    EXPECT_EQ(profile.error().code, ErrorCode::invalid_setup);
    return profile.error().message;
}

class ProfileFile : public testing::Test {
protected:
    std::string write(const std::string& text) const { return folder_.write("my.toml", text); }
    test::TemporaryFolder folder_{};
};

TEST(BuiltinProfile, ParsesAndBearsTheNameOfItsFile) {
    ASSERT_EQ(builtin_profiles().size(), 8U);
    for (const EmbeddedFile& file : builtin_profiles()) {
        auto profile = load_profile(std::string(file.name));
        ASSERT_TRUE(profile) << profile.error().message;
        EXPECT_EQ(profile->name, file.name);
    }
}

TEST(BuiltinProfile, OfACroppedPictureJudgesTheHeadAndNotTheRoomForACrop) {
    for (const Profile* profile :
         {&profiles::icao_9303_cropped(), &profiles::iso_19794_5(), &profiles::iso_39794_5()}) {
        EXPECT_EQ(profile->stage, Profile::Stage::cropped);
        EXPECT_EQ(profile->find("margin_above_face"), nullptr);
        ASSERT_NE(profile->find("head_height"), nullptr);
        EXPECT_TRUE(profile->find("head_height")->is_mandatory);
        EXPECT_TRUE(profile->find("eyes_open")->is_mandatory);
    }
    EXPECT_EQ(profiles::icao_9303().stage, Profile::Stage::captured);
}

TEST(BuiltinProfile, OfIndonesiaRefusesGlassesThatIcaoAllows) {
    EXPECT_TRUE(profiles::indonesia_passport().find("glasses")->is_mandatory);
    EXPECT_FALSE(profiles::icao_9303().find("glasses")->is_mandatory);
    EXPECT_TRUE(profiles::indonesia_passport().find("background_lightness")->is_mandatory);
}

TEST_F(ProfileFile, MayExtendABuiltInProfile) {
    auto profile =
        load_profile(write("name = \"counter\"\nversion = \"3\"\nextends = \"icao_9303\"\n"
                           "without = [\"head_size\"]\n[[requirement]]\nname = \"glasses\"\nhigh = 0.3\n"));
    ASSERT_TRUE(profile) << profile.error().message;
    EXPECT_EQ(profile->name, "counter");
    EXPECT_EQ(profile->find("head_size"), nullptr);
    EXPECT_EQ(profile->find("glasses")->limits.high, 0.3);
    EXPECT_EQ(profile->requirements.size(), profiles::icao_9303().requirements.size() - 1);
}

TEST_F(ProfileFile, MistakenInWhatItExtendsIsRefusedWithTheReason) {
    auto message = [this](const std::string& lines) {
        auto profile = load_profile(write("name = \"counter\"\nversion = \"3\"\n" + lines));
        return profile ? std::string() : profile.error().message;
    };
    EXPECT_THAT(message("extends = \"icao\"\n"), HasSubstr("'icao'"));
    EXPECT_THAT(message("extends = \"icao_9303\"\nwithout = [\"skew\"]\n"), HasSubstr("'skew'"));
    EXPECT_THAT(message("kind = \"page\"\nwithout = [\"skew\"]\n"), HasSubstr("'extends'"));
    EXPECT_THAT(message("extends = \"icao_9303\"\nkind = \"page\"\n"), HasSubstr("differs"));
    EXPECT_THAT(message("extends = \"icao_9303\"\nstage = \"printed\"\n"), HasSubstr("captured or cropped"));
}

TEST(BuiltinProfile, IsOfTheKindThatItsNameSays) {
    EXPECT_EQ(profiles::icao_9303().kind, Profile::Kind::portrait);
    EXPECT_EQ(profiles::preview().kind, Profile::Kind::portrait);
    EXPECT_EQ(profiles::fingerprint_enrol().kind, Profile::Kind::fingerprint);
    EXPECT_EQ(profiles::document_page().kind, Profile::Kind::page);
}

TEST(BuiltinProfile, NamesAClauseForEveryRequirement) {
    for (const Profile* profile :
         {&profiles::icao_9303(), &profiles::preview(), &profiles::fingerprint_enrol(), &profiles::document_page()}) {
        for (const Requirement& requirement : profile->requirements)
            EXPECT_FALSE(requirement.clause.empty()) << requirement.name;
    }
}

TEST(BuiltinProfile, MakesThePreviewAPartOfThePassportProfileWithTheSameLimits) {
    EXPECT_LT(profiles::preview().requirements.size(), profiles::icao_9303().requirements.size());
    for (const Requirement& requirement : profiles::preview().requirements) {
        const Requirement* full = profiles::icao_9303().find(requirement.name);
        ASSERT_NE(full, nullptr) << requirement.name;
        EXPECT_EQ(full->limits, requirement.limits) << requirement.name;
    }
}

TEST(Profile, FindsARequirementByName) {
    EXPECT_EQ(profiles::icao_9303().find("inter_eye_distance")->limits.low, 90);
    EXPECT_EQ(profiles::icao_9303().find("no_such"), nullptr);
}

TEST(LoadProfile, FindsABuiltinOneByName) {
    auto profile = load_profile("icao_9303");
    ASSERT_TRUE(profile);
    EXPECT_EQ(profile->name, "icao_9303");
}

TEST(LoadProfile, ListsTheBuiltinOnesForAnUnknownName) {
    for (const std::string name : {"icao9303", ""}) {
        auto profile = load_profile(name);
        ASSERT_FALSE(profile);
        EXPECT_EQ(profile.error().code, ErrorCode::invalid_setup);
        EXPECT_THAT(profile.error().message, AllOf(HasSubstr("document_page"), HasSubstr("fingerprint_enrol"),
                                                   HasSubstr("icao_9303"), HasSubstr("preview")));
    }
}

TEST_F(ProfileFile, IsReadFromAPath) {
    auto profile =
        load_profile(write(head + "[[requirement]]\nname = \"skew\"\nlow = -1\nhigh = 1.5\nmandatory = false\n"));
    ASSERT_TRUE(profile) << profile.error().message;
    ASSERT_EQ(profile->requirements.size(), 1U);
    EXPECT_EQ(profile->requirements[0].limits, (Limits{-1.0, 1.5}));
    EXPECT_FALSE(profile->requirements[0].is_mandatory);
}

TEST_F(ProfileFile, MayRequireOnlyWhatAnAvailableCheckMeasures) {
    auto profile = load_profile(write(head + "[[requirement]]\nname = \"scew\"\nlow = -1\n"));
    ASSERT_FALSE(profile);
    EXPECT_THAT(profile.error().message, AllOf(HasSubstr("my.toml:5"), HasSubstr("'scew'"), HasSubstr("skew")));
}

TEST_F(ProfileFile, IsAMistakeWhereThePathIsMissingOrAFolder) {
    for (const std::string& path : {folder_.path().string(), (folder_.path() / "none.toml").string()}) {
        auto profile = load_profile(path);
        ASSERT_FALSE(profile);
        EXPECT_EQ(profile.error().code, ErrorCode::invalid_setup);
        EXPECT_THAT(profile.error().message, HasSubstr(path));
    }
}

TEST_F(ProfileFile, IsRefusedAboveOneMebibyte) {
    auto profile = load_profile(write(head + "#" + std::string(1024 * 1024, 'x')));
    ASSERT_FALSE(profile);
    EXPECT_EQ(profile.error().code, ErrorCode::invalid_setup);
    EXPECT_THAT(profile.error().message, HasSubstr("larger than"));
}

TEST(ParseProfile, NamesFileLineAndWhatIsAllowedForAnUnknownKey) {
    EXPECT_THAT(message_of(head + "limit = 3\n"),
                AllOf(HasSubstr("my.toml:4:"), HasSubstr("'limit'"), HasSubstr("requirement")));
    EXPECT_THAT(message_of(head + "[[requirement]]\nname = \"skew\"\nmax = 3\n"),
                AllOf(HasSubstr("my.toml:6:"), HasSubstr("'max'"), HasSubstr("clause, high, low, mandatory, name")));
}

TEST(ParseProfile, RefusesLimitsThatCannotBeMet) {
    EXPECT_THAT(message_of(head + "[[requirement]]\nname = \"skew\"\nlow = 3\nhigh = 1\n"),
                AllOf(HasSubstr("my.toml:6:"), HasSubstr("above")));
    for (const std::string limit : {"nan", "inf", "-inf", "\"3\"", "true", "[1]", "1979-05-27"})
        EXPECT_THAT(message_of(head + "[[requirement]]\nname = \"skew\"\nlow = " + limit + "\n"),
                    AllOf(HasSubstr("my.toml:6:"), HasSubstr("must be a number from")))
            << limit;
    EXPECT_THAT(message_of(head + "[[requirement]]\nname = \"skew\"\n"), HasSubstr("'low' or 'high'"));
}

TEST(ParseProfile, RefusesARequirementThatIsThereTwice) {
    EXPECT_THAT(message_of(head + "[[requirement]]\nname=\"skew\"\nlow=1\n[[requirement]]\nname=\"skew\"\nlow=1\n"),
                AllOf(HasSubstr("my.toml:8:"), HasSubstr("twice")));
}

TEST(ParseProfile, RefusesAProfileWithoutRequirements) {
    for (const std::string rest :
         {"", "requirement = []\n", "requirement = 3\n", "requirement = [1]\n", "[requirement]\n"})
        EXPECT_THAT(message_of(head + rest), HasSubstr("[[requirement]]")) << rest;
    std::string many = head;
    for (int i = 0; i < 201; ++i) many += "[[requirement]]\nname=\"r" + std::to_string(i) + "\"\nlow=1\n";
    EXPECT_THAT(message_of(many), HasSubstr("200"));
}

TEST(ParseProfile, RefusesTextsOfTheWrongKind) {
    EXPECT_THAT(message_of("version = \"1\"\nkind = \"page\"\n"), HasSubstr("'name' is missing"));
    EXPECT_THAT(message_of("name = 3\nversion = \"1\"\nkind = \"page\"\n"), HasSubstr("my.toml:1:"));
    EXPECT_THAT(message_of("name = \"\"\nversion = \"1\"\nkind = \"page\"\n"), HasSubstr("not empty"));
    EXPECT_THAT(message_of("name = \"x\"\nversion = \"1\"\nkind = \"iris\"\n"),
                AllOf(HasSubstr("my.toml:3:"), HasSubstr("portrait, fingerprint or page")));
    EXPECT_THAT(message_of(head + "[[requirement]]\nname = \"Skew!\"\nlow = 1\n"), HasSubstr("a-z"));
    EXPECT_THAT(message_of(head + "[[requirement]]\nname = \"skew\"\nlow = 1\nmandatory = 1\n"),
                HasSubstr("true or false"));
}

TEST(ParseProfile, SurvivesHostileText) {
    std::string deep_key, deep_value = "x = ";
    for (int i = 0; i < 200'000; ++i) deep_key += "a.";
    deep_value += std::string(200'000, '[');
    for (const std::string& text : {std::string("\x00\xff\xfe", 3), std::string("name = \"x"), deep_key + "b = 1\n",
                                    "[" + deep_key + "b]\n", deep_value, std::string("= = ="), std::string("[[[")})
        EXPECT_THAT(message_of(text), HasSubstr("my.toml:1:"));
    EXPECT_NE(message_of(""), "");
}

}  // namespace
}  // namespace limner
