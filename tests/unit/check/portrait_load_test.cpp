#include <limner/check/check_portrait.h>

#include "check/face_analysis.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace limner {
namespace {

using portrait::model_file::face_detector;
using portrait::model_file::face_mesh;

TEST(PortraitModels, MissingAltogetherAreAFaultOfTheSetUp) {
    auto loaded = portrait::FaceAnalyser::load("/nowhere", "/nowhere/68.dat");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::model_missing);
    EXPECT_EQ(remedy_for(loaded.error().code), Remedy::fix_setup);
    EXPECT_NE(loaded.error().message.find("scripts/models"), std::string::npos);
    EXPECT_NE(loaded.error().message.find("libdlib-data"), std::string::npos);
}

TEST(PortraitModels, DamagedAreNamed) {
    auto folder = std::filesystem::path(testing::TempDir()) / "damaged_models";
    std::filesystem::create_directories(folder);
    for (const char* file : {face_detector, face_mesh}) std::ofstream(folder / file) << "not a network";
    auto loaded = PortraitChecker::load({.models = folder});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::unreadable_file);
    EXPECT_NE(loaded.error().message.find(face_detector), std::string::npos);
    std::ofstream(folder / "68.dat") << "not dlib's";
    EXPECT_EQ(portrait::DlibFaces::load(folder / "68.dat").error().code, ErrorCode::unreadable_file);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace limner
