#include "check/profile_file.h"

#include "base/toml_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

namespace limner {
namespace {

constexpr std::size_t max_requirements = 200;
constexpr std::size_t max_text_bytes = 200;
constexpr std::array<std::pair<std::string_view, Profile::Kind>, 3> kinds{{
    {"portrait", Profile::Kind::portrait},
    {"fingerprint", Profile::Kind::fingerprint},
    {"page", Profile::Kind::page},
}};

template <typename Names>
std::string listed(const Names& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

// Reads the members of one table and keeps the first mistake, so that a caller reads all and asks once.
class TableReader {
public:
    TableReader(const toml::table& table, const std::string& file, std::span<const std::string_view> allowed)
        : table_(table), file_(file) {
        for (const auto& [key, node] : table) {
            if (std::ranges::find(allowed, key.str()) == allowed.end())
                fail(node, "unknown key \"" + std::string(key.str()) + "\"; allowed are " + listed(allowed));
        }
    }

    std::optional<std::string> text(std::string_view key) {
        const toml::node* node = table_.get(key);
        if (!node) return std::nullopt;
        auto value = node->value_exact<std::string>();
        if (value && !value->empty() && value->size() <= max_text_bytes) return value;
        fail(*node, quoted(key) + " must be a text of 1 to " + std::to_string(max_text_bytes) + " bytes");
        return std::nullopt;
    }

    std::string required_text(std::string_view key) {
        if (!table_.contains(key)) fail(table_, quoted(key) + " is missing");
        return text(key).value_or("");
    }

    std::optional<double> number(std::string_view key) {
        const toml::node* node = table_.get(key);
        if (!node) return std::nullopt;
        auto value = node->is_number() ? node->value<double>() : std::nullopt;
        if (value && std::isfinite(*value)) return value;
        fail(*node, quoted(key) + " must be a finite number");
        return std::nullopt;
    }

    bool flag(std::string_view key, bool otherwise) {
        const toml::node* node = table_.get(key);
        if (!node) return otherwise;
        if (auto value = node->value_exact<bool>()) return *value;
        fail(*node, quoted(key) + " must be true or false");
        return otherwise;
    }

    void fail(const toml::node& where, const std::string& message) {
        if (!mistake_) mistake_ = toml_mistake(file_, where, message);
    }
    const toml::node& node(std::string_view key) const { return *table_.get(key); }
    const std::optional<Error>& mistake() const { return mistake_; }

private:
    static std::string quoted(std::string_view key) { return "\"" + std::string(key) + "\""; }

    const toml::table& table_;
    const std::string& file_;
    std::optional<Error> mistake_{};
};

bool is_snake_case(std::string_view name) {
    auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !name.empty() && std::ranges::all_of(name, allowed);
}

Result<Requirement> read_requirement(const toml::table& table, const std::string& file) {
    static constexpr std::array<std::string_view, 5> allowed{"name", "clause", "low", "high", "mandatory"};
    TableReader reader(table, file, allowed);
    Requirement requirement;
    requirement.name = reader.required_text("name");
    requirement.clause = reader.text("clause").value_or("");
    requirement.limits = {reader.number("low"), reader.number("high")};
    requirement.is_mandatory = reader.flag("mandatory", true);

    const Limits& limits = requirement.limits;
    if (!reader.mistake() && !is_snake_case(requirement.name))
        reader.fail(reader.node("name"), "\"name\" may hold a-z, 0-9 and _ only");
    if (!limits.low && !limits.high)
        reader.fail(table, "requirement \"" + requirement.name + "\" needs \"low\" or \"high\"");
    if (limits.low && limits.high && *limits.low > *limits.high)
        reader.fail(reader.node("low"), "\"low\" is above \"high\"");
    if (reader.mistake()) return *reader.mistake();
    return requirement;
}

Result<std::vector<Requirement>> read_requirements(const toml::table& root, const std::string& file,
                                                   const std::set<std::string>* measurable) {
    const toml::node* node = root.get("requirement");
    const toml::array* tables = node ? node->as_array() : nullptr;
    if (!tables || tables->empty() || !tables->is_homogeneous<toml::table>())
        return toml_mistake(file, node ? *node : root, "a profile needs one [[requirement]] or more");
    if (tables->size() > max_requirements)
        return toml_mistake(file, *node, "more than " + std::to_string(max_requirements) + " requirements");
    std::vector<Requirement> requirements;
    for (const toml::node& element : *tables) {
        auto requirement = read_requirement(*element.as_table(), file);
        if (!requirement) return requirement.error();
        if (std::ranges::find(requirements, requirement->name, &Requirement::name) != requirements.end())
            return toml_mistake(file, element, "requirement \"" + requirement->name + "\" is there twice");
        if (measurable && !measurable->contains(requirement->name))
            return toml_mistake(file, element,
                                "no check measures \"" + requirement->name + "\"; a profile of this kind may require " +
                                    listed(*measurable));
        requirements.push_back(*std::move(requirement));
    }
    return requirements;
}

}  // namespace

Result<Profile> parse_profile(std::string_view text, const std::string& name, const RequirementNames* measurable) {
    static constexpr std::array<std::string_view, 4> allowed{"name", "version", "kind", "requirement"};
    auto root = parse_toml(text, name);
    if (!root) return root.error();
    TableReader reader(*root, name, allowed);
    Profile profile;
    profile.name = reader.required_text("name");
    profile.version = reader.required_text("version");
    std::string kind = reader.required_text("kind");
    if (reader.mistake()) return *reader.mistake();
    auto known = std::ranges::find(kinds, kind, &decltype(kinds)::value_type::first);
    if (known == kinds.end())
        return toml_mistake(name, reader.node("kind"), "\"kind\" must be portrait, fingerprint or page");
    profile.kind = known->second;

    auto requirements = read_requirements(*root, name, measurable ? &measurable->at(profile.kind) : nullptr);
    if (!requirements) return requirements.error();
    profile.requirements = *std::move(requirements);
    return profile;
}

}  // namespace limner
