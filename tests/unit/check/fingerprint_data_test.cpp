#include <limner/check/check_fingerprint.h>
#include <limner/frame/image_file.h>

#include "check/fingerprint_estimate.h"
#include "support/csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

namespace limner {
namespace {

using test::Row;

double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
    auto ranks = [](const std::vector<double>& values) {
        std::vector<std::size_t> order(values.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
        std::vector<double> rank(values.size());
        for (std::size_t i = 0; i < order.size(); ++i) rank[order[i]] = static_cast<double>(i);
        return rank;
    };
    auto ra = ranks(a), rb = ranks(b);
    double n = static_cast<double>(a.size()), sum = 0;
    for (std::size_t i = 0; i < ra.size(); ++i) sum += (ra[i] - rb[i]) * (ra[i] - rb[i]);
    return 1 - 6 * sum / (n * (n * n - 1));
}

class RealFingerprints : public ::testing::Test {
protected:
    void SetUp() override {
        const char* data = std::getenv("LIMNER_DATA");
        if (!data || !std::filesystem::exists(std::filesystem::path(data) / "fingerprints"))
            GTEST_SKIP() << "LIMNER_DATA names no folder with fingerprints";
        folder_ = std::filesystem::path(data) / "fingerprints";
    }
    FingerprintCheck check(const std::string& file) const {
        auto image = read_image(folder_ / file);
        if (!image) throw std::runtime_error(image.error().message);
        return check_fingerprint(image->image, profiles::fingerprint_enrol(), 500).value();
    }
    std::filesystem::path folder_{};
};

TEST_F(RealFingerprints, PassWhereNfiq1CallsThemGoodAndFailWhereItDoesNot) {
    int judged = 0;
    for (const Row& row : test::read_csv(folder_ / "nbis.csv")) {
        const std::string& file = row.at("file");
        bool is_flat_print = file.starts_with("pgm/") || file.starts_with("synth/");
        if (!is_flat_print || row.at("nfiq1").empty()) continue;
        constexpr int worst_good_class = 3;
        bool is_good = std::stoi(row.at("nfiq1")) <= worst_good_class;
        EXPECT_EQ(check(file).report.passed(), is_good) << file << ", NFIQ 1 class " << row.at("nfiq1");
        ++judged;
    }
    EXPECT_GE(judged, 14);
}

TEST_F(RealFingerprints, AreNotFoundOnABlankPage) {
    auto result = check("pgm/fjfx_a999_01p.pgm");
    EXPECT_EQ(result.report.verdict(), ReportVerdict::fail);
    EXPECT_EQ(result.features.at("area_mm2"), 0);
}

TEST_F(RealFingerprints, FailUnderPrintedText) {
    EXPECT_EQ(check("pgm/fjfx_b001_08p.pgm").report.verdict(), ReportVerdict::fail);
}

// NFIQ 2 counts a block whose strongest wave is the lowest as 1, which is no clarity; those are its histogram's last
// bin.
double frequency_domain_mean(const Row& row) {
    double blocks = 0;
    for (int bin = 0; bin < 10; ++bin) blocks += std::stod(row.at("FDA_Bin10_" + std::to_string(bin)));
    return std::stod(row.at("FDA_Bin10_Mean")) - std::stod(row.at("FDA_Bin10_9")) / blocks;
}

TEST_F(RealFingerprints, RankByClarityAndCertaintyAsWithNfiq2sFeatures) {
    std::vector<double> clarity, certainty, their_clarity, their_certainty;
    for (const Row& row : test::read_csv(folder_ / "nfiq2_features.csv")) {
        std::string file = row.at("file");
        bool is_flat_print = file.starts_with("pgm_") || file.starts_with("synth_");
        if (!is_flat_print || row.at("FDA_Bin10_Mean").empty()) continue;
        std::ranges::replace(file.begin(), file.begin() + 6, '_', '/');
        file.replace(file.size() - 4, 4, ".pgm");
        auto result = check(file);
        clarity.push_back(result.features.at("ridge_clarity"));
        certainty.push_back(result.features.at("orientation_certainty"));
        their_clarity.push_back(frequency_domain_mean(row));
        their_certainty.push_back(std::stod(row.at("OCL_Bin10_Mean")));
    }
    ASSERT_GE(clarity.size(), 14U);
    double clarity_rank = rank_correlation(clarity, their_clarity);
    double certainty_rank = rank_correlation(certainty, their_certainty);
    RecordProperty("clarity", std::to_string(clarity_rank));
    RecordProperty("certainty", std::to_string(certainty_rank));
    EXPECT_GT(clarity_rank, 0.9);
    EXPECT_GT(certainty_rank, 0.9);
}

// The images of these rows are not public, but what NFIQ 2.3 measured and scored on them is. The estimate was fitted to
// them, so this shows only that it is the fit; its cross-validated error is the training script's to tell.
TEST_F(RealFingerprints, EstimateNfiq2sScoreFromItsOwnFeatures) {
    constexpr double poor_score = 20;
    const double limit = profiles::fingerprint_enrol().find("ridge_clarity")->limits.low.value();
    std::vector<double> estimates, scores;
    double error = 0, agreeing = 0;
    for (const Row& row : test::read_csv(folder_ / "nfiq2_conformance_scores.csv")) {
        if (row.at("FDA_Bin10_Mean") == "NA") continue;
        std::map<std::string, double> features;
        for (const auto& [name, text] : row)
            if (!text.empty() && name != "Filename") features[name] = std::strtod(text.c_str(), nullptr);
        estimates.push_back(estimate_score(features).value());
        scores.push_back(std::stod(row.at("QualityScore")));
        error += std::abs(estimates.back() - scores.back()) / 150;
        agreeing += (frequency_domain_mean(row) < limit) == (scores.back() < poor_score) ? 1 : 0;
    }
    ASSERT_EQ(scores.size(), 150U);
    RecordProperty("rank_correlation", std::to_string(rank_correlation(estimates, scores)));
    RecordProperty("mean_error", std::to_string(error));
    RecordProperty("agreement_at_score_20", std::to_string(agreeing / 150));
    EXPECT_GT(rank_correlation(estimates, scores), 0.95);
    EXPECT_LT(error, 5);
    EXPECT_GT(agreeing / 150, 0.94);
}

}  // namespace
}  // namespace limner
