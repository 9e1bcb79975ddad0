#include <limner/frame/image_file.h>
#include <limner/frame/wsq.h>

#include "support/program.h"
#include "support/ridge_pattern.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

namespace limner::test {
namespace {

using testing::HasSubstr;

std::filesystem::path write(const std::filesystem::path& path, const std::vector<std::byte>& bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return path;
}

std::filesystem::path print_file(const TemporaryFolder& folder, std::optional<double> ppi) {
    const Image print = make_ridge_pattern({.width_px = 160, .height_px = 200});
    return write(folder.path() / "print.png", encode_png(print, ppi).value());
}

TEST(Convert, GoesFromAPictureToWsqToARecordAndBack) {
    const TemporaryFolder folder;
    const auto png = print_file(folder, 500);
    const std::string wsq = folder.path() / "print.wsq", fir = folder.path() / "print.fir",
                      back = folder.path() / "back.png";
    for (const auto& [from, to] : {std::pair{png.string(), wsq}, {wsq, fir}, {fir, back}}) {
        const Outcome outcome = run_limner({"convert", from, to, "--json"});
        ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_EQ(outcome.objects().at(0)["width"], 160);
        EXPECT_EQ(outcome.objects().at(0)["ppi"], 500);
    }
    EXPECT_EQ(read_image(back)->image.height(), 200);
    const auto inspected = run_limner({"inspect", wsq, fir, "--json"}).objects();
    EXPECT_EQ(inspected.at(0)["type"], "wsq");
    EXPECT_EQ(inspected.at(0)["nistcom"]["PPI"], "500");
    EXPECT_EQ(inspected.at(1)["edition"], "ISO/IEC 19794-4:2011");
    EXPECT_EQ(inspected.at(1)["images"][0]["compression"], "wsq");
}

TEST(Convert, NeverWritesOverItsInput) {
    const TemporaryFolder folder;
    const auto png = print_file(folder, 500);
    const auto size = std::filesystem::file_size(png);
    const Outcome outcome = run_limner({"convert", png.string(), (folder.path() / "." / png.filename()).string()});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.err, HasSubstr("is the input itself"));
    EXPECT_EQ(std::filesystem::file_size(png), size);
}

TEST(Convert, ResamplesAPrintOf512PpiAndKeepsWhatItWas) {
    const TemporaryFolder folder;
    const auto png = print_file(folder, 512);
    const std::string wsq = folder.path() / "print.wsq";
    ASSERT_EQ(run_limner({"convert", png.string(), wsq}).exit_code, 0);
    const auto object = run_limner({"inspect", wsq, "--json"}).objects().at(0);
    EXPECT_EQ(object["ppi"], 500);
    EXPECT_EQ(object["width"], 156);
    EXPECT_EQ(object["nistcom"]["NATIVE_PPI"], "512");
}

TEST(Convert, RefusesAThousandPpiForWsq) {
    const TemporaryFolder folder;
    const auto png = print_file(folder, 1000);
    const Outcome outcome = run_limner({"convert", png.string(), (folder.path() / "print.wsq").string()});
    EXPECT_NE(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, HasSubstr("JPEG 2000"));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "print.wsq"));
}

TEST(Convert, WritesAThousandPpiAsJpeg2000) {
    const TemporaryFolder folder;
    const auto png = print_file(folder, 1000);
    const std::string jp2 = folder.path() / "print.jp2", fir = folder.path() / "print.fir",
                      back = folder.path() / "back.png";
    ASSERT_EQ(run_limner({"convert", png.string(), jp2, "--bytes", "6000"}).exit_code, 0);
    EXPECT_LE(std::filesystem::file_size(jp2), 6000u);
    ASSERT_EQ(run_limner({"convert", png.string(), fir}).exit_code, 0);
    EXPECT_EQ(run_limner({"inspect", fir, "--json"}).objects().at(0)["images"][0]["compression"], "jpeg_2000_lossless");
    for (const std::string& file : {jp2, fir}) {
        const Outcome outcome = run_limner({"convert", file, back, "--json"});
        ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_EQ(outcome.objects().at(0)["ppi"], 1000);
    }
    EXPECT_EQ(read_image(back)->image.height(), 200);
}

TEST(Convert, ExtractsMinutiaeIntoRecords) {
    const TemporaryFolder folder;
    const auto png = write(folder.path() / "print.png", encode_png(make_ridge_pattern({}), 500).value());
    for (const std::string format : {"fmr", "ansi378"}) {
        const std::string out = folder.path() / format;
        ASSERT_EQ(run_limner({"convert", png.string(), out, "--to", format}).exit_code, 0);
        const Outcome outcome = run_limner({"inspect", out, "--json"});
        EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
        EXPECT_GT(outcome.objects().at(0)["views"][0]["minutiae"].size(), 20u);
    }
}

TEST(Convert, PutsAPortraitIntoAFaceRecordAndTakesItOut) {
    const TemporaryFolder folder;
    const auto png = print_file(folder, 300);
    const std::string face = folder.path() / "face.fac", back = folder.path() / "back.png";
    ASSERT_EQ(run_limner({"convert", png.string(), face, "--to", "face2005", "--bytes", "5000"}).exit_code, 0);
    const auto object = run_limner({"inspect", face, "--json"}).objects().at(0);
    EXPECT_EQ(object["edition"], "ISO/IEC 19794-5:2005");
    EXPECT_EQ(object["images"][0]["compression"], "jpeg_2000_lossy");
    ASSERT_EQ(run_limner({"convert", face, back}).exit_code, 0);
    EXPECT_EQ(read_image(back)->image.width(), 160);
}

TEST(Convert, GoesBetweenAllFingerRecordsWithoutCompressingAgain) {
    const TemporaryFolder folder;
    const auto png = print_file(folder, 500);
    std::string from = folder.path() / "print.fir";
    ASSERT_EQ(run_limner({"convert", png.string(), from}).exit_code, 0);
    const auto bytes = run_limner({"inspect", from, "--json"}).objects().at(0)["images"][0]["bytes"];
    for (const std::string to : {"fir2005", "an2", "cbeff", "fir39794", "fir"}) {
        const std::string out = folder.path() / to;
        const Outcome outcome = run_limner({"convert", from, out, "--to", to, "--json"});
        ASSERT_EQ(outcome.exit_code, 0) << to << outcome.err;
        EXPECT_EQ(outcome.objects().at(0)["ppi"], 500);
        EXPECT_EQ(run_limner({"inspect", out, "--json"}).exit_code, 0) << to;
        from = out;
    }
    EXPECT_EQ(run_limner({"inspect", from, "--json"}).objects().at(0)["images"][0]["bytes"], bytes);
}

TEST(Convert, GoesBetweenAllFaceRecords) {
    const TemporaryFolder folder;
    std::string from = print_file(folder, 300).string();
    for (const std::string to : {"face39794", "an2-face", "cbeff-face", "dg2", "face2005", "face"}) {
        const std::string out = folder.path() / to;
        const Outcome outcome = run_limner({"convert", from, out, "--to", to, "--json"});
        ASSERT_EQ(outcome.exit_code, 0) << to << outcome.err;
        EXPECT_EQ(run_limner({"inspect", out, "--json"}).exit_code, 0) << to;
        from = out;
    }
    EXPECT_EQ(run_limner({"inspect", from, "--json"}).objects().at(0)["images"][0]["width"], 160);
}

TEST(Convert, GoesBetweenMinutiaeRecordsAndMakesNoPictureOfThem) {
    const TemporaryFolder folder;
    const auto png = write(folder.path() / "print.png", encode_png(make_ridge_pattern({}), 500).value());
    const std::string fmr = folder.path() / "print.fmr";
    ASSERT_EQ(run_limner({"convert", png.string(), fmr}).exit_code, 0);
    auto minutiae_in = [](const std::string& file) {
        auto views = run_limner({"inspect", file, "--json"}).objects().at(0);
        return (views["type"] == "cbeff" ? views["records"][0]["record"] : views)["views"][0]["minutiae"];
    };
    const auto first = minutiae_in(fmr);
    ASSERT_GT(first.size(), 20u);
    for (const std::string to : {"fmr2011", "ansi378", "ansi378-2009", "ansi378-2009am1", "cbeff"}) {
        const std::string out = folder.path() / to;
        ASSERT_EQ(run_limner({"convert", fmr, out, "--to", to}).exit_code, 0) << to;
        const auto converted = minutiae_in(out);
        ASSERT_EQ(converted.size(), first.size()) << to;
        EXPECT_EQ(converted[0]["x"], first[0]["x"]);
        const double turn = converted[0]["degrees"].get<double>() - first[0]["degrees"].get<double>();
        EXPECT_LE(std::abs(std::remainder(turn, 360)), 1) << to;
    }
    const Outcome picture = run_limner({"convert", fmr, (folder.path() / "print.png").string()});
    EXPECT_NE(picture.exit_code, 0);
    EXPECT_THAT(picture.err, HasSubstr("minutiae"));
}

TEST(Convert, PutsAllImagesOfARecordIntoTheOther) {
    const TemporaryFolder folder;
    const auto png = print_file(folder, 500);
    const std::string one = folder.path() / "one.xml", two = folder.path() / "two.xml";
    ASSERT_EQ(run_limner({"convert", png.string(), one}).exit_code, 0);
    std::ifstream file(one);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::size_t begin = text.find("<BIR>"), end = text.find("</BIR>") + 6;
    text.insert(end, text.substr(begin, end - begin));
    std::ofstream(two) << text;
    const std::string an2 = folder.path() / "two.an2";
    EXPECT_EQ(run_limner({"convert", two, an2, "--json"}).objects().at(0)["images"], 2);
    EXPECT_EQ(run_limner({"inspect", an2, "--json"}).objects().at(0)["records"].size(), 3u);
    EXPECT_EQ(run_limner({"convert", two, an2, "--image", "2", "--json"}).objects().at(0)["images"], 1);
    EXPECT_THAT(run_limner({"convert", two, an2, "--image", "3"}).err, HasSubstr("has 2 images, not 3"));
}

TEST(Convert, SaysThatItAssumedAResolution) {
    const TemporaryFolder folder;
    const auto png = print_file(folder, std::nullopt);
    const Outcome outcome = run_limner({"convert", png.string(), (folder.path() / "print.wsq").string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.objects().at(0)["ppi_assumed"], true);
    EXPECT_THAT(outcome.err, HasSubstr("states no resolution"));
}

TEST(Convert, NamesAnInputThatCannotBeReadAndAnOutputWithoutAFormat) {
    const TemporaryFolder folder;
    const Outcome missing = run_limner({"convert", "/no/such.png", (folder.path() / "x.wsq").string()});
    EXPECT_EQ(missing.exit_code, 4);
    EXPECT_THAT(missing.err, HasSubstr("/no/such.png"));
    const auto png = print_file(folder, 500);
    const Outcome nameless = run_limner({"convert", png.string(), (folder.path() / "x").string()});
    EXPECT_EQ(nameless.exit_code, 3);
    EXPECT_THAT(nameless.err, HasSubstr("--to"));
    EXPECT_EQ(run_limner({"convert", png.string(), "x.png", "--to", "gif"}).exit_code, 3);
}

}  // namespace
}  // namespace limner::test
