#include "capture/print_capture.h"
#include "cli/enrol_steps.h"
#include "cli/slap_json.h"

#include <algorithm>
#include <utility>

namespace limner::cli {
namespace {

// A print that shows too little to be compared has failed by its quality: that is told, and not twice.
Report compared(const Report& report, Finding repeated) {
    if (repeated.verdict == FindingVerdict::not_assessed) repeated.is_mandatory = false;
    return with_finding(report, std::move(repeated));
}

Json fingers_of(const SlapPrints& prints) {
    Json fingers = Json::array();
    for (std::size_t i = 0; i < prints.checks.size(); ++i)
        fingers.push_back(json_of(prints.segmentation.fingers[i], prints.checks[i]));
    return fingers;
}

}  // namespace

/// Prints of this visit are compared with each other, those of before it was interrupted included.
Result<void> CounterAtWork::know_prints(const Visit& visit) {
    if (prints_) return {};
    TenPrint known(visit.subject());
    auto accepted = visit.accepted_prints();
    if (!accepted) return accepted.error();
    for (const AcceptedPrint& print : *accepted)
        if (auto added = known.add(print.finger, print.image, print.ppi); !added) return added.error();
    prints_ = std::move(known);
    return {};
}

void CounterAtWork::note_quality(const std::string& finger, const std::optional<int>& score) {
    std::erase_if(summary_.fingers, [&](const auto& told) { return told.first == finger; });
    summary_.fingers.emplace_back(finger, score);
}

Result<Visit::Outcome> CounterAtWork::attempt_fingerprint(const StepConfig& step, Finger finger, Visit& visit) {
    if (auto known = know_prints(visit); !known) return known.error();
    FingerprintOptions options{.profile = &profiles_.at(step.step),
                               .subject = visit.subject(),
                               .finger = finger,
                               .observer = observer(step.step)};
    auto print = capture_fingerprint(slots_.at(step.slot), options, Until::in(step.timeout, session_.stop));
    if (!print) return print.error();
    auto repeated = prints_->add(finger, print->frame.image, print->frame.ppi);
    if (!repeated) return repeated.error();
    print->check.report = compared(print->report(), *std::move(repeated));
    note(visit, step.step, print->report(), print->switches);
    note_quality(step.step, print->check.score_0_100);
    return visit.add_fingerprint(*print);
}

Result<Visit::Outcome> CounterAtWork::attempt_slap(const StepConfig& step, Slap slap, Visit& visit) {
    if (auto known = know_prints(visit); !known) return known.error();
    SlapOptions options{
        .slap = slap, .profile = &profiles_.at(step.step), .subject = visit.subject(), .observer = observer(step.step)};
    auto prints = capture_slap(slots_.at(step.slot), options, Until::in(step.timeout, session_.stop));
    if (!prints) return prints.error();
    const auto judged = prints_->add(prints->segmentation, prints->frame.ppi);
    if (!judged) return judged.error();
    if (const Finding* repeated = judged->find("repeated_finger")) prints->report = compared(prints->report, *repeated);
    note(visit, step.step, prints->report, prints->switches, {{"slap", step.step}, {"fingers", fingers_of(*prints)}});
    for (std::size_t i = 0; i < prints->checks.size(); ++i)
        note_quality(std::string(name_of(prints->segmentation.fingers[i].finger)), prints->checks[i].score_0_100);
    return visit.add_slap(*prints);
}

}  // namespace limner::cli
