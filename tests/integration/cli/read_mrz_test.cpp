#include "support/page_renderer.h"
#include "support/program.h"
#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace limner::test {
namespace {

using testing::HasSubstr;

/// A rendered passport's page, as PNG bytes; nothing where the OCR-B font is not installed.
std::optional<std::vector<std::byte>> passport_png() {
    auto page = render_page({.mrz = specimen_mrz(), .margin_mm = 5, .skew_degrees = 1});
    if (!page) return std::nullopt;
    auto png = encode_png(page->image, page->ppi);
    return png ? std::optional(*png) : std::nullopt;
}

TEST(ReadMrz, ReadsAPassportsPage) {
    const auto png = passport_png();
    if (!png) GTEST_SKIP() << "needs the OCR-B font (fonts-ocr-b)";
    const TemporaryFolder folder;
    const Outcome outcome = run_limner({"read", "mrz", folder.write("passport.png", *png).string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto object = outcome.objects().at(0);
    EXPECT_EQ(object["found"], true);
    EXPECT_EQ(object["format"], "TD3");
    EXPECT_EQ(object["valid"], true);
    EXPECT_EQ(object["lines"], nlohmann::json(specimen_mrz()));
    EXPECT_EQ(object["quad"].size(), 4u);
    EXPECT_FALSE(object.contains("documents"));
    EXPECT_GT(object["elapsed_ms"].get<double>(), 0);
}

/// Both pictures, one above the other on white.
Image stacked(const Image& above, const Image& below) {
    const int width = std::max(above.width(), below.width());
    const auto row_bytes = static_cast<std::size_t>(width) * 3;
    std::vector<std::byte> pixels(row_bytes * static_cast<std::size_t>(above.height() + below.height()),
                                  std::byte{255});
    auto to = pixels.begin();
    for (const Image* image : {&above, &below}) {
        const auto bytes_of_row = static_cast<std::size_t>(image->width()) * 3;
        for (auto from = image->bytes(); !from.empty(); from = from.subspan(bytes_of_row)) {
            std::ranges::copy(from.first(bytes_of_row), to);
            to += static_cast<std::ptrdiff_t>(row_bytes);
        }
    }
    return Image::from_pixels(width, above.height() + below.height(), PixelFormat::rgb8, std::move(pixels)).value();
}

TEST(ReadMrz, ListsEveryDocumentOfAPictureTheMostCertainAtTheTop) {
    const std::vector<std::string> card{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6",
                                        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"};
    const auto passport = render_page({.mrz = specimen_mrz(), .margin_mm = 5});
    const auto id_card = render_page({.mrz = card, .margin_mm = 5});
    if (!passport || !id_card) GTEST_SKIP() << "needs the OCR-B font (fonts-ocr-b)";
    const TemporaryFolder folder;
    const auto picture = folder.write("two.png", *encode_png(stacked(passport->image, id_card->image), 300.0));
    const Outcome outcome = run_limner({"read", "mrz", picture.string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
    const auto object = outcome.objects().at(0);
    const auto& documents = object["documents"];
    ASSERT_EQ(documents.size(), 2u) << object;
    EXPECT_EQ(object["lines"], documents[0]["lines"]);
    EXPECT_GE(documents[0]["confidence"].get<double>(), documents[1]["confidence"].get<double>());
    EXPECT_THAT(documents, testing::Contains(testing::ResultOf([](const auto& d) { return d["lines"]; }, card)));
    EXPECT_THAT(documents,
                testing::Contains(testing::ResultOf([](const auto& d) { return d["lines"]; }, specimen_mrz())));
    EXPECT_THAT(run_limner({"read", "mrz", picture.string()}).out, HasSubstr("document 2/2"));
}

TEST(ReadMrz, TakesNoTextInColumnsForAnMrz) {
    const auto page = render_page({.mrz = {std::string(44, '0'), std::string(44, '0')}, .margin_mm = 5});
    if (!page) GTEST_SKIP() << "needs the OCR-B font (fonts-ocr-b)";
    const TemporaryFolder folder;
    const auto picture = folder.write("zeros.png", *encode_png(page->image, page->ppi));
    EXPECT_EQ(run_limner({"read", "mrz", picture.string(), "--json"}).objects().at(0)["found"], false);
}

TEST(ReadMrz, FindsNothingInAPictureWithoutOne) {
    const TemporaryFolder folder;
    const auto picture = folder.write("gradient.png", *encode_png(gradient_rgb(640, 480)));
    const Outcome outcome = run_limner({"read", "mrz", picture.string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.objects().at(0)["found"], false);
}

TEST(ReadMrz, TakesTheBestPageOfSeveral) {
    auto page = render_page({.mrz = specimen_mrz(), .margin_mm = 5});
    if (!page) GTEST_SKIP() << "needs the OCR-B font (fonts-ocr-b)";
    const TemporaryFolder folder;
    const auto file =
        folder.write("pages.tiff", write_multipage_tiff({gradient_rgb(320, 240), page->image, gradient_rgb(320, 240)}));
    const auto object = run_limner({"read", "mrz", file.string(), "--json"}).objects().at(0);
    EXPECT_EQ(object["found"], true) << object;
    EXPECT_EQ(object["page"], 2);
}

TEST(ReadMrz, CannotReadABrokenFileAndGoesOn) {
    const TemporaryFolder folder;
    const auto empty = folder.write("empty.png", "");
    const auto text = folder.write("text.png", "no picture");
    const auto picture = folder.write("gradient.png", *encode_png(gradient_rgb(64, 48)));
    const Outcome outcome =
        run_limner({"read", "mrz", empty.string(), text.string(), "/nonexistent", picture.string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 4);
    const auto objects = outcome.objects();
    ASSERT_EQ(objects.size(), 4u);
    EXPECT_EQ(objects[0]["error"]["code"], "unreadable_file");
    EXPECT_EQ(objects[1]["error"]["code"], "unreadable_file");
    EXPECT_EQ(objects[2]["error"]["code"], "file_missing");
    EXPECT_EQ(objects[3]["found"], false);
}

TEST(ReadMrz, NeedsAFile) { EXPECT_EQ(run_limner({"read", "mrz"}).exit_code, 3); }

}  // namespace
}  // namespace limner::test
