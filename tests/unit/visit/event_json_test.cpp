#include "capture/event_json.h"

#include <gmock/gmock.h>

namespace limner {
namespace {

using Kind = SlotEvent::Kind;

TEST(EventJson, OfASwitchHasItsPartsTheRemedyAndAMessage) {
    SlotEvent event{.kind = Kind::switched, .slot = "portrait camera", .reason = ErrorCode::device_stalled};
    event.change = SwitchRecord{.from = "virtual/a", .to = "virtual/b", .outage_ms = 420.5, .frames_lost = 3};
    const Json json = json_of(event);
    EXPECT_EQ(json.at("event"), "switched");
    EXPECT_EQ(json.at("slot"), "portrait camera");
    EXPECT_EQ(json.at("from"), "virtual/a");
    EXPECT_EQ(json.at("to"), "virtual/b");
    EXPECT_EQ(json.at("reason"), "device_stalled");
    EXPECT_EQ(json.at("outage_ms"), 420.5);
    for (const char* part : {"detection_ms", "open_ms", "first_frame_ms", "frames_lost", "settings_not_mapped"})
        EXPECT_TRUE(json.contains(part)) << part;
    EXPECT_EQ(json.at("remedy"), "switch_device");
    EXPECT_FALSE(json.at("message").at("id").empty());
}

TEST(EventJson, OfARequestedSwitchIsNoProblem) {
    const Json json = json_of(SlotEvent{.kind = Kind::switched, .slot = "scanner", .device = "sane/b"});
    EXPECT_EQ(json.at("reason"), "requested");
    EXPECT_EQ(json.at("to"), "sane/b");
    EXPECT_FALSE(json.contains("remedy"));
}

TEST(EventJson, OfEveryProblemHasARemedyAndAMessage) {
    for (Kind kind : {Kind::lost, Kind::degraded, Kind::no_device}) {
        const Json json = json_of(SlotEvent{.kind = kind, .slot = "reader"});
        EXPECT_TRUE(json.contains("remedy")) << json;
        EXPECT_NE(json.at("message").at("en"), "") << json;
        EXPECT_NE(json.at("message").at("id"), "") << json;
    }
}

TEST(EventJson, KeepsTheSendersMessage) {
    SlotEvent event{.kind = Kind::lost, .reason = ErrorCode::device_lost, .message = {"Gone.", "Hilang."}};
    EXPECT_EQ(json_of(event).at("message").at("en"), "Gone.");
}

TEST(EventJson, OfARequiredActionSaysWhatToDo) {
    const Json json = json_of(SlotEvent{.kind = Kind::action_required, .action = Action::move_document});
    EXPECT_EQ(json.at("action"), "move_document");
    EXPECT_EQ(json.at("message").at("en"), text_of(Action::move_document).en);
}

TEST(EventJson, OfGuidanceSaysWhatToDoAndInWhichState) {
    const Json adjust = json_of(
        Guidance{.instruction = Finding{.requirement = "head_pose_yaw", .text = {"Turn left.", "Putar ke kiri."}}});
    EXPECT_EQ(adjust.at("state"), "adjust");
    EXPECT_EQ(adjust.at("requirement"), "head_pose_yaw");
    EXPECT_EQ(adjust.at("message").at("id"), "Putar ke kiri.");
    const Json hold = json_of(Guidance{.is_ready = true});
    EXPECT_EQ(hold.at("state"), "hold");
    EXPECT_TRUE(hold.at("requirement").is_null());
    EXPECT_NE(hold.at("message").at("en"), "");
    EXPECT_EQ(json_of(Guidance{.should_capture = true}).at("state"), "taken");
}

TEST(Action, HasANameAndATextInBothLanguages) {
    using enum Action;
    for (Action action :
         {place_finger, lift_finger, move_document, insert_document, show_document, look_at, press_button}) {
        EXPECT_NE(name_of(action), "unknown");
        EXPECT_FALSE(text_of(action).en.empty()) << name_of(action);
        EXPECT_FALSE(text_of(action).id.empty()) << name_of(action);
    }
}

}  // namespace
}  // namespace limner
