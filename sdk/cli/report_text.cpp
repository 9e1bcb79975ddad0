#include "cli/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace limner::cli {
namespace {

std::string number_text(const std::optional<double>& value) { return value ? fmt::format("{:.3g}", *value) : "-"; }

std::string limits_text(const Limits& limits) {
    if (limits.low && limits.high) return fmt::format("{:g}..{:g}", *limits.low, *limits.high);
    if (limits.low) return fmt::format(">= {:g}", *limits.low);
    if (limits.high) return fmt::format("<= {:g}", *limits.high);
    return "";
}

/// "head_pose_yaw -20.8, -7.5..7.5"
std::string measured_text(const Finding& finding) {
    if (!finding.raw) return finding.requirement;
    return fmt::format("{} {}, {}", finding.requirement, number_text(finding.raw), limits_text(finding.limits));
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

std::string optional_text(const Console& console, bool is_mandatory) {
    static const Text text{" (optional)", " (opsional)"};
    return is_mandatory ? "" : console.say(text);
}

/// What fails, each advice once with all that asks for it.
std::vector<std::string> failing(const Console& console, const Report& report, bool is_mandatory) {
    std::vector<std::pair<std::string, std::string>> advised;
    for (const Finding& finding : report) {
        if (finding.is_mandatory != is_mandatory || finding.verdict != FindingVerdict::fail) continue;
        const std::string& advice = finding.advice(console.language());
        const auto same = std::ranges::find(advised, advice, &std::pair<std::string, std::string>::first);
        if (same == advised.end())
            advised.emplace_back(advice, measured_text(finding));
        else
            same->second += "; " + measured_text(finding);
    }
    std::vector<std::string> lines;
    for (const auto& [advice, measured] : advised)
        lines.push_back(fmt::format("- {} [{}]{}", advice, measured, optional_text(console, is_mandatory)));
    return lines;
}

}  // namespace

void print_report(const Console& console, const std::string& title, const Report& report) {
    console.line(fmt::format("{}: {}  ({} {})", title,
                             console.paint(colour_of(report.verdict()), console.say(name_of_verdict(report.verdict()))),
                             report.profile(), report.profile_version()));
    std::size_t width = 0;
    for (const Finding& finding : report) width = std::max(width, finding.requirement.size());
    for (const Finding& finding : report)
        console.line(fmt::format("  {} {:<{}} {:>9}  {:<14} {}{}{}", verdict_text(console, finding),
                                 finding.requirement, width, number_text(finding.raw), limits_text(finding.limits),
                                 finding.advice(console.language()), optional_text(console, finding.is_mandatory),
                                 standard_text(finding)));
}

std::vector<std::string> caption_of(const Console& console, const Report& report) {
    std::vector<std::string> lines{fmt::format("{} ({} {})", console.say(name_of_verdict(report.verdict())),
                                               report.profile(), report.profile_version())};
    for (bool is_mandatory : {true, false})
        std::ranges::move(failing(console, report, is_mandatory), std::back_inserter(lines));
    for (const Finding& finding : report)
        if (finding.is_mandatory && finding.verdict == FindingVerdict::not_assessed)
            lines.push_back(fmt::format("? {} [{}]", finding.advice(console.language()), finding.requirement));
    return lines;
}

}  // namespace limner::cli
