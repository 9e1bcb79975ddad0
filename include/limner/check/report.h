#pragma once

#include <limner/check/finding.h>

#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// The findings of one image against one profile, in the order of what to mend first.
class Report {
public:
    Report() = default;
    Report(std::string profile, std::string profile_version, std::vector<Finding> findings);

    /// fail: a mandatory requirement fails. review: none fails, but a mandatory one could not be assessed. Otherwise
    /// pass. A report without findings is a review.
    ReportVerdict verdict() const noexcept;
    bool passed() const noexcept { return verdict() == ReportVerdict::pass; }

    /// To compare frames of a burst: higher is better. Fewer failing and unassessed mandatory requirements first, then
    /// the sum of qualities.
    double score() const noexcept;

    const std::string& profile() const noexcept { return profile_; }
    const std::string& profile_version() const noexcept { return profile_version_; }
    const std::vector<Finding>& findings() const noexcept { return findings_; }
    const Finding* find(std::string_view requirement) const noexcept;
    auto begin() const noexcept { return findings_.begin(); }
    auto end() const noexcept { return findings_.end(); }

private:
    std::string profile_{};
    std::string profile_version_{};
    std::vector<Finding> findings_{};
};

}  // namespace limner
