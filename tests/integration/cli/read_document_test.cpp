#include "support/card_painter.h"
#include "support/program.h"
#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::test {
namespace {

using testing::HasSubstr;

TEST(ReadDocumentCommand, PrintsFieldsAndWritesCrops) {
    const auto print = invented_ktp(3);
    const auto card = paint_card(layout_named("ktp"), {.print = print, .ppi = 300, .seed = 3});
    if (!card) GTEST_SKIP() << "needs fonts-dejavu-extra and fonts-ocr-a";
    const TemporaryFolder folder;
    const std::string file = folder.write("card.png", *encode_png(*card)).string();
    const std::string crops = (folder.path() / "crops").string();
    const Outcome outcome = run_limner({"read", "document", file, "--type", "ktp", "--crops", crops, "--json"});
    const auto object = outcome.objects().at(0);
    EXPECT_EQ(object["found"], true) << outcome.err;
    EXPECT_EQ(object["type"], "ktp");
    EXPECT_EQ(object["size"], "ID-1");
    EXPECT_EQ(object["fields"]["name"]["value"], print.at("name"));
    EXPECT_EQ(object["fields"]["name"]["quad"].size(), 4u);
    EXPECT_TRUE(read_image(crops + "/card.png.portrait.png"));
    EXPECT_NEAR(read_image(crops + "/card.png.page.png")->ppi.value_or(0), 300, 0.1);
}

TEST(ReadDocumentCommand, SaysThatNoneIsThereAndWhichTypesThereAre) {
    const TemporaryFolder folder;
    const std::string plain = folder.write("plain.png", *encode_png(gradient_gray(200, 100))).string();
    const Outcome outcome = run_limner({"read", "document", plain, "--json"});
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_EQ(outcome.objects().at(0)["found"], false);
    const Outcome unknown = run_limner({"read", "document", plain, "--type", "library card"});
    EXPECT_EQ(unknown.exit_code, 3);
    EXPECT_THAT(unknown.err, HasSubstr("allowed: auto, birth_certificate, "));
    EXPECT_EQ(run_limner({"read", "document", plain, "--layout", "/nonexistent"}).exit_code, 4);
}

}  // namespace
}  // namespace limner::test
