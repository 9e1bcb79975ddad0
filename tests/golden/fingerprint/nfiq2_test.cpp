#include <limner/frame/image_file.h>

#include "check/nfiq2_features.h"
#include "support/csv.h"
#include "support/sample_fingerprints.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace limner {
namespace {

class Nfiq2Features : public testing::Test {
protected:
    void SetUp() override {
        folder_ = test::sample_fingerprints();
        if (folder_.empty()) GTEST_SKIP() << "LIMNER_DATA is not set: real prints are not in the repository";
    }

    // "pgm_NAME.png" of the table is NAME in the folder pgm, "wsq_NAME_wsq.png" the file NAME.wsq.
    std::filesystem::path image_of(const std::string& row_name) const {
        const std::string stem = std::filesystem::path(row_name).stem();
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
            const auto& path = entry.path();
            if (!entry.is_regular_file() || path.string().find("/nbis/") != std::string::npos) continue;
            const std::string suffix = path.extension() == ".wsq" ? "_wsq" : "";
            if (path.parent_path().filename().string() + "_" + path.stem().string() + suffix == stem) return path;
        }
        return {};
    }
    std::filesystem::path folder_{};
};

bool needs_minutiae(const std::string& name) {
    return name.starts_with("FingerJetFX") || name.starts_with("FJFX") || name == "FingerprintImageWithMinutiae";
}

bool is_count(const std::string& name) {
    return name.find("_Bin10_") != std::string::npos && std::isdigit(static_cast<unsigned char>(name.back()));
}

cv::Mat gray_of(const Image& image) {
    return {image.height(), image.width(), CV_8U, const_cast<std::byte*>(image.bytes().data())};
}

TEST_F(Nfiq2Features, AgreeWithNfiq2OnEveryImage) {
    const std::set<std::string> not_features{"file", "width", "height", "ms"};
    int images = 0, compared = 0;
    double worst = 0;
    for (const auto& row : test::read_csv(folder_ / "nfiq2_features.csv")) {
        if (row.at("ms").starts_with("ERR")) continue;
        const auto path = image_of(row.at("file"));
        if (path.empty()) {
            fmt::print("{}: the image is not there\n", row.at("file"));
            continue;
        }
        const Image image = to_gray8(read_image(path).value().image).value();
        const auto ours = nfiq2::features_of(gray_of(image));
        ++images;
        for (const auto& [name, text] : row) {
            if (not_features.contains(name) || needs_minutiae(name) || text.empty()) continue;
            const auto found = ours.find(name);
            ASSERT_NE(found, ours.end()) << row.at("file") << " has no " << name;
            const double theirs = std::stod(text);
            const double allowed = is_count(name) ? 1 : std::max(1e-3 * std::abs(theirs), 1e-6);
            EXPECT_NEAR(found->second, theirs, allowed) << row.at("file") << ": " << name;
            worst = std::max(
                worst, std::abs(found->second - theirs) / (is_count(name) ? 1 : std::max(std::abs(theirs), 1e-3)));
            ++compared;
        }
    }
    fmt::print("{} images, {} measures, largest difference {:.2g} (counts: absolute, others: relative)\n", images,
               compared, worst);
    EXPECT_GT(images, 0);
}

}  // namespace
}  // namespace limner
