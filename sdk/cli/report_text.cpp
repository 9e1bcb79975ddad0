#include "cli/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limner::cli {
namespace {

std::string number_text(const std::optional<double>& value) { return value ? fmt::format("{:.3g}", *value) : "-"; }

std::string limits_text(const Limits& limits) {
    if (limits.low && limits.high) return fmt::format("{:g}..{:g}", *limits.low, *limits.high);
    if (limits.low) return fmt::format(">= {:g}", *limits.low);
    if (limits.high) return fmt::format("<= {:g}", *limits.high);
    return "";
}

/// The standard's own quality, where OFIQ's model gave one.
std::string standard_text(const Finding& finding) {
    return finding.standard ? fmt::format(" [ISO/IEC 29794-5: {}/100]", finding.standard->quality) : "";
}

std::string verdict_text(const Console& console, const Finding& finding) {
    static const std::array<Text, 3> names{{{"pass", "lulus"}, {"FAIL", "GAGAL"}, {"not assessed", "tidak dinilai"}}};
    const Text& name = names.at(static_cast<std::size_t>(finding.verdict));
    // Padded before it is painted: colour codes have no width.
    return console.paint(colour_of(finding.verdict), fmt::format("{:<13}", console.say(name)));
}

const Text& name_of_verdict(ReportVerdict verdict) {
    static const std::array<Text, 3> names{{{"PASS", "LULUS"}, {"REVIEW", "PERLU DITINJAU"}, {"FAIL", "GAGAL"}}};
    return names.at(static_cast<std::size_t>(verdict));
}

}  // namespace

void print_report(const Console& console, const std::string& title, const Report& report) {
    console.line(fmt::format("{}: {}  ({} {})", title,
                             console.paint(colour_of(report.verdict()), console.say(name_of_verdict(report.verdict()))),
                             report.profile(), report.profile_version()));
    std::size_t width = 0;
    for (const Finding& finding : report) width = std::max(width, finding.requirement.size());
    const Text optional{"(optional)", "(opsional)"};
    for (const Finding& finding : report)
        console.line(fmt::format("  {} {:<{}} {:>9}  {:<14} {}{}{}", verdict_text(console, finding),
                                 finding.requirement, width, number_text(finding.raw), limits_text(finding.limits),
                                 finding.advice(console.language()),
                                 finding.is_mandatory ? "" : " " + console.say(optional), standard_text(finding)));
}

std::vector<std::string> caption_of(const Console& console, const Report& report) {
    std::vector<std::string> lines{fmt::format("{} ({} {})", console.say(name_of_verdict(report.verdict())),
                                               report.profile(), report.profile_version())};
    for (bool is_mandatory : {true, false})
        for (const Finding& finding : report)
            if (finding.is_mandatory == is_mandatory && finding.verdict == FindingVerdict::fail)
                lines.push_back(fmt::format("- {} [{}]", finding.advice(console.language()), finding.requirement));
    for (const Finding& finding : report)
        if (finding.is_mandatory && finding.verdict == FindingVerdict::not_assessed)
            lines.push_back(fmt::format("? {} [{}]", finding.advice(console.language()), finding.requirement));
    return lines;
}

}  // namespace limner::cli
