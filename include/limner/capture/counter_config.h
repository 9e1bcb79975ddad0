#pragma once

#include <limner/base/result.h>
#include <limner/base/text.h>
#include <limner/capture/runtime.h>
#include <limner/capture/slot.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace limner {

/// A step of the visit as the counter is set up.
struct StepConfig {
    std::string step{};     ///< "page", "portrait", "right_index", "right_four", ...
    std::string slot{};     ///< A slot's name.
    std::string profile{};  ///< Built-in name or path; empty: the default of its kind.
    std::chrono::milliseconds timeout{60'000};
    bool auto_capture = false;  ///< Portraits: PortraitOptions::auto_capture.
};

/// counter.toml, read: docs/counter.md describes every member.
struct CounterConfig {
    std::string name{};
    Language language = Language::en;
    Runtime::Options runtime{};
    std::vector<SlotConfig> slots{};
    std::vector<StepConfig> steps{};
    int attempts_before_reason = 3;

    const SlotConfig* find_slot(const std::string& name) const noexcept;
};

/// Errors: file_missing, access_denied, invalid_setup: "counter.toml:12: unknown key 'candidate' in [[slot]]; allowed:
/// ...". Paths inside are relative to the file.
Result<CounterConfig> read_counter_config(const std::filesystem::path& path);

/// The same from memory; `name` stands for the file in messages, `folder` is what paths are relative to.
Result<CounterConfig> parse_counter_config(const std::string& toml, const std::string& name,
                                           const std::filesystem::path& folder);

}  // namespace limner
