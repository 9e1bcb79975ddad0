#pragma once

#include "conform/kit.h"
#include "driver/driver_process.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace limner::conform {

/// What a probe told until it ended.
struct ProbeResult {
    std::vector<Found> found{};
    std::vector<Listed> listed{};
    Introduced introduced{};
    /// How it ended where it did not end well: "SIGSEGV in grab()". The same in every check that it ends.
    std::string breach{};
};

/// Starts probes and listens to them.
class ProbeRunner {
public:
    /// invalid_setup where limner-conform-probe is missing.
    static Result<ProbeRunner> make(const KitOptions& options);

    /// Runs one group to its end, which a hang or a crash of the driver may be. Errors: cancelled, internal.
    /// A call that hung once is given no more than a moment in later groups.
    Result<ProbeResult> run(const Request& request);

private:
    ProbeRunner(const KitOptions& options, std::shared_ptr<ProcessSpawner> spawner)
        : options_(options), spawner_(std::move(spawner)) {}
    std::string act(Action action, const std::string& device) const;

    const KitOptions& options_;
    std::shared_ptr<ProcessSpawner> spawner_;
    std::set<std::string> hung_{};
};

}  // namespace limner::conform
