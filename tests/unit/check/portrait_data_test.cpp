// The verdicts on the labelled photographs of LIMNER_DATA, and what the subject's exceptions change.
#include <limner/check/check_portrait.h>
#include <limner/frame/image_file.h>

#include "check/models.h"
#include "support/csv.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace limner {
namespace {

struct Photo {
    test::Row label{};
    PortraitCheck check{};
    std::string file() const { return label.at("file"); }
    bool says(const char* name) const { return label.at(name) == "Y"; }
    FindingVerdict verdict(const char* requirement) const { return check.report.find(requirement)->verdict; }
};

class LabelledPortraits : public testing::Test {
protected:
    void SetUp() override {
        const char* data = std::getenv("LIMNER_DATA");
        if (!data) GTEST_SKIP() << "LIMNER_DATA is not set";
        if (!std::filesystem::exists(portrait::models_folder({}) / portrait::model_file::face_mesh))
            GTEST_SKIP() << "no portrait models (scripts/models gets them)";
        if (photos().empty()) load(std::filesystem::path(data) / "portraits");
        ASSERT_EQ(photos().size(), 24U);
    }

    static std::vector<Photo>& photos() {
        static std::vector<Photo> all;
        return all;
    }

    static void load(const std::filesystem::path& folder) {
        auto checker = PortraitChecker::load();
        ASSERT_TRUE(checker) << checker.error().message;
        for (test::Row& row : test::read_csv(folder / "index.csv")) {
            Photo photo;
            photo.label = std::move(row);
            auto image = read_image(folder / photo.file());
            ASSERT_TRUE(image) << image.error().message;
            auto check = checker->check(image->image, profiles::icao_9303());
            ASSERT_TRUE(check) << check.error().message;
            photo.check = *std::move(check);
            photos().push_back(std::move(photo));
        }
    }
};

TEST_F(LabelledPortraits, HaveAsManyFacesAsAnEyeCounts) {
    for (const Photo& photo : photos())
        EXPECT_EQ(photo.check.face_count, std::stoi(photo.label.at("face_count"))) << photo.file();
}

TEST_F(LabelledPortraits, PassAsAWholeWhereTheyAreCompliant) {
    for (const Photo& photo : photos()) {
        if (photo.file().find("images_compliant") == std::string::npos) continue;
        EXPECT_EQ(photo.check.report.verdict(), ReportVerdict::pass) << photo.file();
    }
}

TEST_F(LabelledPortraits, AreJudgedOnTheirEyesAsAnEyeJudgesThem) {
    for (const Photo& photo : photos()) {
        if (photo.file().find("partial_face") != std::string::npos) continue;  // one eye lies outside the picture
        EXPECT_EQ(photo.verdict("eyes_open") == FindingVerdict::pass, photo.says("eyes_open")) << photo.file();
    }
}

TEST_F(LabelledPortraits, AreJudgedOnTheirMouthsAsAnEyeJudgesThem) {
    for (const Photo& photo : photos()) {
        if (photo.file().find("emotions-a-1") != std::string::npos) continue;  // parted by less than the mesh resolves
        EXPECT_EQ(photo.verdict("mouth_closed") == FindingVerdict::pass, photo.says("mouth_closed")) << photo.file();
    }
}

TEST_F(LabelledPortraits, AreJudgedOnTheirBackgroundsAsAnEyeJudgesThem) {
    for (const Photo& photo : photos()) {
        if (photo.file().find("emotions-a-1") != std::string::npos) continue;  // a lit gradient behind the head
        EXPECT_EQ(photo.verdict("background_uniformity") == FindingVerdict::pass, photo.says("uniform_background"))
            << photo.file() << " " << photo.check.report.find("background_uniformity")->raw.value_or(-1);
    }
}

TEST_F(LabelledPortraits, AreTurnedAwayWhereAnEyeSeesThem) {
    for (const Photo& photo : photos()) {
        if (photo.says("frontal")) continue;
        bool is_turned = photo.verdict("head_pose_yaw") == FindingVerdict::fail ||
                         photo.verdict("head_pose_pitch") == FindingVerdict::fail;
        EXPECT_TRUE(is_turned) << photo.file();
    }
}

TEST_F(LabelledPortraits, HaveHandsAtTheFaceWhereAnEyeSeesThem) {
    if (!std::filesystem::exists(portrait::models_folder({}) / portrait::model_file::hand_detector))
        GTEST_SKIP() << "no hand detector (scripts/models gets it)";
    for (const Photo& photo : photos()) {
        bool has_hands = photo.file().find("emotions-a-1") != std::string::npos;
        EXPECT_EQ(photo.verdict("hand_at_face") == FindingVerdict::fail, has_hands) << photo.file();
    }
}

TEST_F(LabelledPortraits, WithHalfAFaceOutsideThePictureAreCropped) {
    for (const Photo& photo : photos())
        if (photo.file().find("partial_face") != std::string::npos) {
            EXPECT_EQ(photo.verdict("leftward_crop_of_face"), FindingVerdict::fail);
        }
}

TEST_F(LabelledPortraits, WithClosedEyesAreExcusedOnlyForAReason) {
    auto file =
        std::filesystem::path(std::getenv("LIMNER_DATA")) / "portraits/human__samples_in_stock-emotions-b-1.jpg";
    auto image = read_image(file);
    ASSERT_TRUE(image) << image.error().message;
    auto checker = PortraitChecker::load();
    ASSERT_TRUE(checker);
    auto eyes = [&](const Subject& subject) {
        return *checker->check(image->image, profiles::icao_9303(), subject)->report.find("eyes_open");
    };
    EXPECT_EQ(eyes({}).verdict, FindingVerdict::fail);
    Finding noted = eyes({.exceptions = {PortraitException::eye_does_not_open}});
    EXPECT_EQ(noted.verdict, FindingVerdict::not_assessed);
    EXPECT_FALSE(noted.is_mandatory);
    EXPECT_FALSE(noted.text.id.empty());
    auto today = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    EXPECT_FALSE(eyes({.birth_date = today}).is_mandatory);
    EXPECT_EQ(eyes({.birth_date = today - std::chrono::years(30)}).verdict, FindingVerdict::fail);
    EXPECT_EQ(eyes({.exceptions = {PortraitException::medical_glasses}}).verdict, FindingVerdict::fail);
}

}  // namespace
}  // namespace limner
