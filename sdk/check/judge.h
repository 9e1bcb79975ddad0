#pragma once

#include <limner/check/finding.h>
#include <limner/check/profile.h>

#include <optional>

namespace limner {

/// What a check found out about one requirement. A raw value that is absent or not finite was not assessed.
struct Measure {
    std::optional<double> raw{};
    std::optional<int> quality_0_100{};
    std::optional<StandardMeasure> standard{};
};

/// What to tell people when a requirement is not met: by the side on which the value left the limits, or that nothing
/// could be told. A side that a requirement does not bound may stay empty; then the other side's text serves.
struct Advice {
    Text below{};
    Text above{};
    Text unassessed{};
};

/// The finding of one requirement: name, clause, limits and mandatory flag from the profile, verdict from the limits,
/// text from the advice where the verdict is not pass. An empty `unassessed` becomes a general sentence, so that no
/// finding which needs a look is mute.
Finding judge(const Requirement& requirement, const Measure& measure, const Advice& advice);

/// A requirement that does not apply to this person (a missing finger, an eye that does not open): not assessed, no
/// longer mandatory, and the reason stands in the report.
Finding excuse(const Requirement& requirement, const Text& reason);

}  // namespace limner
