#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace limner::faults {

/// Of a process, in MB, or how much more of it there is than before.
struct Memory {
    double resident_mb = 0;
    double of_files_mb = 0;  ///< Of that: pages of programs and libraries, which nobody has to free.
    double in_use_mb = 0;    ///< Allocated and not freed.

    Memory operator-(const Memory& before) const {
        return {resident_mb - before.resident_mb, of_files_mb - before.of_files_mb, in_use_mb - before.in_use_mb};
    }
};

/// What a run has counted so far.
struct Tally {
    std::map<std::string, int> by_kind{};
    int not_struck = 0;  ///< Faults that were prepared and never came due.
    int accepted = 0;
    int lost = 0;
    int mixed = 0;
    int stale = 0;
    bool is_parent_alive = true;
    long fds_leaked = 0;
    long threads_leaked = 0;
    Memory growth{};  ///< Of the job whose resident memory changed most.
    std::vector<double>
        overruns_ms{};                 ///< Of every call that was made, after its deadline; 0 where it returned before.
    std::vector<double> cancels_ms{};  ///< From each stop to the return of its call.
    std::vector<std::string> remarks{};  ///< What was wrong, for people.

    int injected() const;
    void add(const Tally& other);
};

nlohmann::json to_json(const Tally& tally);
Tally tally_from(const nlohmann::json& json);

/// The smallest value that `share` of all do not exceed; 0 of none.
double percentile(std::vector<double> values, double share);

/// The line that ends a run.
nlohmann::ordered_json summary_of(const Tally& tally);
/// What of the wanted values does not hold, one sentence each; those of how late calls returned only where
/// `judges_times`.
std::vector<std::string> shortfalls_of(const Tally& tally, int wanted_count, bool judges_times);

}  // namespace limner::faults
