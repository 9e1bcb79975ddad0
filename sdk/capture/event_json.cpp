#include "capture/event_json.h"

#include "record/json_forms.h"

namespace limner {
namespace {

/// Why an event of a kind that is always a problem happened, where the sender did not say.
std::optional<ErrorCode> reason_of(const SlotEvent& event) {
    if (event.reason) return event.reason;
    switch (event.kind) {
        case SlotEvent::Kind::lost: return ErrorCode::device_lost;
        case SlotEvent::Kind::degraded: return ErrorCode::device_slow;
        case SlotEvent::Kind::no_device: return ErrorCode::device_missing;
        default: return std::nullopt;
    }
}

Text message_of(const SlotEvent& event, const std::optional<ErrorCode>& reason) {
    if (!event.message.en.empty()) return event.message;
    if (event.action) return text_of(*event.action);
    return reason ? advice_for(*reason) : Text{};
}

void add_switch(Json& json, const SlotEvent& event) {
    SwitchRecord change = event.change.value_or(SwitchRecord{.to = event.device});
    if (change.slot.empty()) change.slot = event.slot;
    if (change.reason.empty()) change.reason = event.reason ? std::string(name_of(*event.reason)) : "requested";
    json.update(json_of(change));
}

}  // namespace

Json json_of(const SlotEvent& event) {
    const std::optional<ErrorCode> reason = reason_of(event);
    Json json = {{"event", name_of(event.kind)}, {"slot", event.slot}};
    if (event.kind == SlotEvent::Kind::switched) {
        add_switch(json, event);
    } else {
        json["device"] = event.device;
        if (reason) json["reason"] = name_of(*reason);
    }
    if (!event.settings_not_mapped.empty()) json["settings_not_mapped"] = event.settings_not_mapped;
    if (event.action) json["action"] = name_of(*event.action);
    if (reason) json["remedy"] = name_of(remedy_for(*reason));
    json["message"] = json_of(message_of(event, reason));
    return json;
}

Json json_of(const Guidance& guidance) {
    const char* state = guidance.should_capture ? "taken" : guidance.instruction ? "adjust" : "hold";
    const bool is_adjust = guidance.instruction && !guidance.should_capture;
    return {{"state", state},
            {"requirement", is_adjust ? Json(guidance.instruction->requirement) : Json()},
            {"message", json_of(text_of(guidance))}};
}

}  // namespace limner
