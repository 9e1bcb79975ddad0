#pragma once

#include <limner/base/result.h>

#include "base/toml_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// Takes a table apart member by member. The first mistake (a wrong type or value, a missing or unknown member) is kept
/// for finish(), so that reading code states only what it expects. A mistake names the document, the line, the member
/// and what is allowed. The table must outlive the reader.
class TomlReader {
public:
    /// `where` is the table's name in messages: "[[slot]]"; empty for the document's own.
    TomlReader(const toml::table& table, std::string document, std::string where);

    /// Each returns nothing where the member is absent or a mistake. Texts are never empty.
    std::optional<std::string> text(std::string_view key);
    std::optional<bool> boolean(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key, std::int64_t low, std::int64_t high);
    /// An integer is taken, too.
    std::optional<double> real(std::string_view key, double low, double high);
    std::vector<std::string> texts(std::string_view key);
    const toml::table* table(std::string_view key);
    std::vector<const toml::table*> tables(std::string_view key);

    /// As text(); absence is a mistake.
    std::string needed_text(std::string_view key);

    /// The member whatever its type is; absent: nullptr.
    const toml::node* any(std::string_view key);

    /// Notes a mistake of the reading code's own at a member (of the table where it has no such member).
    void mistake(std::string_view key, const std::string& what);

    /// The first mistake, else the first member that nothing above asked for.
    Result<void> finish() const;

private:
    void note(const toml::node& at, const std::string& what);
    void wrong(std::string_view key, const toml::node& node, const std::string& allowed);

    const toml::table& table_;
    std::string document_;
    std::string where_;
    std::vector<std::string_view> known_{};
    std::optional<Error> mistake_{};
};

}  // namespace limner
