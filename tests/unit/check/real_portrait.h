// The whole portrait check on a real portrait (scripts/sample-portrait) and on what can be made of it.
#pragma once

#include <limner/check/check_portrait.h>
#include <limner/frame/image_file.h>

#include "check/face_analysis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <opencv2/imgproc.hpp>
#include <thread>

namespace limner {

using portrait::model_file::face_detector;
using portrait::model_file::face_mesh;

inline std::filesystem::path portrait_file() {
    const char* source = std::getenv("LIMNER_SOURCE");
    return std::filesystem::path(source ? source : ".") / "build/samples/portrait.png";
}

inline bool has_networks() { return std::filesystem::exists(portrait::models_folder({}) / face_mesh); }

inline Image image_of(const cv::Mat& rgb) {
    cv::Mat packed = rgb.isContinuous() ? rgb : rgb.clone();
    std::vector<std::byte> pixels(packed.total() * packed.elemSize());
    std::memcpy(pixels.data(), packed.data, pixels.size());
    auto format = packed.channels() == 1 ? PixelFormat::gray8 : PixelFormat::rgb8;
    return *Image::from_pixels(packed.cols, packed.rows, format, std::move(pixels));
}

inline const PortraitChecker& checker() {
    static const auto loaded = PortraitChecker::load();
    return *loaded;
}

inline PortraitCheck check(const cv::Mat& rgb, const Subject& subject = {}) {
    auto result = checker().check(image_of(rgb), profiles::icao_9303(), subject);
    EXPECT_TRUE(result) << result.error().message;
    return *std::move(result);
}

inline FindingVerdict verdict(const PortraitCheck& check, const char* requirement) {
    const Finding* finding = check.report.find(requirement);
    EXPECT_NE(finding, nullptr) << requirement;
    return finding ? finding->verdict : FindingVerdict::not_assessed;
}

inline double raw(const PortraitCheck& check, const char* requirement) {
    const Finding* finding = check.report.find(requirement);
    return finding ? finding->raw.value_or(std::nan("")) : std::nan("");
}

inline std::string advice(const PortraitCheck& check, const char* requirement) {
    return check.report.find(requirement)->advice(Language::en);
}

/// The astronaut: 512 x 512, one smiling face with the eyes 43 pixels apart.
class RealPortrait : public testing::Test {
protected:
    void SetUp() override {
        auto file = read_image(portrait_file());
        if (!file) GTEST_SKIP() << "no portrait (scripts/sample-portrait gets it): " << file.error().message;
        if (!has_networks()) GTEST_SKIP() << "no portrait models (scripts/models gets them)";
        const Image& image = file->image;
        picture_ =
            cv::Mat(image.height(), image.width(), CV_8UC3, const_cast<std::byte*>(image.bytes().data())).clone();
    }

    /// Three times as large, so that the face has pixels enough.
    cv::Mat enlarged() const {
        cv::Mat large;
        cv::resize(picture_, large, {}, 3, 3, cv::INTER_CUBIC);
        return large;
    }
    cv::Mat turned(double clockwise_degrees) const {
        cv::Mat large = enlarged(), result;
        cv::Point2f middle(static_cast<float>(large.cols) / 2, static_cast<float>(large.rows) / 2);
        cv::warpAffine(large, result, cv::getRotationMatrix2D(middle, -clockwise_degrees, 1), large.size(),
                       cv::INTER_LINEAR, cv::BORDER_REPLICATE);
        return result;
    }
    cv::Mat picture_;
};

}  // namespace limner
