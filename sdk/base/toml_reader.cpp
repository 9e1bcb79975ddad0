#include "base/toml_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace limner {
namespace {

std::string in(const std::string& where) { return where.empty() ? "" : " in " + where; }

}  // namespace

TomlReader::TomlReader(const toml::table& table, std::string document, std::string where)
    : table_(table), document_(std::move(document)), where_(std::move(where)) {}

void TomlReader::note(const toml::node& at, const std::string& what) {
    if (!mistake_) mistake_ = toml_mistake(document_, at, what);
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
        return toml_mistake(
            document_, node,
            fmt::format("unknown key '{}'{}; allowed: {}", key.str(), in(where_), fmt::join(allowed, ", ")));
    }
    return {};
}

}  // namespace limner
