#include "check/portrait_mapping.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace limner::portrait {
namespace {

using Map = int (*)(double);

const std::map<std::string, Map>& maps_by_reference_name() {
    static const std::map<std::string, Map> maps{
        {"BackgroundUniformity", quality::background_uniformity},
        {"LuminanceMean", quality::luminance_mean},
        {"LuminanceVariance", quality::luminance_variance},
        {"UnderExposurePrevention", quality::under_exposure_prevention},
        {"OverExposurePrevention", quality::over_exposure_prevention},
        {"DynamicRange", quality::dynamic_range},
        {"SingleFacePresent", quality::single_face_present},
        {"EyesOpen", quality::eyes_open},
        {"MouthClosed", quality::mouth_closed},
        {"InterEyeDistance", quality::inter_eye_distance},
        {"HeadSize", quality::head_size},
        {"LeftwardCropOfTheFaceImage", quality::crop_of_face},
        {"RightwardCropOfTheFaceImage", quality::crop_of_face},
        {"MarginAboveOfTheFaceImage", quality::margin_above_face},
        {"MarginBelowOfTheFaceImage", quality::margin_below_face},
        {"HeadPoseYaw", quality::head_pose},
        {"HeadPosePitch", quality::head_pose},
        {"HeadPoseRoll", quality::head_pose},
        {"UnifiedQualityScore", quality::unified_quality_score},
        {"IlluminationUniformity", quality::illumination_uniformity},
        {"Sharpness", quality::sharpness},
        {"CompressionArtifacts", quality::compression_artifacts},
        {"NaturalColour", quality::natural_colour},
        {"EyesVisible", quality::occlusion_prevention},
        {"MouthOcclusionPrevention", quality::occlusion_prevention},
        {"FaceOcclusionPrevention", quality::occlusion_prevention},
        {"ExpressionNeutrality", quality::expression_neutrality},
        {"NoHeadCoverings", quality::no_head_coverings},
    };
    return maps;
}

std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> found;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ';');) found.push_back(cell);
    return found;
}

TEST(QualityMapping, GivesTheReferenceImplementationsScalarsOnItsConformanceSet) {
    const char* data = std::getenv("LIMNER_DATA");
    if (!data) GTEST_SKIP() << "LIMNER_DATA is not set";
    std::ifstream file(std::filesystem::path(data) / "portraits/ofiq_mapping_conformance.csv");
    std::string line;
    ASSERT_TRUE(std::getline(file, line));
    auto header = cells(line);
    std::map<std::string, std::size_t> column;
    for (std::size_t i = 0; i < header.size(); ++i) column[header[i]] = i;
    int pairs = 0;
    while (std::getline(file, line)) {
        auto row = cells(line);
        for (const auto& [name, map] : maps_by_reference_name()) {
            double raw = std::stod(row.at(column.at(name)));
            EXPECT_EQ(map(raw), std::stoi(row.at(column.at(name + ".scalar")))) << name << " of " << raw;
            ++pairs;
        }
    }
    EXPECT_EQ(pairs, 28 * 28);
}

// Worked out by hand from the standard's functions.
TEST(QualityMapping, IsHalfAtTheMiddleOfItsSigmoid) {
    EXPECT_EQ(quality::eyes_open(0.02), 50);
    EXPECT_EQ(quality::mouth_closed(0.2), 50);
    EXPECT_EQ(quality::inter_eye_distance(70), 50);
    EXPECT_EQ(quality::crop_of_face(0.9), 50);
    EXPECT_EQ(quality::margin_above_face(1.4), 50);
    EXPECT_EQ(quality::margin_below_face(1.8), 50);
    EXPECT_EQ(quality::background_uniformity(10), 95);  // 190 / 2
    EXPECT_EQ(quality::luminance_mean(0.2), 50);
}

TEST(QualityMapping, FollowsTheStandardAtHandPickedPlaces) {
    EXPECT_EQ(quality::head_size(0.45), 100);
    EXPECT_EQ(quality::head_size(0.4), 54);  // 200 * (1 - 1/(1+e^-1))
    EXPECT_EQ(quality::head_size(0.5), 54);
    EXPECT_EQ(quality::head_pose(0), 100);
    EXPECT_EQ(quality::head_pose(45), 50);
    EXPECT_EQ(quality::head_pose(-60), 25);
    EXPECT_EQ(quality::head_pose(120), 0);
    EXPECT_EQ(quality::dynamic_range(8), 100);
    EXPECT_EQ(quality::dynamic_range(4), 50);
    EXPECT_EQ(quality::single_face_present(0.25), 75);
    EXPECT_EQ(quality::over_exposure_prevention(0), 100);
    EXPECT_EQ(quality::over_exposure_prevention(0.09), 10);
    EXPECT_EQ(quality::luminance_variance(1.0 / 60), 100);  // sin(pi / 2)
    EXPECT_EQ(quality::under_exposure_prevention(0), 100);
    EXPECT_EQ(quality::under_exposure_prevention(0.92), 40);  // 120 * (0.832 - 0.5)
}

TEST(QualityMapping, StaysBetween0And100WhateverItIsGiven) {
    for (const auto& [name, map] : maps_by_reference_name())
        for (double raw : {-1e300, -1.0, -0.01, 0.0, 1.0, 1e300, std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity(), std::nan("")}) {
            EXPECT_GE(map(raw), 0) << name << " of " << raw;
            EXPECT_LE(map(raw), 100) << name << " of " << raw;
        }
}

}  // namespace
}  // namespace limner::portrait
