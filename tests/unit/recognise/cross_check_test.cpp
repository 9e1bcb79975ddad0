#include <limner/recognise/cross_check.h>

#include "recognise/application_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;

struct NamePair {
    const char* a;
    const char* b;
    Agreement agreement;
};

void expect_all(const std::vector<NamePair>& pairs) {
    for (const auto& [a, b, agreement] : pairs) {
        EXPECT_EQ(name_of(compare_names(a, b)), name_of(agreement)) << a << " / " << b;
        EXPECT_EQ(name_of(compare_names(b, a)), name_of(agreement)) << b << " / " << a;
    }
}

TEST(CrossCheck, TakesCaseAccentsPunctuationAndTheFamilyNamesPlaceForTheSame) {
    expect_all({{"Budi Santoso", "BUDI  SANTOSO", Agreement::same},
                {"ANNA MARIA ERIKSSON", "Eriksson, Anna Maria", Agreement::same},
                {"Renée D'Arc", "RENEE DARC", Agreement::same},
                {"Anna-Maria Eriksson", "ANNA MARIA ERIKSSON", Agreement::same},
                {"Satriya", "SATRIYA", Agreement::same}});
}

TEST(CrossCheck, KnowsOldSpellingAndTheFormsOfArabicNames) {
    expect_all({{"Muhammad Rizki", "Muh. Rizki", Agreement::spelling_variant},
                {"Muhammad Rizki", "M. Rizki", Agreement::spelling_variant},
                {"Mochammad Arif", "Muhamad Arif", Agreement::spelling_variant},
                {"Soekarno", "Sukarno", Agreement::spelling_variant},
                {"Djoko Tjahjono", "Joko Cahyono", Agreement::spelling_variant},
                {"Siti Aisjah", "Siti Aisyah", Agreement::spelling_variant},
                {"Rachmat Jusuf", "Rahmat Yusuf", Agreement::spelling_variant},
                {"Nur Aini", "Nuraini", Agreement::spelling_variant},
                {"Abdul Rahman", "Abdoelrachman", Agreement::spelling_variant}});
}

TEST(CrossCheck, TellsTitlesInitialsAndFurtherNamesApart) {
    expect_all({{"Dr. Budi Santoso, S.H., M.Kom.", "Budi Santoso", Agreement::title},
                {"Hj. Siti Aminah", "Siti Aminah", Agreement::title},
                {"Budi S.", "Budi Santoso", Agreement::abbreviated},
                {"B. Santoso", "Budi Santoso", Agreement::abbreviated},
                {"Budi", "Budi Santoso", Agreement::added_name},
                {"Siti Aminah", "Siti Aminah binti Hasan", Agreement::added_name}});
}

TEST(CrossCheck, SaysThatOtherNamesDiffer) {
    expect_all({{"Budi Santoso", "Budi Susanto", Agreement::different},
                {"Siti Aminah", "Siti Aisyah", Agreement::different},
                {"Agus", "Bagus", Agreement::different},
                {"A B", "Agus Budi", Agreement::different},
                {"Ani Budi Cahya", "Cahya Budi Ani", Agreement::different}});
}

TEST(CrossCheck, SaysThatItCannotCompareWhatItCannotRead) {
    expect_all({{"B4mbang", "Bambang", Agreement::unreadable},
                {"", "Bambang", Agreement::unreadable},
                {"...", "Bambang", Agreement::unreadable},
                {"田中", "TANAKA", Agreement::unreadable}});
    EXPECT_EQ(compare_names(std::string(5'000, 'A'), "A"), Agreement::unreadable);
}

TEST(CrossCheck, ComparesTruncatedMrzNamesAsBeginnings) {
    const char* whole = "Nilavadhanananda Chayapa Dejthamrong Krasuang";
    const char* printed = "CHAYAPA DEJTHAMRONG K NILAVADHANANANDA";
    EXPECT_EQ(compare_names(printed, whole, true), Agreement::truncated);
    EXPECT_EQ(compare_names(whole, printed, false, true), Agreement::truncated);
    EXPECT_EQ(compare_names("CHAYAPA DEJTHAM NILAVADHANANANDA", whole), Agreement::different);
    EXPECT_EQ(compare_names("CHAYAPA SOMCHAI NILAVADHANANANDA", whole, true), Agreement::different);
}

PersonClaim claim(const char* source, const char* name) {
    return {.source = source, .name = name, .birth_date = "1974-08-12", .sex = "F", .nik = "3171235208740001"};
}

const FieldAgreement& field(const std::vector<FieldAgreement>& all, std::string_view name) {
    return *std::ranges::find(all, name, &FieldAgreement::field);
}

TEST(CrossCheck, ComparesEveryFieldThatBothSourcesHave) {
    PersonClaim page = claim("page", "ANNA ERIKSSON");
    page.birth_date = "1974-08-13";
    page.nik = "3171 2352 0874 0001";
    page.nationality = "UTO";
    page.sex = "";
    const auto all = cross_check({claim("application", "Anna Eriksson"), page});
    EXPECT_THAT(all, SizeIs(4));
    EXPECT_EQ(field(all, "name").agreement, Agreement::same);
    EXPECT_EQ(field(all, "birth_date").agreement, Agreement::different);
    EXPECT_EQ(field(all, "nik").agreement, Agreement::same);
    EXPECT_EQ(field(all, "sex").agreement, Agreement::unreadable);
    EXPECT_EQ(message_for(field(all, "birth_date")).en, "These birth dates differ: application, page.");
    EXPECT_EQ(message_for(field(all, "birth_date")).id, "Tanggal lahir berbeda: application, page.");
}

TEST(CrossCheck, TakesWhatADateDoesNotSayForTruncated) {
    auto dated = [](const char* date) { return PersonClaim{.source = "x", .birth_date = date}; };
    auto compare = [&](const char* a, const char* b) { return cross_check({dated(a), dated(b)}).at(0).agreement; };
    EXPECT_EQ(compare("1974-XX-XX", "1974-08-12"), Agreement::truncated);
    EXPECT_EQ(compare("1974-XX-XX", "1974-XX-XX"), Agreement::same);
    EXPECT_EQ(compare("1975-XX-XX", "1974-08-12"), Agreement::different);
    EXPECT_EQ(compare("XXXX-XX-XX", "1974-08-12"), Agreement::unreadable);
    EXPECT_EQ(compare("12.08.1974", "1974-08-12"), Agreement::unreadable);
    EXPECT_EQ(compare("yesterday", "1974-08-12"), Agreement::unreadable);
}

TEST(CrossCheck, AcceptsADocumentedFormerName) {
    PersonClaim application = claim("application", "Anna Lindqvist");
    application.former_names = {"Anna Eriksson"};
    const auto all = cross_check({application, claim("page", "ERIKSSON ANNA")});
    EXPECT_EQ(field(all, "name").agreement, Agreement::same);
    EXPECT_TRUE(field(all, "name").is_former_name);
}

TEST(CrossCheck, ComparesParentsWithParents) {
    PersonClaim father = claim("application", "Hasan");
    father.role = PersonRole::father;
    PersonClaim card = father;
    card.source = "father's card";
    card.name = "Husein";
    const auto all = cross_check({claim("application", "Budi"), father, card});
    EXPECT_EQ(field(all, "name").role, PersonRole::father);
    EXPECT_EQ(field(all, "name").agreement, Agreement::different);
}

TEST(CrossCheck, DerivesTheNikOfAnIndonesianPassport) {
    const auto mrz =
        parse_mrz({"P<IDNSUDARPA<<SATRIYA<<<<<<<<<<<<<<<<<<<<<<<", "X0000000<4IDN9212188M27012523171231812000160"},
                  2026y / 1 / 1);
    ASSERT_TRUE(mrz) << mrz.error().message;
    const PersonClaim page = claim_of(*mrz, "page");
    EXPECT_EQ(page.name, "SATRIYA SUDARPA");
    EXPECT_EQ(page.birth_date, "1992-12-18");
    EXPECT_EQ(page.nik, "3171231812920001");
    EXPECT_TRUE(page.is_nik_derived);
    PersonClaim card{.source = "card", .nik = "3171231812920002"};
    const auto all = cross_check({page, card});
    EXPECT_EQ(field(all, "nik").agreement, Agreement::different);
    EXPECT_TRUE(field(all, "nik").is_derived);
}

TEST(Application, IsReadWithParentsAndDocuments) {
    const auto claims = parse_application(
        R"({"name":"Budi","birth_date":"2015-02-03","father":{"name":"Hasan","nik":"3171230101800001"},
            "documents":[{"source":"birth certificate","role":"father","name":"Hasan"}],"former_names":["Bud"]})",
        "a.json");
    ASSERT_TRUE(claims) << claims.error().message;
    ASSERT_THAT(*claims, SizeIs(3));
    EXPECT_EQ((*claims)[0].name, "Budi");
    EXPECT_EQ((*claims)[0].former_names.at(0), "Bud");
    EXPECT_EQ((*claims)[1].role, PersonRole::father);
    EXPECT_EQ((*claims)[2].source, "birth certificate");
    EXPECT_EQ((*claims)[2].role, PersonRole::father);
}

TEST(Application, SaysWhatIsWrongAndNeverAValue) {
    auto message = [](const char* text) {
        const auto claims = parse_application(text, "a.json");
        return claims ? "" : claims.error().message;
    };
    EXPECT_THAT(message("[]"), HasSubstr("a.json: the file must hold one JSON object"));
    EXPECT_THAT(message("{\"name\":"), HasSubstr("a.json"));
    EXPECT_THAT(message(R"({"name":7})"), HasSubstr("name must be a text"));
    EXPECT_THAT(message(R"({"nme":"SECRET"})"), HasSubstr("a member is none of name"));
    EXPECT_THAT(message(R"({"sex":"woman"})"), HasSubstr("sex must be M, F or X"));
    EXPECT_THAT(message(R"({"birth_date":"3.2.15"})"), HasSubstr("birth_date must be YYYY-MM-DD"));
    EXPECT_THAT(message(R"({"father":{"father":{}}})"), HasSubstr("a member of father is none of"));
    EXPECT_THAT(message(R"({"documents":[{"role":"uncle"}]})"), HasSubstr("documents[0].role must be applicant"));
    EXPECT_THAT(message(R"({"nme":"SECRET"})"), testing::Not(HasSubstr("SECRET")));
}

}  // namespace
}  // namespace limner
