#include "support/document_scene.h"
#include "support/onnx_writer.h"
#include "support/program.h"
#include "support/ridge_pattern.h"
#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace limner::test {
namespace {

using testing::HasSubstr;

/// The public-domain portrait that scripts/setup fetches; nothing where it could not.
std::optional<std::string> portrait_file() {
    const char* source = std::getenv("LIMNER_SOURCE");
    const auto path = std::filesystem::path(source ? source : ".") / "build/samples/portrait.png";
    return std::filesystem::exists(path) ? std::optional(path.string()) : std::nullopt;
}

const nlohmann::json* finding(const nlohmann::json& object, const std::string& requirement) {
    for (const auto& entry : object["findings"])
        if (entry["requirement"] == requirement) return &entry;
    return nullptr;
}

TEST(CheckPortrait, SaysThatAPictureWithoutAFaceHasNone) {
    const TemporaryFolder folder;
    const auto picture = folder.write("gradient.png", *encode_png(gradient_rgb(640, 480)));
    const Outcome outcome = run_limner({"check", "portrait", picture.string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    const auto object = outcome.objects().at(0);
    EXPECT_EQ(object["verdict"], "fail");
    EXPECT_EQ(object["face_count"], 0);
    const auto* single = finding(object, "single_face_present");
    ASSERT_NE(single, nullptr);
    EXPECT_EQ((*single)["verdict"], "fail");
    EXPECT_NE((*single)["advice"]["id"], "");
}

TEST(CheckPortrait, JudgesPicturesOfEveryKind) {
    const TemporaryFolder folder;
    std::vector<std::string> arguments{"check", "portrait", "--json"};
    const char* source = std::getenv("LIMNER_SOURCE");
    const auto corpus = std::filesystem::path(source ? source : ".") / "tests/fuzz/corpus/image_fuzz";
    for (const char* name :
         {"gray.png", "rgba16.png", "cmyk.jpg", "palette.png", "turned.jpg", "bits.pbm", "pages.tif"})
        arguments.push_back((corpus / name).string());
    for (const auto& [name, level] : {std::pair("black.png", 0), {"white.png", 255}}) {
        std::vector<std::byte> pixels(400 * 300, static_cast<std::byte>(level));
        const auto image = Image::from_pixels(400, 300, PixelFormat::gray8, std::move(pixels));
        arguments.push_back(folder.write(name, *encode_png(*image)).string());
    }
    arguments.push_back(folder.write("tiny.png", *encode_png(gradient_rgb(20, 20))).string());
    arguments.push_back(folder.write("long.png", *encode_png(gradient_rgb(6000, 17))).string());
    const Outcome outcome = run_limner(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    const auto objects = outcome.objects();
    ASSERT_EQ(objects.size(), arguments.size() - 3);
    for (const auto& object : objects) {
        EXPECT_EQ(object["verdict"], "fail") << object["file"];
        EXPECT_EQ((*finding(object, "single_face_present"))["verdict"], "fail") << object["file"];
    }
}

TEST(Crop, SaysWhichFramesHaveNoFaceOrTooSmallAOne) {
    const TemporaryFolder folder;
    const auto picture = folder.write("gradient.png", *encode_png(gradient_rgb(640, 480)));
    std::vector<std::string> arguments{"crop", picture.string()};
    if (const auto portrait = portrait_file()) arguments.push_back(*portrait);
    const std::size_t count = arguments.size() - 1;
    arguments.insert(arguments.end(), {"--out", (folder.path() / "crops").string(), "--json"});
    const Outcome outcome = run_limner(arguments);
    EXPECT_EQ(outcome.exit_code, 4) << outcome.err;
    const auto objects = outcome.objects();
    ASSERT_EQ(objects.size(), count);
    EXPECT_THAT(objects[0]["error"]["message"].get<std::string>(), HasSubstr("no face"));
    if (count > 1) {
        EXPECT_THAT(objects[1]["error"]["message"].get<std::string>(), HasSubstr("face is too small"));
    }
}

TEST(Crop, WritesACheckedPortraitWithinItsBytes) {
    const auto portrait = portrait_file();
    if (!portrait) GTEST_SKIP() << "needs build/samples/portrait.png (scripts/setup)";
    const TemporaryFolder folder;
    const Outcome outcome = run_limner({"crop", *portrait, "--out", (folder.path() / "crops").string(), "--format",
                                        "jp2", "--bytes", "9000", "--most-enlargement", "2.5", "--json"});
    const auto object = outcome.objects().at(0);
    ASSERT_FALSE(object.contains("error")) << outcome.out;
    const auto crop = read_image(object["out"].get<std::string>());
    ASSERT_TRUE(crop) << crop.error().message;
    EXPECT_EQ(crop->format, "jpeg_2000");
    EXPECT_EQ(crop->image.width(), object["width"]);
    EXPECT_LE(object["bytes"], 9000);
    EXPECT_EQ((*finding(object, "head_height"))["verdict"], "pass");
}

TEST(CheckPortrait, FindsAFaceAndDrawsItsPoints) {
    const auto portrait = portrait_file();
    if (!portrait) GTEST_SKIP() << "needs build/samples/portrait.png (scripts/setup)";
    const TemporaryFolder folder;
    const Outcome outcome =
        run_limner({"check", "portrait", *portrait, "--json", "--annotate", (folder.path() / "marked").string()});
    const auto object = outcome.objects().at(0);
    EXPECT_EQ(object["face_count"], 1) << outcome.err;
    EXPECT_GT(object["landmarks"]["left_eye"][0].get<double>(), object["landmarks"]["right_eye"][0].get<double>());
    const auto marked = read_image(folder.path() / "marked/portrait.png.annotated.png");
    ASSERT_TRUE(marked) << marked.error().message;
    const auto original = read_image(*portrait);
    EXPECT_EQ(marked->image.width(), original->image.width());
    EXPECT_GT(marked->image.height(), original->image.height()) << "no words below the picture";
}

TEST(CheckPortrait, WarnsOnceOfTheModelsThatAreMissing) {
    const auto portrait = portrait_file();
    const char* models = std::getenv("LIMNER_MODELS");
    if (!portrait || !models) GTEST_SKIP() << "needs build/samples/portrait.png and build/models (scripts/setup)";
    const TemporaryFolder folder;
    for (const char* file : {"face_detector.onnx", "face_mesh.onnx"}) {
        if (!std::filesystem::exists(std::filesystem::path(models) / file)) GTEST_SKIP() << "no " << file;
        std::filesystem::copy_file(std::filesystem::path(models) / file, folder.path() / file);
    }
    Program program(std::getenv("LIMNER_PROGRAM"), {"check", "portrait", *portrait, *portrait, "--json"},
                    {"LIMNER_MODELS=" + folder.path().string()});
    program.close_input();
    const Outcome outcome = program.finish();
    EXPECT_THAT(outcome.err, HasSubstr("has no head_pose.onnx, eye_state.onnx, person_mask.onnx"));
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    ASSERT_EQ(outcome.objects().size(), 2U);
    const auto object = outcome.objects().at(0);
    for (const char* name : {"eyes_open", "head_pose_pitch", "background_uniformity", "expression_neutrality"})
        EXPECT_EQ((*finding(object, name))["verdict"], "not_assessed") << name;
}

TEST(CheckPortrait, GivesTheStandardsOwnMeasuresWhereOfiqsModelsAre) {
    const auto portrait = portrait_file();
    if (!portrait) GTEST_SKIP() << "needs build/samples/portrait.png (scripts/setup)";
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "unified_quality_score");
    folder.write("unified_quality_score/magface_iresnet50_norm.onnx", picking_network(112, 0, 50, 50, 0));
    const std::string models = folder.path().string();
    const Outcome told = run_limner({"check", "portrait", *portrait, "--ofiq-models", models});
    EXPECT_THAT(told.out, HasSubstr("[ISO/IEC 29794-5: 0/100]")) << told.err;
    const Outcome outcome = run_limner({"check", "portrait", *portrait, "--ofiq-models", models, "--json"});
    const auto object = outcome.objects().at(0);
    const auto* score = finding(object, "unified_quality_score");
    ASSERT_NE(score, nullptr);
    EXPECT_EQ((*score)["verdict"], "pass");
    EXPECT_EQ((*score)["standard"]["raw"], 0);
    EXPECT_THAT((*score)["standard"]["model"].get<std::string>(), HasSubstr("magface_iresnet50_norm.onnx sha256:"));
    folder.write("unified_quality_score/magface_iresnet50_norm.onnx", "no network");
    const Outcome damaged = run_limner({"check", "portrait", *portrait, "--ofiq-models", models});
    EXPECT_THAT(damaged.err, HasSubstr("magface_iresnet50_norm.onnx: no ONNX network"));
    EXPECT_GT(damaged.exit_code, 2);
}

TEST(CheckPortrait, SpeaksTheOfficersLanguage) {
    const TemporaryFolder folder;
    const auto picture = folder.write("gradient.png", *encode_png(gradient_rgb(320, 240))).string();
    EXPECT_THAT(run_limner({"check", "portrait", picture}).out, HasSubstr("FAIL"));
    EXPECT_THAT(run_limner({"check", "portrait", picture, "--language", "id"}).out, HasSubstr("GAGAL"));
}

TEST(CheckFingerprint, ScoresAPrint) {
    const TemporaryFolder folder;
    const auto print = folder.write("finger.png", *encode_png(make_ridge_pattern({}), 500.0));
    const Outcome outcome = run_limner({"check", "fingerprint", print.string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
    const auto object = outcome.objects().at(0);
    EXPECT_NEAR(object["ppi"].get<double>(), 500, 0.1);
    EXPECT_EQ(object["verdict"], "pass");
    EXPECT_EQ(object["quality"]["algorithm"], "limner_estimate");
    EXPECT_FALSE(object["features"].empty());
}

TEST(Check, AsksForTheMinutiaeThatNfiq2sForestTakes) {
    const TemporaryFolder folder;
    const auto print = folder.write("finger.png", *encode_png(make_ridge_pattern({}), 500.0)).string();
    const Outcome alone = run_limner({"check", "fingerprint", print, "--nfiq2-forest", "forest.yaml"});
    EXPECT_EQ(alone.exit_code, 3);
    EXPECT_THAT(alone.err, HasSubstr("--minutiae, once for each FILE"));
    const Outcome absent = run_limner(
        {"check", "fingerprint", print, "--nfiq2-forest", folder.path() / "none.yaml", "--minutiae", "finger.fmr"});
    EXPECT_EQ(absent.exit_code, 4);
    EXPECT_THAT(absent.err, HasSubstr("none.yaml"));
}

TEST(Check, RefusesAnUnknownProfileOrOneOfAnotherKind) {
    const TemporaryFolder folder;
    const auto picture = folder.write("gradient.png", *encode_png(gradient_rgb(64, 48))).string();
    const Outcome unknown = run_limner({"check", "fingerprint", picture, "--profile", "nonsense"});
    EXPECT_EQ(unknown.exit_code, 3);
    EXPECT_THAT(unknown.err, HasSubstr("icao_9303"));
    const Outcome other = run_limner({"check", "fingerprint", picture, "--profile", "icao_9303"});
    EXPECT_EQ(other.exit_code, 3);
    EXPECT_THAT(other.err, HasSubstr("is for a portrait"));
}

TEST(Check, TakesAProfileAndASubjectFromFiles) {
    const TemporaryFolder folder;
    const auto print = folder.write("finger.png", *encode_png(make_ridge_pattern({}), 500.0)).string();
    const auto profile = folder.write("mine.toml",
                                      "name = 'mine'\nversion = '7'\nkind = 'fingerprint'\n"
                                      "[[requirement]]\nname = 'resolution'\nlow = 400\n");
    const auto subject = folder.write("subject.json", R"({"birth_date":"1980-02-03"})");
    const Outcome outcome = run_limner(
        {"check", "fingerprint", print, "--profile", profile.string(), "--subject", subject.string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.objects().at(0)["profile"], "mine");

    const auto wrong = folder.write("wrong.json", R"({"birthday":"1980-02-03"})");
    EXPECT_EQ(run_limner({"check", "fingerprint", print, "--subject", wrong.string()}).exit_code, 3);
    EXPECT_EQ(run_limner({"check", "fingerprint", print, "--subject", "/nonexistent"}).exit_code, 4);
}

TEST(Check, DrawsNoTwoFilesIntoOne) {
    const TemporaryFolder folder;
    const std::string one = (folder.path() / "a/page.png").string(), other = (folder.path() / "b/page.png").string();
    const Outcome outcome = run_limner({"check", "page", one, other, "--annotate", (folder.path() / "out").string()});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.err, HasSubstr(one + " and " + other + " would be written under one name"));
}

TEST(Check, CannotReadABrokenFileAndGoesOn) {
    const TemporaryFolder folder;
    const auto broken = folder.write("broken.png", "\x89PNG\r\n\x1a\n").string();
    const auto print = folder.write("finger.png", *encode_png(make_ridge_pattern({}), 500.0)).string();
    const Outcome outcome = run_limner({"check", "fingerprint", broken, print, "--json"});
    EXPECT_EQ(outcome.exit_code, 4);
    const auto objects = outcome.objects();
    ASSERT_EQ(objects.size(), 2u);
    EXPECT_EQ(objects[0]["error"]["code"], "unreadable_file");
    EXPECT_EQ(objects[1]["verdict"], "pass");
}

/// The corners that `check page` reports for a picture; nothing where it reports none.
std::optional<Quad> page_corners(const Image& picture) {
    const TemporaryFolder folder;
    const auto file = folder.write("picture.png", *encode_png(picture));
    const auto object = run_limner({"check", "page", file.string(), "--json"}).objects().at(0);
    if (!object.contains("quad") || !object["quad"].is_array()) return std::nullopt;
    Quad quad{};
    for (std::size_t i = 0; i < quad.size(); ++i)
        quad[i] = {object["quad"][i][0].get<double>(), object["quad"][i][1].get<double>()};
    return quad;
}

TEST(CheckPageCommand, FindsADocumentOnGrainOnAChequeredClothAndOnBlotches) {
    const Image card = invented_document(856, 540, 3);
    for (const int ground : {1, 2, 4}) {
        const auto scene = photograph(card, {.ground = ground,
                                             .brightness = 0.5,
                                             .turn_degrees = 12,
                                             .tilt_degrees = 8,
                                             .width_share = 0.6,
                                             .corner_radius_share = 0.037,
                                             .seed = 5});
        const auto corners = page_corners(scene.image);
        ASSERT_TRUE(corners) << ground;
        EXPECT_GT(overlap_of(*corners, scene.quad), 0.97) << ground;
    }
}

TEST(CheckPageCommand, TakesNothingPrintedOnADocumentThatFillsThePictureForTheDocument) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const auto corners = page_corners(invented_document(1250, 880, seed));
        const Quad whole{{{0, 0}, {1249, 0}, {1249, 879}, {0, 879}}};
        EXPECT_TRUE(!corners || overlap_of(*corners, whole) > 0.97) << seed;
    }
}

}  // namespace
}  // namespace limner::test
