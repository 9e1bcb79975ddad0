#include <limner/frame/image_file.h>

#include "support/program.h"
#include "support/slap_pattern.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace limner::test {
namespace {

std::string slap_file(const TemporaryFolder& folder) {
    const auto drawn = make_slap_pattern({.seed = 5, .has_one_print = true, .has_joints = false});
    const auto bytes = encode_png(drawn.image, 500).value();
    const std::string path = folder.path() / "right.png";
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return path;
}

TEST(Segment, RefusesInputsWhoseFingersWouldTakeEachOthersPlaces) {
    const TemporaryFolder folder;
    const std::string slap = slap_file(folder), out = folder.path() / "fingers";
    const Outcome outcome = run_limner({"segment", slap, slap, "--slap", "right_four", "--out", out});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(outcome.err, testing::HasSubstr("under one name"));
    EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(Segment, NamesTheFingersOfASlapAndCutsThemOut) {
    const TemporaryFolder folder;
    const std::string slap = slap_file(folder), out = folder.path() / "fingers";
    const Outcome outcome = run_limner({"segment", slap, "--slap", "right_four", "--out", out, "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto object = outcome.objects().at(0);
    EXPECT_EQ(object["verdict"], "pass");
    ASSERT_EQ(object["fingers"].size(), 4u);
    EXPECT_EQ(object["fingers"][3]["finger"], "right_little");
    EXPECT_GT(object["fingers"][0]["score"], 30);
    const auto finger = read_image(std::filesystem::path(out) / "right-right_index.png").value();
    EXPECT_EQ(finger.image.width(), object["fingers"][0]["width"]);

    EXPECT_EQ(run_limner({"segment", slap, "--slap", "left_four"}).exit_code, 2);
    const std::string subject = folder.path() / "subject.json";
    std::ofstream(subject) << R"({"fingers":{"right_ring":"missing"}})";
    const Outcome too_many = run_limner({"segment", slap, "--slap", "right_four", "--subject", subject});
    EXPECT_EQ(too_many.exit_code, 2);
    EXPECT_THAT(too_many.out, testing::HasSubstr("More prints are seen"));
}

TEST(Segment, SaysWhichInputCannotBeRead) {
    const Outcome outcome = run_limner({"segment", "/no/such.png", "--slap", "thumbs"});
    EXPECT_EQ(outcome.exit_code, 4);
    EXPECT_THAT(outcome.err, testing::HasSubstr("/no/such.png"));
    EXPECT_EQ(run_limner({"segment", "x.png", "--slap", "toes"}).exit_code, 3);
}

}  // namespace
}  // namespace limner::test
