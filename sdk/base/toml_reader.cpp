#include "base/toml_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace limner {
namespace {

constexpr std::size_t max_document_bytes = 1 << 20;
// The parser nests 256 values but dotted keys without limit, and frees what it nested recursively: many dots in one
// line would exhaust the stack.
constexpr int max_dots_in_a_line = 64;

std::optional<int> line_nested_too_deep(std::string_view text) {
    int line = 1, dots = 0;
    for (char c : text) {
        if (c == '\n') {
            ++line;
            dots = 0;
        } else if (c == '.' && ++dots > max_dots_in_a_line) {
            return line;
        }
    }
    return std::nullopt;
}

Error located(const std::string& document, std::int64_t line, const std::string& what) {
    return {ErrorCode::invalid_setup, fmt::format("{}:{}: {}", document, line, what)};
}

std::string in(const std::string& where) { return where.empty() ? "" : " in " + where; }

}  // namespace

Result<toml::table> parse_toml(std::string_view text, const std::string& name) {
    if (text.size() > max_document_bytes)
        return Error{ErrorCode::invalid_setup, name + ": larger than 1 MiB, which no configuration is"};
    if (auto line = line_nested_too_deep(text))
        return located(name, *line, fmt::format("more than {} dots in a line", max_dots_in_a_line));
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        return located(name, error.source().begin.line, std::string(error.description()));
    } catch (const std::exception& error) {
        return Error{ErrorCode::invalid_setup, name + ": " + error.what()};
    }
}

Result<toml::table> read_toml(const std::filesystem::path& path) {
    std::error_code failed;
    auto status = std::filesystem::status(path, failed);
    if (status.type() == std::filesystem::file_type::not_found)
        return Error{ErrorCode::file_missing, path.string() + ": no such file"};
    if (!std::filesystem::is_regular_file(status))
        return Error{ErrorCode::invalid_setup, path.string() + ": not a file"};
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorCode::access_denied, path.string() + ": cannot be opened"};
    std::string text(max_document_bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad()) return Error{ErrorCode::access_denied, path.string() + ": cannot be read"};
    text.resize(static_cast<std::size_t>(file.gcount()));
    return parse_toml(text, path.string());
}

TomlReader::TomlReader(const toml::table& table, std::string document, std::string where)
    : table_(table), document_(std::move(document)), where_(std::move(where)) {}

void TomlReader::note(const toml::node& at, const std::string& what) {
    if (!mistake_) mistake_ = located(document_, at.source().begin.line, what);
}

void TomlReader::wrong(std::string_view key, const toml::node& node, const std::string& allowed) {
    note(node, fmt::format("'{}'{} must be {}", key, in(where_), allowed));
}

void TomlReader::mistake(std::string_view key, const std::string& what) {
    const toml::node* node = table_.get(key);
    note(node ? *node : table_, what);
}

const toml::node* TomlReader::any(std::string_view key) {
    known_.push_back(key);
    return table_.get(key);
}

std::optional<std::string> TomlReader::text(std::string_view key) {
    const toml::node* node = any(key);
    if (!node) return std::nullopt;
    auto value = node->value_exact<std::string>();
    if (value && !value->empty()) return value;
    wrong(key, *node, "a text in quotes that is not empty");
    return std::nullopt;
}

std::string TomlReader::needed_text(std::string_view key) {
    if (!table_.contains(key)) note(table_, fmt::format("'{}' is missing{}", key, in(where_)));
    return text(key).value_or("");
}

std::optional<bool> TomlReader::boolean(std::string_view key) {
    const toml::node* node = any(key);
    if (!node) return std::nullopt;
    auto value = node->value_exact<bool>();
    if (!value) wrong(key, *node, "true or false");
    return value;
}

std::optional<std::int64_t> TomlReader::integer(std::string_view key, std::int64_t low, std::int64_t high) {
    const toml::node* node = any(key);
    if (!node) return std::nullopt;
    auto value = node->value_exact<std::int64_t>();
    if (value && *value >= low && *value <= high) return value;
    wrong(key, *node, fmt::format("a whole number from {} to {}", low, high));
    return std::nullopt;
}

std::optional<double> TomlReader::real(std::string_view key, double low, double high) {
    const toml::node* node = any(key);
    if (!node) return std::nullopt;
    auto value = node->is_number() ? node->value<double>() : std::nullopt;
    if (value && *value >= low && *value <= high) return value;
    wrong(key, *node, fmt::format("a number from {} to {}", low, high));
    return std::nullopt;
}

std::vector<std::string> TomlReader::texts(std::string_view key) {
    const toml::node* node = any(key);
    if (!node) return {};
    constexpr const char* allowed = "a list of texts: [\"a\", \"b\"]";
    const toml::array* list = node->as_array();
    if (!list) wrong(key, *node, allowed);
    std::vector<std::string> all;
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        auto value = list->get(i)->value_exact<std::string>();
        if (value && !value->empty())
            all.push_back(*std::move(value));
        else
            wrong(key, *list->get(i), allowed);
    }
    return all;
}

const toml::table* TomlReader::table(std::string_view key) {
    const toml::node* node = any(key);
    if (node && !node->is_table()) wrong(key, *node, "a table");
    return node ? node->as_table() : nullptr;
}

std::vector<const toml::table*> TomlReader::tables(std::string_view key) {
    const toml::node* node = any(key);
    if (!node) return {};
    std::vector<const toml::table*> all;
    const toml::array* list = node->as_array();
    if (!list) wrong(key, *node, fmt::format("a list of tables, each under [[{}]]", key));
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        const toml::table* entry = list->get(i)->as_table();
        if (entry)
            all.push_back(entry);
        else
            wrong(key, *list->get(i), fmt::format("a list of tables, each under [[{}]]", key));
    }
    return all;
}

Result<void> TomlReader::finish() const {
    if (mistake_) return *mistake_;
    for (const auto& [key, node] : table_) {
        if (std::ranges::find(known_, key.str()) != known_.end()) continue;
        auto allowed = known_;
        std::ranges::sort(allowed);
        return located(document_, key.source().begin.line,
                       fmt::format("unknown key '{}'{}; allowed: {}", key.str(), in(where_), fmt::join(allowed, ", ")));
    }
    return {};
}

}  // namespace limner
