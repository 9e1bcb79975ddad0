#include "tally.h"

#include "plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace limner::faults {
namespace {

constexpr double max_drift_mb = 5, max_overrun_ms = 50, max_cancel_ms = 100;

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

double rounded(double value) { return std::round(value * 100) / 100; }

}  // namespace

int Tally::injected() const {
    return std::accumulate(by_kind.begin(), by_kind.end(), 0,
                           [](int sum, const auto& one) { return sum + one.second; });
}

void Tally::add(const Tally& other) {
    for (const auto& [kind, count] : other.by_kind) by_kind[kind] += count;
    not_struck += other.not_struck;
    accepted += other.accepted;
    lost += other.lost;
    mixed += other.mixed;
    stale += other.stale;
    is_parent_alive &= other.is_parent_alive;
    fds_leaked += other.fds_leaked;
    threads_leaked += other.threads_leaked;
    if (std::abs(other.growth.resident_mb) > std::abs(growth.resident_mb)) growth = other.growth;
    append(overruns_ms, other.overruns_ms);
    append(cancels_ms, other.cancels_ms);
    append(remarks, other.remarks);
}

nlohmann::json to_json(const Tally& tally) {
    return {{"by_kind", tally.by_kind},
            {"not_struck", tally.not_struck},
            {"accepted", tally.accepted},
            {"lost", tally.lost},
            {"mixed", tally.mixed},
            {"stale", tally.stale},
            {"fds_leaked", tally.fds_leaked},
            {"threads_leaked", tally.threads_leaked},
            {"growth_mb", {tally.growth.resident_mb, tally.growth.of_files_mb, tally.growth.in_use_mb}},
            {"overruns_ms", tally.overruns_ms},
            {"cancels_ms", tally.cancels_ms},
            {"remarks", tally.remarks}};
}

Tally tally_from(const nlohmann::json& json) {
    Tally tally;
    json.at("by_kind").get_to(tally.by_kind);
    json.at("not_struck").get_to(tally.not_struck);
    json.at("accepted").get_to(tally.accepted);
    json.at("lost").get_to(tally.lost);
    json.at("mixed").get_to(tally.mixed);
    json.at("stale").get_to(tally.stale);
    json.at("fds_leaked").get_to(tally.fds_leaked);
    json.at("threads_leaked").get_to(tally.threads_leaked);
    const auto& growth = json.at("growth_mb");
    tally.growth = {growth.at(0), growth.at(1), growth.at(2)};
    json.at("overruns_ms").get_to(tally.overruns_ms);
    json.at("cancels_ms").get_to(tally.cancels_ms);
    json.at("remarks").get_to(tally.remarks);
    return tally;
}

double percentile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::max<std::size_t>(rank, 1) - 1];
}

nlohmann::ordered_json summary_of(const Tally& tally) {
    nlohmann::ordered_json by_kind = nlohmann::ordered_json::object();
    for (const std::string& kind : kinds()) {
        auto at = tally.by_kind.find(kind);
        by_kind[kind] = at == tally.by_kind.end() ? 0 : at->second;
    }
    return {{"injected", tally.injected()},
            {"by_kind", std::move(by_kind)},
            {"captures_accepted", tally.accepted},
            {"captures_lost", tally.lost},
            {"frames_mixed", tally.mixed},
            {"frames_stale", tally.stale},
            {"parent_alive", tally.is_parent_alive},
            {"fds_leaked", tally.fds_leaked},
            {"threads_leaked", tally.threads_leaked},
            {"rss_drift_mb", rounded(tally.growth.resident_mb)},
            {"deadline_overrun_ms_p999", rounded(percentile(tally.overruns_ms, 0.999))}};
}

std::vector<std::string> shortfalls_of(const Tally& tally, int wanted_count, bool judges_times) {
    std::vector<std::string> found;
    auto want = [&](bool holds, std::string text) {
        if (!holds) found.push_back(std::move(text));
    };
    want(tally.injected() == wanted_count, fmt::format("{} of {} faults struck", tally.injected(), wanted_count));
    want(tally.accepted * 3 >= tally.injected(),
         fmt::format("{} accepted captures for {} faults: fewer than one for three", tally.accepted, tally.injected()));
    want(tally.lost == 0, fmt::format("{} accepted captures lost", tally.lost));
    want(tally.mixed == 0, fmt::format("{} accepted pictures not of one exposure of their device", tally.mixed));
    want(tally.stale == 0, fmt::format("{} accepted pictures older than their request", tally.stale));
    want(tally.is_parent_alive, "the process that captures died");
    want(tally.fds_leaked <= 0, fmt::format("{} descriptors leaked", tally.fds_leaked));
    want(tally.threads_leaked <= 0, fmt::format("{} threads leaked", tally.threads_leaked));
    want(tally.growth.resident_mb < max_drift_mb, fmt::format("memory grew by {:.1f} MB", tally.growth.resident_mb));
    if (!judges_times) return found;
    double overrun = percentile(tally.overruns_ms, 0.999), cancel = percentile(tally.cancels_ms, 0.999);
    want(overrun <= max_overrun_ms,
         fmt::format("calls returned up to {:.0f} ms (p99.9) after their deadline", overrun));
    want(cancel <= max_cancel_ms, fmt::format("calls returned up to {:.0f} ms (p99.9) after their stop", cancel));
    return found;
}

}  // namespace limner::faults
