#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// The kit that shows whether a driver module keeps the contract of driver_abi.h. The kit's own process never loads the
/// module: every group of checks runs in a process of its own (`limner-conform-probe`), which may crash or hang.
namespace limner::conform {

enum class Verdict : std::int32_t { pass = 1, fail = 2, not_assessed = 3 };

/// "pass", "fail", "not_assessed".
std::string_view name_of(Verdict verdict) noexcept;

/// What is checked. Static storage.
struct Check {
    std::string_view name{};   ///< In snake_case, as in the JSON output.
    std::string_view group{};  ///< The checks of a group are seen in one go, in one process.
    bool is_of_device = true;  ///< False: of the module, once.
    bool is_of_pages = false;  ///< Only of document scanners.
    /// What was not assessed leaves the whole in review. False where it takes means that a vendor may lack.
    bool is_mandatory = true;
    std::string_view clause{};  ///< What the ABI requires, and which part of driver_abi.h says so.
    std::string_view advice{};  ///< What to do where it fails.
};

/// Every check, in the order in which they run.
std::span<const Check> all_checks() noexcept;

/// Null where there is no such check.
const Check* find_check(std::string_view name) noexcept;

/// What a check brought.
struct Finding {
    std::string check{};
    std::string device{};  ///< Empty: of the module.
    Verdict verdict = Verdict::not_assessed;
    std::string seen{};  ///< What was seen; where it was not assessed, why.
};

}  // namespace limner::conform
