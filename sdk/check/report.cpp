#include <limner/check/report.h>

#include <algorithm>

namespace limner {

std::string_view name_of(FindingVerdict verdict) noexcept {
    switch (verdict) {
        case FindingVerdict::pass: return "pass";
        case FindingVerdict::fail: return "fail";
        case FindingVerdict::not_assessed: break;
    }
    return "not_assessed";
}

std::string_view name_of(ReportVerdict verdict) noexcept {
    switch (verdict) {
        case ReportVerdict::pass: return "pass";
        case ReportVerdict::fail: return "fail";
        case ReportVerdict::review: break;
    }
    return "review";
}

namespace {

// What has to be mended stands before what cannot be told, both before what a profile only recommends.
int urgency_of(const Finding& finding) {
    if (finding.verdict == FindingVerdict::pass) return 3;
    if (!finding.is_mandatory) return 2;
    return finding.verdict == FindingVerdict::fail ? 0 : 1;
}

}  // namespace

Report::Report(std::string profile, std::string profile_version, std::vector<Finding> findings)
    : profile_(std::move(profile)), profile_version_(std::move(profile_version)), findings_(std::move(findings)) {
    std::ranges::stable_sort(findings_, {}, urgency_of);
}

ReportVerdict Report::verdict() const noexcept {
    auto has = [this](FindingVerdict verdict) {
        return std::ranges::any_of(findings_, [=](const Finding& f) { return f.is_mandatory && f.verdict == verdict; });
    };
    if (has(FindingVerdict::fail)) return ReportVerdict::fail;
    if (findings_.empty() || has(FindingVerdict::not_assessed)) return ReportVerdict::review;
    return ReportVerdict::pass;
}

double Report::score() const noexcept {
    constexpr double per_failure = 100'000, per_unassessed = 10'000;
    double sum = 0;
    for (const Finding& finding : findings_) {
        sum += finding.quality.value_or(0);
        if (!finding.is_mandatory) continue;
        if (finding.verdict == FindingVerdict::fail) sum -= per_failure;
        if (finding.verdict == FindingVerdict::not_assessed) sum -= per_unassessed;
    }
    return sum;
}

const Finding* Report::find(std::string_view requirement) const noexcept {
    auto at = std::ranges::find(findings_, requirement, &Finding::requirement);
    return at == findings_.end() ? nullptr : &*at;
}

}  // namespace limner
