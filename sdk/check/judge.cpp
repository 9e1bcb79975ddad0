#include "check/judge.h"

#include <algorithm>
#include <cmath>

namespace limner {
namespace {

Finding finding_for(const Requirement& requirement) {
    Finding finding;
    finding.requirement = requirement.name;
    finding.clause = requirement.clause;
    finding.limits = requirement.limits;
    finding.is_mandatory = requirement.is_mandatory;
    return finding;
}

const Text& first_filled(const Text& wanted, const Text& otherwise) { return wanted.en.empty() ? otherwise : wanted; }

const Text& general_unassessed() {
    static const Text text{"This could not be measured. Look at the picture yourself.",
                           "Bagian ini tidak dapat diukur. Periksa gambarnya sendiri."};
    return text;
}

const Text& general_failure() {
    static const Text text{"This is outside the limits. Take the picture again.",
                           "Nilai ini di luar batas. Ambil gambar lagi."};
    return text;
}

}  // namespace

Finding judge(const Requirement& requirement, const Measure& measure, const Advice& advice) {
    Finding finding = finding_for(requirement);
    if (measure.standard && std::isfinite(measure.standard->raw)) finding.standard = measure.standard;
    if (!measure.raw || !std::isfinite(*measure.raw)) {
        finding.text = first_filled(advice.unassessed, general_unassessed());
        return finding;
    }
    finding.raw = measure.raw;
    if (measure.quality_0_100) finding.quality = std::clamp(*measure.quality_0_100, 0, 100);
    if (requirement.limits.contain(*measure.raw)) {
        finding.verdict = FindingVerdict::pass;
        return finding;
    }
    finding.verdict = FindingVerdict::fail;
    bool is_below = requirement.limits.low && *measure.raw < *requirement.limits.low;
    const Text& side = is_below ? first_filled(advice.below, advice.above) : first_filled(advice.above, advice.below);
    finding.text = first_filled(side, general_failure());
    return finding;
}

Finding excuse(const Requirement& requirement, const Text& reason) {
    Finding finding = finding_for(requirement);
    finding.is_mandatory = false;
    finding.text = reason;
    return finding;
}

}  // namespace limner
