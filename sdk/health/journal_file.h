#pragma once

#include <limner/base/result.h>
#include <limner/health/journal.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

struct sqlite3;

namespace limner {

/// What was noted since the last time that it was written.
struct JournalNotes {
    using Day = std::chrono::sys_days;

    std::map<std::string, DeviceHistory> devices{};                               ///< By id; without days.
    std::map<std::tuple<std::string, Day, std::string>, std::uint64_t> counts{};  ///< Device, day, name.
    std::map<std::tuple<std::string, Day, std::string>, Distribution> distributions{};
    std::vector<JournalEvent> events{};

    bool is_empty() const { return devices.empty() && counts.empty() && distributions.empty() && events.empty(); }
};

/// The journal's file: an SQLite database in write-ahead mode, so that a killed writer leaves it whole and readers and
/// writers of several processes do not wait for each other. Only its own tables are accepted: a file from elsewhere
/// runs no trigger and no view. Not thread-safe.
class JournalFile {
public:
    enum class Use { read, write };

    /// `write` makes the file (mode 0600) and its folder. Errors: file_missing, access_denied, storage_failed,
    /// unreadable_file (no journal, damaged, another version).
    static Result<JournalFile> open(const std::filesystem::path& file, Use use);

    /// Adds everything or nothing, and forgets what is too old. Errors: timed_out (another process writes),
    /// storage_full, storage_failed, unreadable_file.
    Result<void> add(const JournalNotes& notes, std::chrono::sys_days today);
    Result<std::vector<DeviceHistory>> devices() const;
    Result<std::vector<JournalEvent>> events(std::size_t count) const;

private:
    struct Close {
        void operator()(sqlite3* database) const noexcept;
    };
    using Database = std::unique_ptr<sqlite3, Close>;
    using DaysOfDevices = std::map<std::string, std::map<std::chrono::sys_days, DeviceDay>>;

    JournalFile(std::filesystem::path file, Database database)
        : file_(std::move(file)), database_(std::move(database)) {}
    Result<void> prepare(Use use);
    Result<void> run(const char* sql) const;
    Result<std::string> tables() const;
    Result<void> write(const JournalNotes& notes, std::chrono::sys_days today);
    Result<void> forget(std::chrono::sys_days today);
    Result<void> read_counts(DaysOfDevices& days) const;
    Result<void> read_distributions(DaysOfDevices& days) const;
    Error failure() const;

    std::filesystem::path file_;
    Database database_;
};

}  // namespace limner
