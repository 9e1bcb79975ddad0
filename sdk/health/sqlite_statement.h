#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace limner {

/// One prepared statement. `failure` of any call is SQLite's result code of the statement; SQLITE_OK or SQLITE_DONE
/// where all is well.
class SqliteStatement {
public:
    SqliteStatement(sqlite3* database, const char* sql) {
        sqlite3_stmt* made = nullptr;
        result_ = sqlite3_prepare_v2(database, sql, -1, &made, nullptr);
        statement_.reset(made);
    }

    SqliteStatement& bind(int index, std::int64_t value) {
        if (statement_) sqlite3_bind_int64(statement_.get(), index, value);
        return *this;
    }
    SqliteStatement& bind(int index, double value) {
        if (statement_) sqlite3_bind_double(statement_.get(), index, value);
        return *this;
    }
    SqliteStatement& bind(int index, std::string_view text) {
        if (statement_)
            sqlite3_bind_text(statement_.get(), index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
        return *this;
    }

    /// True where there is a row.
    bool step() {
        if (!statement_) return false;
        result_ = sqlite3_step(statement_.get());
        return result_ == SQLITE_ROW;
    }
    /// Runs it to its end, to be bound anew.
    bool run() {
        while (step()) {
        }
        if (result_ != SQLITE_DONE) return false;
        sqlite3_reset(statement_.get());
        sqlite3_clear_bindings(statement_.get());
        return true;
    }
    bool is_done() const noexcept { return result_ == SQLITE_DONE; }

    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
    double real(int column) const { return sqlite3_column_double(statement_.get(), column); }
    bool is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }
    std::string text(int column) const {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
        if (!bytes) return {};
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
    }

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int result_ = SQLITE_OK;
};

}  // namespace limner
