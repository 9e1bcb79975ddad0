#pragma once

#include "conform/check.h"
#include "conform/message.h"

#include <limner/base/result.h>

#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace limner::conform {

struct KitOptions {
    std::filesystem::path module{};
    std::string device{};  ///< Empty: the first of each class.
    /// The driver's settings, by the driver's name.
    std::map<std::string, std::map<std::string, std::string>> settings{};
    /// A shell command that gets "unplug" or "plug" and the device's id as arguments, and ends once it is done.
    std::string on_unplug{};
    /// Asks a person to act on the device; false where nobody did. Null: nobody is there.
    std::function<bool(Action, const std::string& device)> person{};
    /// Each as it comes, on the calling thread.
    std::function<void(const Finding&)> on_finding{};
    std::stop_token stop{};
};

struct Report {
    std::string driver{};
    std::string version{};
    std::vector<std::string> devices{};     ///< Tested.
    std::vector<std::string> not_tested{};  ///< Listed beside them.
    std::vector<Finding> findings{};

    std::size_t count(Verdict verdict) const;
};

enum class Conformity { pass, review, fail };

/// "pass", "review", "fail".
std::string_view name_of(Conformity conformity) noexcept;

/// fail: a check failed. review: none did, but a mandatory one was not assessed.
Conformity conformity_of(const Report& report) noexcept;

/// Runs every check against the module. Blocks for about a minute for each device. Errors: file_missing,
/// unreadable_file (no driver module), device_missing where `device` is not listed, cancelled, invalid_setup where the
/// kit's own program is missing.
Result<Report> run_kit(const KitOptions& options);

}  // namespace limner::conform
