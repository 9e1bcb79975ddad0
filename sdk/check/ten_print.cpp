#include <limner/check/ten_print.h>

#include "check/finger_words.h"
#include "check/judge.h"

#include <fmt/format.h>

#include <string>

namespace limner {
namespace {

constexpr int last_finger = 10;
constexpr std::size_t least_minutiae = 4;

const Text too_little{"Too little of the print is clear to tell whether this finger was captured before.",
                      "Sidik jari kurang jelas untuk memastikan jari ini belum direkam."};

Text repeated(Finger as) {
    const Text finger = words_of(as);
    return {
        fmt::format("This is the finger that was captured as the {}. Lay down the finger that was asked for, and "
                    "see that both hands were told apart.",
                    finger.en),
        fmt::format("Jari ini sudah direkam sebagai {}. Tempelkan jari yang diminta, dan pastikan kedua tangan tidak "
                    "tertukar.",
                    finger.id)};
}

}  // namespace

std::vector<Finger> TenPrint::left() const {
    std::vector<Finger> left;
    for (int position = 1; position <= last_finger; ++position) {
        const auto finger = static_cast<Finger>(position);
        const auto known = subject_.fingers.find(finger);
        const bool is_missing = known != subject_.fingers.end() && known->second == FingerState::missing;
        if (!is_missing && !kept_.contains(finger)) left.push_back(finger);
    }
    return left;
}

Finding TenPrint::judge(Finger finger, const FingerprintMinutiae& minutiae) const {
    const Requirement requirement{.name = "repeated_finger", .limits = {.high = same_finger_score}};
    if (minutiae.points.size() < least_minutiae) return limner::judge(requirement, {}, {.unassessed = too_little});
    double highest = 0;
    Finger alike = Finger::unknown;
    for (const auto& [other, kept] : kept_) {
        if (other == finger) continue;
        const double score = match_minutiae(minutiae, kept);
        if (score < highest) continue;
        highest = score;
        alike = other;
    }
    const Text text = alike == Finger::unknown ? Text{} : repeated(alike);
    return limner::judge(requirement, {highest, {}}, {.above = text});
}

Result<Finding> TenPrint::add(Finger finger, const Image& print, std::optional<double> ppi) {
    if (finger == Finger::unknown) return Error{ErrorCode::invalid_argument, "which finger it is has to be said"};
    auto minutiae = extract_minutiae(print, ppi);
    if (!minutiae) return minutiae.error();
    Finding finding = judge(finger, *minutiae);
    if (finding.verdict == FindingVerdict::pass) kept_[finger] = *std::move(minutiae);
    return finding;
}

Result<Report> TenPrint::add(const SlapSegmentation& slap, std::optional<double> ppi) {
    if (slap.report.verdict() == ReportVerdict::fail) return slap.report;
    std::map<Finger, FingerprintMinutiae> added;
    std::optional<Finding> worst;
    for (const SlapFinger& finger : slap.fingers) {
        auto minutiae = extract_minutiae(finger.image, ppi);
        if (!minutiae) return minutiae.error();
        const Finding finding = judge(finger.finger, *minutiae);
        const bool is_worse = !worst ||
                              (finding.verdict == FindingVerdict::fail && worst->verdict != finding.verdict) ||
                              finding.raw.value_or(0) > worst->raw.value_or(0);
        if (is_worse) worst = finding;
        const bool is_kept = finding.verdict == FindingVerdict::pass && finger.finger != Finger::unknown;
        if (is_kept) added[finger.finger] = *std::move(minutiae);
    }
    if (!worst) return slap.report;
    if (worst->verdict == FindingVerdict::pass)
        for (auto& [finger, minutiae] : added) kept_[finger] = std::move(minutiae);
    std::vector<Finding> findings = slap.report.findings();
    findings.push_back(*worst);
    return Report(slap.report.profile(), slap.report.profile_version(), std::move(findings));
}

}  // namespace limner
