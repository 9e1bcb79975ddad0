#include <limner/recognise/document.h>

#include "support/card_painter.h"
#include "support/document_scene.h"
#include "support/passport_painter.h"
#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

namespace limner {
namespace {

using namespace std::chrono_literals;
using testing::Contains;

/// Its models are loaded once for all tests.
class ReadDocument : public testing::Test {
protected:
    static void SetUpTestSuite() { loaded_ = *DocumentReader::load(); }
    static void TearDownTestSuite() { loaded_.reset(); }

    static const DocumentReader& reader() { return *loaded_; }
    static std::optional<DocumentReading> read(const Image& image, const std::string& type = "auto") {
        auto reading = reader().read(image, type, {}, 2026y / 3 / 15, Until::in(60s));
        EXPECT_TRUE(reading) << reading.error().message;
        return reading ? *reading : std::nullopt;
    }

private:
    static inline std::optional<DocumentReader> loaded_{};
};

std::string value(const DocumentReading& reading, std::string_view name) {
    const DocumentField* field = reading.find(name);
    return field ? field->value : "-";
}

TEST_F(ReadDocument, ReadsAnInventedKtpOnATable) {
    const auto print = test::invented_ktp(5);
    const auto card = test::paint_card(test::layout_named("ktp"), {.print = print, .seed = 5});
    if (!card) GTEST_SKIP() << "needs fonts-dejavu-extra and fonts-ocr-a";
    const auto scene = test::photograph(*card, {.ground = 1,
                                                .brightness = 0.6,
                                                .turn_degrees = 8,
                                                .tilt_degrees = 6,
                                                .width_share = 0.75,
                                                .corner_radius_share = 0.037,
                                                .width = 1400,
                                                .height = 1050});
    const auto reading = read(scene.image);
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->type, "ktp");
    EXPECT_EQ(reading->page->size, document_sizes::id_1);
    const auto expected = test::values_of_ktp(print);
    for (const char* name :
         {"nik", "name", "birth_place", "birth_date", "sex", "religion", "marital_status", "valid_until"})
        EXPECT_EQ(value(*reading, name), expected.at(name)) << name << ": " << reading->find(name)->raw;
    ASSERT_TRUE(reading->portrait);
    EXPECT_NEAR(reading->portrait->image.width(), 20.0 / 25.4 * 300, 2);
    // Fields lie within the document, each where it is in the picture.
    const DocumentField* name = reading->find("name");
    EXPECT_GT(name->confidence_0_1, 0.5);
    EXPECT_GT(name->quad[0].x, scene.quad[0].x);
    EXPECT_LT(name->quad[2].x, scene.quad[2].x);
}

TEST_F(ReadDocument, ReadsAFurtherTypeThatIsDataAlone) {
    const auto card = test::paint_card(test::layout_named("uto_id"), {.print = {{"surname", "ERIKSSON"},
                                                                                {"given_names", "ANNA MARIA"},
                                                                                {"sex", "F"},
                                                                                {"nationality", "UTOPIAN"},
                                                                                {"birth_date", "12 AUG 1974"},
                                                                                {"document_number", "D23145890"},
                                                                                {"expiry_date", "15.04.2012"}},
                                                                      .ppi = 300});
    if (!card) GTEST_SKIP() << "needs fonts-dejavu-extra and fonts-ocr-a";
    const auto reading = read(*card);
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->type, "uto_id");
    EXPECT_EQ(value(*reading, "surname"), "ERIKSSON");
    EXPECT_EQ(value(*reading, "birth_date"), "1974-08-12");
    EXPECT_TRUE(reading->signature);
    EXPECT_THAT(reading->warnings, Contains("expired"));
}

std::filesystem::path sample_layout() {
    return std::filesystem::path(std::getenv("LIMNER_SOURCE")) / "samples/layouts/deu_id.toml";
}

// Photographed on grained ground; nothing where fonts are missing.
std::optional<Image> card_of_sample_layout(const std::map<std::string, std::string>& print, std::uint64_t seed) {
    std::ifstream stream(sample_layout());
    const std::string toml{std::istreambuf_iterator<char>(stream), {}};
    const auto layout = parse_layout(toml, sample_layout().string());
    if (!layout) throw std::runtime_error(layout.error().message);
    const auto card = test::paint_card(*layout, {.print = print, .seed = seed});
    if (!card) return std::nullopt;
    return test::photograph(*card, {.ground = 1,
                                    .brightness = 0.55,
                                    .turn_degrees = 6,
                                    .width_share = 0.8,
                                    .corner_radius_share = 0.037,
                                    .width = 1600,
                                    .height = 1200})
        .image;
}

TEST_F(ReadDocument, ReadsACardOfALayoutThatCameAfterTheProgramWasBuilt) {
    const auto with_file = DocumentReader::load({.layouts = {sample_layout()}});
    ASSERT_TRUE(with_file) << with_file.error().message;
    const std::map<std::string, std::string> print{
        {"document_number", "LZ6311T47"}, {"surname", "MUSTERMANN"},   {"given_names", "ERIKA"},
        {"birth_date", "12.08.1983"},     {"nationality", "DEUTSCH"},  {"birth_place", "BERLIN"},
        {"expiry_date", "01.08.2031"},    {"access_number", "938568"},
    };
    for (std::uint64_t seed : {1, 2, 3}) {
        const auto picture = card_of_sample_layout(print, seed);
        if (!picture) GTEST_SKIP() << "needs fonts-dejavu-extra and fonts-ocr-a";
        const auto reading = with_file->read(*picture, "auto", {}, 2026y / 3 / 15, Until::in(60s));
        ASSERT_TRUE(reading && *reading);
        EXPECT_EQ((*reading)->type, "deu_id");
        auto expected = print;
        expected["birth_date"] = "1983-08-12";
        expected["expiry_date"] = "2031-08-01";
        for (const auto& [field, text] : expected)
            EXPECT_EQ(value(**reading, field), text) << field << ": " << (*reading)->find(field)->raw;
        EXPECT_TRUE((*reading)->portrait && (*reading)->signature);
        EXPECT_TRUE((*reading)->warnings.empty());
        const auto without_file = read(*picture);
        EXPECT_NE(without_file ? without_file->type : "", "deu_id");
    }
}

const FieldAgreement* agreement(const DocumentReading& reading, std::string_view field) {
    const auto at = std::ranges::find(reading.agreements, field, &FieldAgreement::field);
    return at == reading.agreements.end() ? nullptr : &*at;
}

// How far apart the middles of two boxes are, in mm.
double apart_mm(const test::Scene& scene, const Quad& found, const cv::Rect2d& box_mm) {
    const double scale = (scene.quad[1].x - scene.quad[0].x) / document_sizes::id_3.width_mm;
    const double x = (found[0].x + found[2].x) / 2 - scene.quad[0].x,
                 y = (found[0].y + found[2].y) / 2 - scene.quad[0].y;
    return std::hypot(x / scale - box_mm.x - box_mm.width / 2, y / scale - box_mm.y - box_mm.height / 2);
}

TEST_F(ReadDocument, ComparesTheDataPageOfAPassportWithItsMrz) {
    for (int design : {0, 1}) {
        const auto passport = test::paint_passport({.mrz = test::invented_holder(3), .design = design, .seed = 3});
        if (!passport) GTEST_SKIP() << "needs fonts-dejavu and fonts-ocr-b";
        const auto scene =
            test::photograph(passport->image, {.brightness = 0.5, .width_share = 0.9, .width = 1600, .height = 1200});
        const auto reading = read(scene.image);
        ASSERT_TRUE(reading);
        EXPECT_EQ(reading->type, "passport");
        for (const char* field : {"name", "birth_date", "sex", "document_number", "expiry_date"}) {
            const FieldAgreement* found = agreement(*reading, field);
            ASSERT_TRUE(found) << field;
            EXPECT_EQ(found->agreement, Agreement::same)
                << design << " " << field << ": " << found->value_a << " / " << found->value_b;
        }
        ASSERT_TRUE(reading->portrait);
        EXPECT_LT(apart_mm(scene, reading->portrait->quad, passport->portrait_mm), 3);
        EXPECT_GT(reading->portrait->confidence_0_1, 0.5);
        ASSERT_TRUE(reading->signature);
        EXPECT_LT(apart_mm(scene, reading->signature->quad, passport->signature_mm), 8);
        EXPECT_TRUE(reading->warnings.empty());
    }
}

TEST_F(ReadDocument, ShowsWhereThePrintOfAPassportDiffersFromItsMrz) {
    test::PassportSpec spec{.mrz = test::invented_holder(4), .seed = 4};
    spec.mrz.document_number = "A1234567";
    spec.printed_number = "A1284567";
    spec.printed_surname = "BERGSTROM";
    const auto passport = test::paint_passport(spec);
    if (!passport) GTEST_SKIP() << "needs fonts-dejavu and fonts-ocr-b";
    const auto reading = read(passport->image, "passport");
    ASSERT_TRUE(reading);
    EXPECT_EQ(agreement(*reading, "document_number")->agreement, Agreement::different);
    EXPECT_EQ(agreement(*reading, "name")->agreement, Agreement::different);
    EXPECT_EQ(agreement(*reading, "expiry_date")->agreement, Agreement::same);
}

TEST_F(ReadDocument, WarnsOfAPassportThatIsNotYetOrNoLongerValid) {
    test::PassportSpec spec{.mrz = test::invented_holder(5), .issue_date = "01.04.2026", .seed = 5};
    const auto early = test::paint_passport(spec);
    if (!early) GTEST_SKIP() << "needs fonts-dejavu and fonts-ocr-b";
    EXPECT_THAT(read(early->image)->warnings, testing::ElementsAre("not_yet_valid"));
    spec.issue_date = "02.03.2016";
    spec.mrz.expiry_date = "260302";
    EXPECT_THAT(read(test::paint_passport(spec)->image)->warnings, testing::ElementsAre("expired"));
}

TEST_F(ReadDocument, ReadsTheMembersOfAFamilyCard) {
    const auto print = test::invented_kk(6);
    const auto sheet = test::paint_card(test::layout_named("kk"), {.print = print, .ppi = 300, .seed = 6});
    if (!sheet) GTEST_SKIP() << "needs fonts-dejavu-extra and fonts-ocr-a";
    const auto reading = read(*sheet);
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->type, "kk");
    for (const auto& [name, expected] : print) EXPECT_EQ(value(*reading, name), expected) << name;
    EXPECT_EQ(value(*reading, "member_nik_8"), "-") << "an empty row";
}

TEST_F(ReadDocument, ReadsABirthCertificate) {
    const auto print = test::invented_birth_certificate(7);
    const auto sheet =
        test::paint_card(test::layout_named("birth_certificate"), {.print = print, .ppi = 300, .seed = 7});
    if (!sheet) GTEST_SKIP() << "needs fonts-dejavu-extra and fonts-ocr-a";
    const auto reading = read(*sheet);
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->type, "birth_certificate");
    for (const auto& [name, expected] : test::values_of_certificate(print))
        EXPECT_EQ(value(*reading, name), expected) << name;
}

TEST_F(ReadDocument, ReadsAForeignersCardAndAChildsCard) {
    auto print = test::invented_ktp(8);
    print["citizenship"] = "JEPANG";
    print["valid_until"] = "31-01-2026";
    const auto foreigner = test::paint_card(test::layout_named("ktp"), {.print = print, .seed = 8});
    if (!foreigner) GTEST_SKIP() << "needs fonts-dejavu-extra and fonts-ocr-a";
    const auto reading = read(*foreigner);
    ASSERT_TRUE(reading);
    EXPECT_EQ(value(*reading, "citizenship"), "JEPANG");
    EXPECT_EQ(value(*reading, "valid_until"), "2026-01-31");
    EXPECT_THAT(reading->warnings, Contains("expired"));
    const std::map<std::string, std::string> child{{"nik", "3273010508190001"},
                                                   {"name", "PUTRI LESTARI"},
                                                   {"birth_place", "BANDUNG, 05-08-2019"},
                                                   {"family_card_number", "3273011203150002"},
                                                   {"expiry_date", "05-08-2024"}};
    const auto card = read(*test::paint_card(test::layout_named("kia"), {.print = child, .seed = 9}));
    ASSERT_TRUE(card);
    EXPECT_EQ(card->type, "kia");
    EXPECT_EQ(value(*card, "nik"), child.at("nik"));
    EXPECT_EQ(value(*card, "family_card_number"), child.at("family_card_number"));
    EXPECT_EQ(value(*card, "birth_date"), "2019-08-05");
}

TEST_F(ReadDocument, FindsNoneWhereThereIsNone) {
    EXPECT_FALSE(read(test::gradient_gray(400, 252)));
    EXPECT_FALSE(read(test::invented_document(428, 270, 2)));
    EXPECT_FALSE(read(test::gradient_gray(1, 1)));
}

TEST_F(ReadDocument, TakesLayoutsFromFilesAndNamesTheirMistakes) {
    const test::TemporaryFolder folder;
    const auto wrong = folder.write("wrong.toml", std::string("name = 'x'\nsize = 'ID-9'\n"));
    const auto loaded = DocumentReader::load({.layouts = {wrong}});
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, testing::HasSubstr("wrong.toml:2: 'size'"));
    const auto own = folder.write(
        "own.toml",
        std::string("name = 'own'\nsize = 'ID-1'\n[[label]]\ntext = 'OWN'\nbox = [3, 3, 20, 5]\nanchor = true\n"));
    EXPECT_THAT(DocumentReader::load({.layouts = {own}})->types(), Contains("own"));
    EXPECT_EQ(DocumentReader::load({.layouts = {"/nonexistent"}}).error().code, ErrorCode::file_missing);
}

TEST_F(ReadDocument, SaysWhatIsWrongWithAQuestion) {
    const Image image = test::gradient_gray(100, 60);
    EXPECT_EQ(reader().read(image, "unknown", {}, 2026y / 3 / 15, Until::in(1s)).error().code,
              ErrorCode::invalid_argument);
    EXPECT_EQ(reader().read(Image{}, "auto", {}, 2026y / 3 / 15, Until::in(1s)).error().code,
              ErrorCode::invalid_argument);
    EXPECT_FALSE(reader().read(test::gradient_gray(856, 540), "auto", {}, 2026y / 3 / 15, Until::in(0s)));
}

}  // namespace
}  // namespace limner
