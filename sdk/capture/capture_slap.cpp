#include "capture/print_capture.h"
#include "check/finger_words.h"
#include "check/judge.h"

#include <limner/capture/capture.h>

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>

namespace limner {
namespace {

/// The first is mended first.
auto rank_of(const Finding& finding) {
    using enum FindingVerdict;
    const int verdict = finding.verdict == fail ? 0 : finding.verdict == not_assessed ? 1 : 2;
    return std::tuple(finding.is_mandatory ? verdict : 2, verdict, finding.quality.value_or(0));
}

/// The requirement as the worst of the fingers meets it, whose name goes before what to do.
Finding worst_of(const Requirement& requirement, const SlapSegmentation& slap,
                 const std::vector<FingerprintCheck>& checks) {
    std::optional<Finding> worst;
    for (std::size_t i = 0; i < checks.size(); ++i) {
        const Finding* found = checks[i].report.find(requirement.name);
        if (!found || (worst && rank_of(*worst) <= rank_of(*found))) continue;
        worst = *found;
        if (worst->text.en.empty()) continue;
        const Text name = words_of(slap.fingers[i].finger);
        worst->text = {name.en + ": " + worst->text.en, name.id + ": " + worst->text.id};
    }
    return worst ? *std::move(worst) : judge(requirement, {}, {});
}

Report report_of(const SlapSegmentation& slap, const std::vector<FingerprintCheck>& checks, const Profile& profile) {
    std::vector<Finding> findings = slap.report.findings();
    for (const Requirement& requirement : profile.requirements) findings.push_back(worst_of(requirement, slap, checks));
    return {profile.name, profile.version, std::move(findings)};
}

/// A slap that lacks fingers has no names for those that are there: nothing more is told of them.
Result<SlapPrints> judged(Frame frame, Slap expected, const Subject& subject, const Profile& profile) {
    auto slap = segment_slap(frame.image, expected, frame.ppi, subject);
    if (!slap) return slap.error();
    SlapPrints prints{.frame = std::move(frame), .segmentation = *std::move(slap), .report = {}};
    const bool is_whole = prints.segmentation.report.verdict() != ReportVerdict::fail;
    for (const SlapFinger& finger : prints.segmentation.fingers) {
        if (!is_whole) break;
        auto check = check_fingerprint(finger.image, profile, prints.frame.ppi, subject, finger.finger);
        if (!check) return check.error();
        prints.checks.push_back(*std::move(check));
    }
    prints.report = report_of(prints.segmentation, prints.checks, profile);
    return prints;
}

std::vector<Image> fingers_in(const SlapSegmentation& slap) {
    std::vector<Image> images;
    for (const SlapFinger& finger : slap.fingers) images.push_back(finger.image);
    return images;
}

/// A reader is as good as the worst of the prints that it gives.
std::optional<double> quality_of(const std::vector<FingerprintCheck>& checks) {
    std::optional<double> lowest;
    for (const FingerprintCheck& check : checks)
        if (check.score_0_100) lowest = std::min<double>(lowest.value_or(100), *check.score_0_100);
    return lowest;
}

}  // namespace

Result<SlapPrints> capture_slap(Slot& slot, const SlapOptions& options, const Until& until) {
    const auto profile =
        std::make_shared<const Profile>(options.profile ? *options.profile : profiles::fingerprint_enrol());
    auto capture = PrintCapture::begin(slot, {static_cast<int>(options.slap), options.hold}, options.observer, until);
    if (!capture) return capture.error();
    std::optional<SlapPrints> best;
    while (true) {
        auto frame = capture->next(until);
        if (!frame) return frame.error();
        if (!*frame) break;
        auto prints =
            capture->judge<SlapPrints>([frame = **std::move(frame), slap = options.slap, subject = options.subject,
                                        profile] { return judged(frame, slap, subject, *profile); },
                                       until);
        if (!prints && has_left(prints.error())) continue;
        if (!prints) return prints.error();
        const auto is_best = capture->take(prints->frame, prints->report, fingers_in(prints->segmentation), until);
        if (!is_best) return is_best.error();
        if (!*is_best) continue;
        best = *std::move(prints);
        best->device = capture->device();
    }
    best->report = capture->complete(best->report, quality_of(best->checks));
    best->switches = capture->switches();
    return *std::move(best);
}

}  // namespace limner
