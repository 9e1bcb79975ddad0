#include <limner/check/fingerprint_minutiae.h>
#include <limner/frame/image_file.h>
#include <limner/record/finger_minutiae_record.h>

#include "support/sample_fingerprints.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace limner {
namespace {

class SampleMinutiae : public testing::Test {
protected:
    void SetUp() override {
        if (test::sample_fingerprints().empty())
            GTEST_SKIP() << "LIMNER_DATA is not set: sample prints are not in the repository";
    }
    static FingerprintMinutiae minutiae_in(const std::string& name) {
        const auto file = read_image(test::sample_fingerprints() / "pgm" / (name + ".pgm"));
        return extract_minutiae(file->image, 500).value();
    }
};

// No list says whose prints these are: that equal endings mean one finger is taken from the names, and the scores
// agree.
TEST_F(SampleMinutiae, MatchWhereTheyAreOfOneFingerAndNowhereElse) {
    std::map<std::string, FingerprintMinutiae> prints;
    for (const char* name : {"a001_03p", "a001_04p", "a001_05p", "a001_06p", "a001_07p", "b001_04p", "b001_06p"})
        prints.emplace(name, minutiae_in(std::string("fjfx_") + name));
    double highest_of_others = 0;
    for (const auto& [name, print] : prints)
        for (const auto& [other, of_other] : prints) {
            if (name >= other) continue;
            const double score = match_minutiae(print, of_other);
            if (name.substr(1) == other.substr(1)) {
                fmt::print("{} and {}: {:.2f}\n", name, other, score);
                EXPECT_GE(score, same_finger_score);
            } else {
                highest_of_others = std::max(highest_of_others, score);
            }
        }
    fmt::print("highest of different fingers: {:.2f}\n", highest_of_others);
    EXPECT_LT(highest_of_others, same_finger_score);
}

TEST_F(SampleMinutiae, LieWhereAnotherExtractorFindsThem) {
    constexpr double near_px = 12, most_turn = 20;
    int all = 0, agreed = 0, references = 0;
    for (const std::string name : {"fjfx_a001_03p", "fjfx_a001_06p", "fjfx_b001_08p"}) {
        const auto bytes = test::bytes_of(test::sample_fingerprints() / "iso_fmr" / (name + ".ist"));
        const auto record = read_finger_minutiae_record(bytes, name, Reading::lenient).value();
        const auto reference = minutiae_of(record.views.at(0), record.format).points;
        references += static_cast<int>(reference.size());
        for (const MinutiaPoint& point : minutiae_in(name).points) {
            ++all;
            agreed += std::ranges::any_of(reference, [&](const MinutiaPoint& other) {
                return std::hypot(point.x - other.x, point.y - other.y) < near_px &&
                       std::abs(std::remainder(point.direction - other.direction, 360)) < most_turn;
            });
        }
    }
    fmt::print("{} of {} minutiae are among the {} of the reference\n", agreed, all, references);
    EXPECT_GE(agreed, 0.6 * all);
}

}  // namespace
}  // namespace limner
