#pragma once

#include <limner/base/text.h>

#include <optional>
#include <string>
#include <string_view>

namespace limner {

enum class FindingVerdict { pass, fail, not_assessed };
enum class ReportVerdict { pass, review, fail };

std::string_view name_of(FindingVerdict verdict) noexcept;
std::string_view name_of(ReportVerdict verdict) noexcept;

/// The range in which a requirement is met; an end that is absent does not bound.
struct Limits {
    std::optional<double> low{};
    std::optional<double> high{};
    bool contain(double value) const noexcept { return (!low || value >= *low) && (!high || value <= *high); }
    bool operator==(const Limits&) const = default;
};

/// A requirement as ISO/IEC 29794-5 measures it, where the standard's reference implementation OFIQ takes a model of
/// its own (PortraitChecker::Options::ofiq_models).
struct StandardMeasure {
    double raw = 0;
    int quality = 0;      ///< 0..100 by the standard's mapping.
    std::string model{};  ///< What gave it, as PortraitChecker::models() names it.
    bool operator==(const StandardMeasure&) const = default;
};

/// One requirement of a profile, measured on one image.
struct Finding {
    std::string requirement{};     ///< ISO/IEC 29794's name in snake_case: "eyes_open".
    std::string clause{};          ///< "ISO/IEC 29794-5:2025, 7.4.4".
    std::optional<double> raw{};   ///< In the measure's own unit (docs/portrait.md lists them); absent: not assessed.
    std::optional<int> quality{};  ///< 0..100 by the standard's mapping, where it has one.
    Limits limits{};               ///< Of `raw`, from the profile.
    FindingVerdict verdict = FindingVerdict::not_assessed;
    bool is_mandatory = true;
    /// Decides nothing by itself: `raw` is Limner's own measure, but for what Limner has none for.
    std::optional<StandardMeasure> standard{};
    Text text{};  ///< What to do, for the applicant or the officer; empty where the requirement is met.

    const std::string& advice(Language language) const noexcept { return text.in(language); }
    bool operator==(const Finding&) const = default;
};

}  // namespace limner
