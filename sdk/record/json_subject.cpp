#include "record/json_forms.h"

#include <fmt/format.h>

namespace limner {
namespace {

std::string_view name_in_json(FingerState state) {
    switch (state) {
        case FingerState::missing: return "missing";
        case FingerState::bandaged: return "bandaged";
        case FingerState::worn: break;
    }
    return "worn";
}

std::string_view name_in_json(PortraitException exception) {
    switch (exception) {
        case PortraitException::religious_head_covering: return "religious_head_covering";
        case PortraitException::medical_glasses: return "medical_glasses";
        case PortraitException::eye_does_not_open: return "eye_does_not_open";
        case PortraitException::tremor: return "tremor";
        case PortraitException::wheelchair: break;
    }
    return "wheelchair";
}

}  // namespace

Json json_of(const Subject& subject) {
    Json json = Json::object();
    if (const auto& born = subject.birth_date)
        json["birth_date"] = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(born->year()),
                                         static_cast<unsigned>(born->month()), static_cast<unsigned>(born->day()));
    json["exceptions"] = Json::array();
    for (PortraitException exception : subject.exceptions) json["exceptions"].push_back(name_in_json(exception));
    json["fingers"] = Json::object();
    for (const auto& [finger, state] : subject.fingers)
        json["fingers"][std::string(name_of(finger))] = name_in_json(state);
    return json;
}

}  // namespace limner
