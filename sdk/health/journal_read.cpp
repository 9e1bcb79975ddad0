#include "health/journal_file.h"
#include "health/sqlite_statement.h"

#include <algorithm>

namespace limner {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr int most_rows = 2'000'000;  // of a file that somebody made to keep its reader busy

/// Days and times that a calendar can show; others are a damaged file's.
sys_days day_of(std::int64_t number) {
    return sys_days(std::chrono::days(std::clamp<std::int64_t>(number, 0, 100'000)));
}
sys_seconds seconds_of(std::int64_t number) {
    return sys_seconds(std::chrono::seconds(std::clamp<std::int64_t>(number, 0, 8'640'000'000)));
}
std::uint64_t times_of(std::int64_t number) { return static_cast<std::uint64_t>(std::max<std::int64_t>(number, 0)); }

DeviceClass class_of(std::int64_t number) { return static_cast<DeviceClass>(number >= 1 && number <= 3 ? number : 1); }

}  // namespace

Result<void> JournalFile::read_counts(DaysOfDevices& days) const {
    SqliteStatement all(database_.get(), "SELECT device, day, name, n FROM tally");
    for (int rows = 0; all.step() && ++rows <= most_rows;)
        days[all.text(0)][day_of(all.integer(1))].counts[all.text(2)] += times_of(all.integer(3));
    if (!all.is_done()) return failure();
    return {};
}

Result<void> JournalFile::read_distributions(DaysOfDevices& days) const {
    SqliteStatement all(database_.get(), "SELECT device, day, name, class, n FROM distribution");
    for (int rows = 0; all.step() && ++rows <= most_rows;) {
        auto index = static_cast<int>(std::clamp<std::int64_t>(all.integer(3), -1000, 1000));
        auto& day = days[all.text(0)][day_of(all.integer(1))];
        day.distributions[all.text(2)].add_class(index, times_of(all.integer(4)));
    }
    if (!all.is_done()) return failure();
    return {};
}

Result<std::vector<DeviceHistory>> JournalFile::devices() const {
    std::vector<DeviceHistory> devices;
    SqliteStatement all(database_.get(),
                        "SELECT id, class, name, driver, first_seen, last_seen FROM device ORDER BY id");
    for (int rows = 0; all.step() && ++rows <= most_rows;)
        devices.push_back({.id = all.text(0),
                           .device_class = class_of(all.integer(1)),
                           .name = all.text(2),
                           .driver = all.text(3),
                           .first_seen_at = seconds_of(all.integer(4)),
                           .last_seen_at = seconds_of(all.integer(5))});
    if (!all.is_done()) return failure();
    DaysOfDevices days;
    if (auto read = read_counts(days); !read) return read.error();
    if (auto read = read_distributions(days); !read) return read.error();
    for (DeviceHistory& device : devices) {
        for (auto& [day, done] : days[device.id]) {
            done.day = day;
            device.days.push_back(std::move(done));
        }
    }
    return devices;
}

Result<std::vector<JournalEvent>> JournalFile::events(std::size_t count) const {
    SqliteStatement all(
        database_.get(),
        "SELECT at, kind, device, from_device, reason, outage_ms FROM event ORDER BY rowid DESC LIMIT ?1");
    all.bind(1, static_cast<std::int64_t>(std::min<std::size_t>(count, most_rows)));
    std::vector<JournalEvent> events;
    while (all.step()) {
        auto at = std::chrono::milliseconds(std::clamp<std::int64_t>(all.integer(0), 0, 8'640'000'000'000));
        events.push_back({.at = std::chrono::sys_time<std::chrono::milliseconds>(at),
                          .kind = all.text(1),
                          .device = all.text(2),
                          .from = all.text(3),
                          .reason = all.text(4),
                          .outage_ms = all.is_null(5) ? std::nullopt : std::optional(all.real(5))});
    }
    if (!all.is_done()) return failure();
    return events;
}

}  // namespace limner
