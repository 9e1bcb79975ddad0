#include "record/json_forms.h"

#include <gmock/gmock.h>

#include <limits>

namespace limner {
namespace {

using testing::ElementsAre;

std::vector<std::string> members_of(const Json& json) {
    std::vector<std::string> names;
    for (const auto& [name, value] : json.items()) names.push_back(name);
    return names;
}

Finding blurred() {
    return {.requirement = "sharpness",
            .clause = "ISO/IEC 29794-5:2025, 7.3.9",
            .raw = 0.25,
            .quality = 12,
            .limits = {.low = 0.5},
            .verdict = FindingVerdict::fail,
            .text = {"Hold still.", "Jangan bergerak."}};
}

TEST(JsonForms, WriteAFindingAsTheCommandLineDescribesIt) {
    EXPECT_EQ(compact(json_of(blurred())),
              R"({"requirement":"sharpness","clause":"ISO/IEC 29794-5:2025, 7.3.9","raw":0.25,"quality":12,)"
              R"("limits":[0.5,null],"verdict":"fail","mandatory":true,)"
              R"("advice":{"en":"Hold still.","id":"Jangan bergerak."}})");
}

TEST(JsonForms, WriteNullForWhatWasNotAssessed) {
    const Json json = json_of(Finding{.requirement = "gaze"});
    EXPECT_TRUE(json.at("raw").is_null());
    EXPECT_TRUE(json.at("quality").is_null());
    EXPECT_EQ(json.at("verdict"), "not_assessed");
}

TEST(JsonForms, WriteNullForANumberThatIsNotFinite) {
    Finding finding = blurred();
    finding.raw = std::numeric_limits<double>::quiet_NaN();
    finding.limits.high = std::numeric_limits<double>::infinity();
    const Json json = json_of(finding);
    EXPECT_TRUE(json.at("raw").is_null());
    EXPECT_TRUE(json.at("limits").at(1).is_null());
}

TEST(JsonForms, ReplaceBytesThatAreNoText) {
    SwitchRecord change;
    change.from = "v4l2/\xff\xfe/1";
    EXPECT_THAT(compact(json_of(change)), testing::HasSubstr("v4l2/\xEF\xBF\xBD"));
}

TEST(JsonForms, KeepTheOrderOfAPortraitsMembers) {
    PortraitCheck check{.report = Report("icao_9303", "1", {blurred()}), .face_count = 1};
    EXPECT_THAT(members_of(json_of(check)),
                ElementsAre("verdict", "profile", "profile_version", "face_count", "findings", "landmarks"));
    EXPECT_TRUE(json_of(check).at("landmarks").is_null());
}

TEST(JsonForms, WriteLandmarksAsPoints) {
    FaceLandmarks landmarks{.left_eye = {3, 4}, .right_eye = {1, 4}, .chin = {2, 9}};
    EXPECT_EQ(compact(json_of(landmarks)),
              R"({"left_eye":[3.0,4.0],"right_eye":[1.0,4.0],"chin":[2.0,9.0],"crown":null})");
}

TEST(JsonForms, SayThatAFingerprintsScoreIsAnEstimate) {
    FingerprintCheck check;
    check.features["ridge_clarity"] = 0.75;
    const Json json = json_of(check);
    EXPECT_EQ(json.at("quality").at("algorithm"), "limner_estimate");
    EXPECT_TRUE(json.at("quality").at("score").is_null());
    EXPECT_EQ(json.at("features").at("ridge_clarity"), 0.75);
}

TEST(JsonForms, WriteAPagesCorners) {
    PageCheck check{.quad = Quad{{{0, 0}, {9, 0}, {9, 5}, {0, 5}}}};
    EXPECT_EQ(compact(json_of(check).at("quad")), "[[0.0,0.0],[9.0,0.0],[9.0,5.0],[0.0,5.0]]");
}

TEST(JsonForms, WriteATimeInUtcWithMilliseconds) {
    using namespace std::chrono;
    const sys_days day = year{2026} / 1 / 31;
    EXPECT_EQ(utc_text(day + hours{8} + minutes{5} + milliseconds{30'007}), "2026-01-31T08:05:30.007Z");
    EXPECT_EQ(utc_text(system_clock::time_point{} - milliseconds{1}), "1969-12-31T23:59:59.999Z");
}

TEST(JsonForms, WriteAnErrorByItsCode) {
    EXPECT_EQ(compact(json_of(Error(ErrorCode::storage_full, "no space left"))),
              R"({"code":"storage_full","message":"no space left"})");
}

}  // namespace
}  // namespace limner
