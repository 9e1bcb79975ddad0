#pragma once

#include <limner/base/result.h>
#include <limner/device/device_info.h>
#include <limner/health/distribution.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner {

/// What a device did on one day, UTC. Names of counts: "frames" (and pages), "captures" (completed), "losses",
/// "switched_from", "switched_to" and "error." with the name of an ErrorCode. Names of distributions: "open_ms",
/// "first_frame_ms" (after a switch), "grab_ms", and "quality" (of fingerprints: Limner's estimate, 0 to 100).
struct DeviceDay {
    std::chrono::sys_days day{};
    std::map<std::string, std::uint64_t> counts{};
    std::map<std::string, Distribution> distributions{};

    std::uint64_t count(const std::string& name) const;
    std::uint64_t errors() const;  ///< Of all kinds.
    void add(const DeviceDay& other);
};

/// A device and its days, the earliest first.
struct DeviceHistory {
    std::string id{};
    DeviceClass device_class = DeviceClass::camera;
    std::string name{};
    std::string driver{};
    std::chrono::sys_seconds first_seen_at{};
    std::chrono::sys_seconds last_seen_at{};
    std::vector<DeviceDay> days{};

    /// The sum of the days of [from, to).
    DeviceDay over(std::chrono::sys_days from, std::chrono::sys_days to) const;
};

/// One thing that happened to a device.
struct JournalEvent {
    std::chrono::sys_time<std::chrono::milliseconds> at{};
    std::string kind{};    ///< "error", "lost" or "switched".
    std::string device{};  ///< Of "switched": the new one.
    std::string from{};    ///< Of "switched": the old one.
    std::string reason{};  ///< The name of an ErrorCode, or "requested".
    std::optional<double> outage_ms{};
};

/// Reads what Runtimes wrote of their devices (Runtime::Options::journal), over restarts. A journal holds nothing about
/// applicants or officers: ids of devices, days, counts and durations. Not thread-safe.
class Journal {
public:
    /// Errors: file_missing; access_denied; unreadable_file where it is no journal, is damaged, or is of another
    /// version.
    static Result<Journal> open(const std::filesystem::path& file);
    /// LIMNER_JOURNAL of the environment, else limner/journal.sqlite in XDG_STATE_HOME or ~/.local/state; empty where
    /// LIMNER_JOURNAL is "none" or there is no home.
    static std::filesystem::path usual_file();

    Journal(Journal&&) noexcept;
    Journal& operator=(Journal&&) noexcept;
    ~Journal();

    /// Every device, by id.
    Result<std::vector<DeviceHistory>> devices() const;
    /// The latest `count` events, the latest first.
    Result<std::vector<JournalEvent>> events(std::size_t count) const;

private:
    struct Impl;
    explicit Journal(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace limner
