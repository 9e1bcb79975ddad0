#include "support/barcode_painter.h"
#include "support/program.h"
#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::test {
namespace {

using testing::HasSubstr;

TEST(ReadBarcode, PrintsALicencesFields) {
    const auto code = paint_barcode(BarcodeFormat::pdf417, licence_payload(), 700, 260);
    if (!code) GTEST_SKIP() << "needs zxing-cpp";
    const TemporaryFolder folder;
    const std::string file = folder.write("licence.png", *encode_png(*code)).string();
    const Outcome outcome = run_limner({"read", "barcode", file, "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto object = outcome.objects().at(0);
    EXPECT_EQ(object["file"], file);
    EXPECT_EQ(object["found"], true);
    const auto& barcode = object["barcodes"].at(0);
    EXPECT_EQ(barcode["format"], "PDF417");
    EXPECT_EQ(barcode["aamva"]["fields"]["document_number"], "D1234567");
    EXPECT_EQ(barcode["aamva"]["fields"]["birth_date"], "1974-08-12");
    EXPECT_EQ(barcode["aamva"]["fields"]["sex"], "F");
    EXPECT_THAT(run_limner({"read", "barcode", file}).out, HasSubstr("SPECIMEN"));
}

TEST(ReadBarcode, SaysThatNoneIsThereAndGoesOnAfterAnInputThatFails) {
    if (!paint_barcode(BarcodeFormat::qr, "x", 40, 40)) GTEST_SKIP() << "needs zxing-cpp";
    const TemporaryFolder folder;
    const std::string plain = folder.write("plain.png", *encode_png(gradient_gray(200, 100))).string();
    const Outcome outcome = run_limner({"read", "barcode", folder.path() / "missing.png", plain, "--json"});
    EXPECT_EQ(outcome.exit_code, 4);
    EXPECT_EQ(outcome.objects().at(0)["error"]["code"], "file_missing");
    EXPECT_EQ(outcome.objects().at(1)["found"], false);
    EXPECT_EQ(run_limner({"read", "barcode", plain}).exit_code, 2);
}

}  // namespace
}  // namespace limner::test
