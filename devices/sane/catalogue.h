#pragma once

#include "page_reader.h"
#include "sane_library.h"

#include <limner/driver/driver.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::sane {

/// The driver's settings, as README.md describes them.
struct DriverSettings {
    std::optional<std::string> config_dir{};
    bool is_local_only = false;
    std::chrono::milliseconds list_every{30'000};
    ReadLimits limits{};

    /// invalid_setup: a text that is not what the setting needs; the message names it.
    static Result<DriverSettings> from(const driver::Services& services);
};

/// The scanners of the process, and their ids. Runtimes share it: the first one's settings hold until the last has
/// gone.
class Catalogue {
public:
    /// Before everything else.
    Result<void> initialise(const driver::Services& services);

    /// Asks libsane only when a USB device came or went or the last answer is old: some backends talk to their scanners
    /// to list them. While a scanner is opened or scans, the last answer stands; device_busy where there is none.
    Result<std::vector<driver::Listing>> list();
    Result<std::unique_ptr<driver::Device>> open(std::string_view id);

private:
    struct Entry {
        driver::Listing listing;
        Found found;
    };

    Result<void> refresh();
    static std::vector<Entry> entries_of(const std::vector<Found>& found);
    Result<std::unique_ptr<driver::Device>> open(const Found& found, Clock::time_point deadline);
    std::optional<Found> find(std::string_view id) const;

    DriverSettings settings_{};
    std::shared_ptr<Library> library_{};
    std::mutex listing_;  ///< One refresh at a time.
    mutable std::mutex mutex_;
    std::vector<Entry> entries_{};
    std::optional<std::chrono::steady_clock::time_point> listed_at_{};
    std::string usb_fingerprint_{};
};

}  // namespace limner::sane
