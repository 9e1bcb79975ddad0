#include "health/journal_file.h"

#include "base/descriptor.h"
#include "health/sqlite_statement.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace limner {
namespace {

using std::chrono::sys_days;

// "LMNJ": SQLite's own place for whose file it is.
constexpr const char* identity = "PRAGMA application_id = 1280134730; PRAGMA user_version = 1;";

constexpr std::array<const char*, 4> table_sql = {
    "CREATE TABLE device(id TEXT PRIMARY KEY, class INTEGER, name TEXT, driver TEXT, first_seen INTEGER, last_seen "
    "INTEGER) WITHOUT ROWID",
    "CREATE TABLE distribution(device TEXT, day INTEGER, name TEXT, class INTEGER, n INTEGER, PRIMARY KEY(device, day, "
    "name, class)) WITHOUT ROWID",
    "CREATE TABLE event(at INTEGER, kind TEXT, device TEXT, from_device TEXT, reason TEXT, outage_ms REAL)",
    "CREATE TABLE tally(device TEXT, day INTEGER, name TEXT, n INTEGER, PRIMARY KEY(device, day, name)) WITHOUT ROWID"};

constexpr int days_kept = 400;
constexpr int events_kept = 10'000;
constexpr int patience_ms = 200;  // for another process that writes
constexpr std::size_t longest_text = 512;

std::int64_t day_number(sys_days day) { return day.time_since_epoch().count(); }

std::string_view shortened(std::string_view text) { return text.substr(0, longest_text); }

ErrorCode code_of(int sqlite) {
    switch (sqlite & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return ErrorCode::timed_out;
        case SQLITE_FULL: return ErrorCode::storage_full;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_SCHEMA:
        case SQLITE_INTERRUPT:
        case SQLITE_ERROR: return ErrorCode::unreadable_file;
        case SQLITE_PERM:
        case SQLITE_AUTH: return ErrorCode::access_denied;
        default: return ErrorCode::storage_failed;
    }
}

/// SQLite gives a new file the rights of its umask: it is made here first.
Result<void> make_file(const std::filesystem::path& file) {
    std::error_code failed;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), failed);
    Descriptor made(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600));
    if (made) return {};
    return Error{errno == EACCES ? ErrorCode::access_denied : ErrorCode::storage_failed,
                 file.string() + ": the devices' journal cannot be opened: " + std::strerror(errno)};
}

}  // namespace

void JournalFile::Close::operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }

Error JournalFile::failure() const {
    int code = sqlite3_extended_errcode(database_.get());
    return Error{code_of(code), file_.string() + ": devices' journal: " + sqlite3_errmsg(database_.get())};
}

Result<void> JournalFile::run(const char* sql) const {
    if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure();
    return {};
}

Result<JournalFile> JournalFile::open(const std::filesystem::path& file, Use use) {
    struct stat status {};
    bool is_there = ::stat(file.c_str(), &status) == 0;
    if (is_there && !S_ISREG(status.st_mode))
        return Error{ErrorCode::unreadable_file, file.string() + ": no regular file"};
    if (!is_there && use == Use::read)
        return Error{errno == EACCES ? ErrorCode::access_denied : ErrorCode::file_missing,
                     file.string() + ": " + std::strerror(errno)};
    if (use == Use::write) {
        if (auto made = make_file(file); !made) return made.error();
    }
    sqlite3* opened = nullptr;
    int result = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (result == SQLITE_CANTOPEN && use == Use::read) {
        sqlite3_close_v2(opened);
        result = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    }
    JournalFile journal(file, Database(opened));
    if (result != SQLITE_OK) return journal.failure();
    if (auto ready = journal.prepare(use); !ready) return ready.error();
    return journal;
}

/// What stands in the file's schema, in one text.
Result<std::string> JournalFile::tables() const {
    SqliteStatement all(database_.get(), "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name");
    std::string text;
    while (all.step()) {
        text += all.text(0) + ";";
        if (text.size() > 10'000) break;
    }
    if (!all.is_done() && text.size() <= 10'000) return failure();
    return text;
}

Result<void> JournalFile::prepare(Use use) {
    sqlite3_busy_timeout(database_.get(), patience_ms);
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_limit(database_.get(), SQLITE_LIMIT_LENGTH, 1 << 20);
    if (auto done = run("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -1024;"); !done)
        return done;
    auto found = tables();
    if (!found) return found.error();
    std::string wanted;
    for (const char* sql : table_sql) wanted += std::string(sql) + ";";
    if (found->empty() && use == Use::read)  // its first writer did not come further
        return Error{ErrorCode::file_missing, file_.string() + ": nothing is written in it yet"};
    if (found->empty()) {
        std::string make = "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; " + std::string(identity);
        // Another process may have made them since.
        for (const char* sql : table_sql)
            make += "CREATE TABLE IF NOT EXISTS" + std::string(sql).substr(std::strlen("CREATE TABLE")) + ";";
        if (auto made = run((make + "COMMIT;").c_str()); !made) return made;
    } else if (*found != wanted) {
        return Error{ErrorCode::unreadable_file, file_.string() + ": no devices' journal of this version"};
    }
    return run("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 200;");
}

Result<void> JournalFile::add(const JournalNotes& notes, sys_days today) {
    if (auto begun = run("BEGIN IMMEDIATE"); !begun) return begun;
    auto written = write(notes, today);
    if (written) written = run("COMMIT");
    if (!written) sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    return written;
}

Result<void> JournalFile::write(const JournalNotes& notes, sys_days today) {
    sqlite3* db = database_.get();
    SqliteStatement device(db,
                           "INSERT INTO device VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(id) DO UPDATE SET class = "
                           "?2, name = ?3, driver = ?4, last_seen = max(last_seen, ?6)");
    for (const auto& [id, it] : notes.devices) {
        device.bind(1, shortened(id)).bind(2, static_cast<std::int64_t>(it.device_class)).bind(3, shortened(it.name));
        device.bind(4, shortened(it.driver)).bind(5, it.first_seen_at.time_since_epoch().count());
        if (!device.bind(6, it.last_seen_at.time_since_epoch().count()).run()) return failure();
    }
    SqliteStatement tally(db, "INSERT INTO tally VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET n = n + ?4");
    for (const auto& [key, n] : notes.counts) {
        const auto& [id, day, name] = key;
        tally.bind(1, shortened(id)).bind(2, day_number(day)).bind(3, shortened(name));
        if (!tally.bind(4, static_cast<std::int64_t>(n)).run()) return failure();
    }
    SqliteStatement classes(db,
                            "INSERT INTO distribution VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET n = n + ?5");
    for (const auto& [key, distribution] : notes.distributions) {
        const auto& [id, day, name] = key;
        for (const auto& [index, n] : distribution.classes()) {
            classes.bind(1, shortened(id))
                .bind(2, day_number(day))
                .bind(3, shortened(name))
                .bind(4, std::int64_t{index});
            if (!classes.bind(5, static_cast<std::int64_t>(n)).run()) return failure();
        }
    }
    SqliteStatement event(db, "INSERT INTO event VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    for (const JournalEvent& it : notes.events) {
        event.bind(1, std::int64_t{it.at.time_since_epoch().count()})
            .bind(2, shortened(it.kind))
            .bind(3, shortened(it.device));
        event.bind(4, shortened(it.from)).bind(5, shortened(it.reason));
        if (it.outage_ms) event.bind(6, *it.outage_ms);
        if (!event.run()) return failure();
    }
    return forget(today);
}

Result<void> JournalFile::forget(sys_days today) {
    auto oldest = std::to_string(day_number(today) - days_kept);
    auto sql = "DELETE FROM tally WHERE day < " + oldest + "; DELETE FROM distribution WHERE day < " + oldest +
               "; DELETE FROM event WHERE rowid <= (SELECT max(rowid) FROM event) - " + std::to_string(events_kept) +
               "; DELETE FROM device WHERE last_seen < 86400 * " + oldest + ";";
    return run(sql.c_str());
}

}  // namespace limner
