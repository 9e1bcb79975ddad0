#include <limner/check/segment_slap.h>
#include <limner/record/ansi_nist_file.h>

#include "support/sample_fingerprints.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace limner {
namespace {

struct SampleSlap {
    const char* file;
    int position;
    std::size_t fingers;
    std::set<Finger> missing{};
};

// Of cards: ink on paper, with print, handwriting and punched holes on them.
class SampleSlaps : public testing::TestWithParam<SampleSlap> {};

TEST_P(SampleSlaps, HaveTheFingersAndTheHandOfTheirPosition) {
    if (test::sample_fingerprints().empty()) GTEST_SKIP() << "LIMNER_DATA is not set: slaps are not in the repository";
    const SampleSlap& sample = GetParam();
    const auto file =
        read_ansi_nist_file(test::bytes_of(test::sample_fingerprints() / "an2" / sample.file), sample.file).value();
    bool is_found = false;
    for (const AnsiNistRecord& record : file.records) {
        const auto image = image_of(record, file);
        if (!image || image->positions != std::vector{sample.position}) continue;
        is_found = true;
        Subject subject;
        for (Finger finger : sample.missing) subject.fingers[finger] = FingerState::missing;
        const auto pixels = decode_ansi_nist_image(record, file, sample.file).value();
        const auto slap = segment_slap(pixels, static_cast<Slap>(sample.position), image->ppi, subject).value();
        fmt::print("{} {}: {} fingers, tilt {:.0f} degrees, hand {:.2f}\n", sample.file, name_of(slap.slap),
                   slap.fingers.size(), slap.tilt_degrees, slap.report.find("hand")->raw.value_or(0));
        EXPECT_EQ(slap.fingers.size(), sample.fingers);
        EXPECT_NE(slap.report.verdict(), ReportVerdict::fail);
    }
    EXPECT_TRUE(is_found);
}

INSTANTIATE_TEST_SUITE_P(Cards, SampleSlaps,
                         testing::Values(SampleSlap{"nist_ref_type-4-slaps.an2", 13, 4},
                                         SampleSlap{"nist_ref_type-4-slaps.an2", 14, 4},
                                         SampleSlap{"nist_ref_type-4-14-slaps.an2", 15, 2},
                                         SampleSlap{"nist_ref_type-14-amp-nqm-utf8.an2", 13, 4},
                                         SampleSlap{"nist_ref_type-14-amp-nqm-utf8.an2", 14, 3, {Finger::left_ring}},
                                         SampleSlap{"nist_ref_type-14-amp-nqm-utf8.an2", 15, 2}));

}  // namespace
}  // namespace limner
