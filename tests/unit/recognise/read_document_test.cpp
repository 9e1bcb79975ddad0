#include <limner/recognise/document.h>

#include "support/card_painter.h"
#include "support/document_scene.h"
#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
    EXPECT_NEAR(reading->portrait->width(), 20.0 / 25.4 * 300, 2);
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
