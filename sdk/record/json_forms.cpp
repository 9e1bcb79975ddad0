#include "record/json_forms.h"

#include <fmt/format.h>

namespace limner {
namespace {

// NFIQ 2's score where it was asked for, and by which forest.
Json quality_of(const FingerprintCheck& check) {
    if (!check.nfiq2_score_0_100) return {{"algorithm", "limner_estimate"}, {"score", or_null(check.score_0_100)}};
    return {{"algorithm", "nfiq2"}, {"score", *check.nfiq2_score_0_100}, {"forest_md5", check.nfiq2_forest_md5}};
}

}  // namespace

Json json_of(const Limits& limits) { return Json::array({number(limits.low), number(limits.high)}); }

Json json_of(const Finding& finding) {
    Json object = {{"requirement", finding.requirement}, {"clause", finding.clause},
                   {"raw", number(finding.raw)},         {"quality", or_null(finding.quality)},
                   {"limits", json_of(finding.limits)},  {"verdict", name_of(finding.verdict)},
                   {"mandatory", finding.is_mandatory},  {"advice", json_of(finding.text)}};
    if (const auto& standard = finding.standard)
        object["standard"] = {
            {"raw", number(standard->raw)}, {"quality", standard->quality}, {"model", standard->model}};
    return object;
}

Json findings_of(const Report& report) {
    Json findings = Json::array();
    for (const Finding& finding : report) findings.push_back(json_of(finding));
    return findings;
}

Json json_of(const Report& report) {
    return {{"verdict", name_of(report.verdict())},
            {"profile", report.profile()},
            {"profile_version", report.profile_version()},
            {"findings", findings_of(report)}};
}

Json json_of(const Point& point) { return Json::array({number(point.x), number(point.y)}); }

Json json_of(const Quad& quad) {
    Json corners = Json::array();
    for (const Point& corner : quad) corners.push_back(json_of(corner));
    return corners;
}

Json json_of(const FaceLandmarks& landmarks) {
    return {{"left_eye", json_of(landmarks.left_eye)},
            {"right_eye", json_of(landmarks.right_eye)},
            {"chin", json_of(landmarks.chin)},
            {"crown", landmarks.crown ? json_of(*landmarks.crown) : Json()}};
}

Json json_of(const PortraitCheck& check) {
    return {{"verdict", name_of(check.report.verdict())},
            {"profile", check.report.profile()},
            {"profile_version", check.report.profile_version()},
            {"face_count", check.face_count},
            {"findings", findings_of(check.report)},
            {"landmarks", check.landmarks ? json_of(*check.landmarks) : Json()}};
}

Json json_of(const FingerprintCheck& check) {
    Json features = Json::object();
    for (const auto& [name, value] : check.features) features[name] = number(value);
    return {{"ppi", number(check.ppi)},
            {"verdict", name_of(check.report.verdict())},
            {"profile", check.report.profile()},
            {"profile_version", check.report.profile_version()},
            {"quality", quality_of(check)},
            {"features", features},
            {"findings", findings_of(check.report)}};
}

Json json_of(const PageCheck& check) {
    return {{"verdict", name_of(check.report.verdict())},         {"profile", check.report.profile()},
            {"profile_version", check.report.profile_version()},  {"findings", findings_of(check.report)},
            {"quad", check.quad ? json_of(*check.quad) : Json()}, {"skew_degrees", number(check.skew_degrees)}};
}

Json json_of(const SwitchRecord& change) {
    return {{"slot", change.slot},
            {"from", change.from},
            {"to", change.to},
            {"reason", change.reason},
            {"outage_ms", number(change.outage_ms)},
            {"detection_ms", number(change.detection_ms)},
            {"open_ms", number(change.open_ms)},
            {"first_frame_ms", number(change.first_frame_ms)},
            {"human_ms", number(change.human_ms)},
            {"frames_lost", change.frames_lost},
            {"settings_not_mapped", change.settings_not_mapped}};
}

Json json_of(const Provenance& provenance) {
    const bool is_dated = provenance.captured_at != std::chrono::system_clock::time_point{};
    auto known = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    Json switches = Json::array();
    for (const SwitchRecord& change : provenance.switches) switches.push_back(json_of(change));
    const DeviceOrigin& device = provenance.device;
    return {
        {"device_id", device.id},         {"device_name", known(device.name)},
        {"driver", known(device.driver)}, {"driver_version", known(device.driver_version)},
        {"stand_in", device.is_stand_in}, {"captured_at", is_dated ? Json(utc_text(provenance.captured_at)) : Json()},
        {"profile", provenance.profile},  {"profile_version", provenance.profile_version},
        {"models", provenance.models},    {"switches", switches},
        {"software", provenance.software}};
}

std::string utc_text(std::chrono::system_clock::time_point when) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(when);
    const auto part = std::chrono::duration_cast<std::chrono::milliseconds>(when - whole);
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(whole)};
    const std::chrono::hh_mm_ss time{whole - std::chrono::floor<std::chrono::days>(whole)};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), part.count());
}

}  // namespace limner
