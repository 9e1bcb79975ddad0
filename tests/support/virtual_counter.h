#pragma once

#include "support/program.h"
#include "support/temporary_folder.h"

#include <filesystem>
#include <string>
#include <vector>

namespace limner::test {

/// Tables of counter.toml: a virtual device that plays the counter's picture of its class; `more` are further lines.
std::string camera(const std::string& name, const std::string& more = "");
std::string scanner(const std::string& name, const std::string& more = "");
std::string reader(const std::string& name, const std::string& more = "");

/// A slot of the class with all such devices, "primary" first; `failover` and `more` are lines of its tables.
std::string camera_slot(const std::string& failover = "stall_after_ms = 300", const std::string& more = "");
std::string scanner_slot(const std::string& failover = "", const std::string& more = "");
std::string reader_slot(const std::string& failover = "", const std::string& more = "");

/// The steps of a whole visit: page, portrait, right_index. The portrait's profile asks for a face and no more.
std::string all_steps(double timeout_s = 20);

/// A counter in a folder of its own: what its virtual devices play, its counter.toml, and where its records go.
class VirtualCounter {
public:
    /// Needs the public-domain portrait that scripts/setup fetches: without it the test is to be skipped.
    static bool can_be_set_up();
    VirtualCounter();

    /// Writes counter.toml: `top` are lines before the first table. Returns its path.
    std::string write(const std::string& tables, const std::string& top = "") const;

    const std::filesystem::path& path() const { return folder_.path(); }
    std::string out() const { return (folder_.path() / "records").string(); }
    const TemporaryFolder& folder() const { return folder_; }

    /// The folders in `out`, sorted; those of unfinished visits end with ".partial".
    std::vector<std::filesystem::path> records() const;

private:
    TemporaryFolder folder_{};
};

/// The events of that name, in their order.
std::vector<nlohmann::json> events(const Outcome& outcome, const std::string& name);
/// The names of all events, in their order.
std::vector<std::string> event_names(const Outcome& outcome);

}  // namespace limner::test
