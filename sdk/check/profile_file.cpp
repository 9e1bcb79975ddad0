#include "check/profile_file.h"

#include "base/toml_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace limner {
namespace {

constexpr std::size_t max_requirements = 200;
constexpr double largest = std::numeric_limits<double>::max();
constexpr std::array<std::pair<std::string_view, Profile::Kind>, 3> kinds{{
    {"portrait", Profile::Kind::portrait},
    {"fingerprint", Profile::Kind::fingerprint},
    {"page", Profile::Kind::page},
}};

bool is_snake_case(std::string_view name) {
    auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return std::ranges::all_of(name, allowed);
}

// Mistakes that only show between members, so after each was read for itself.
void check_consistency(const Requirement& requirement, TomlReader& reader) {
    const auto& [low, high] = requirement.limits;
    if (!is_snake_case(requirement.name)) reader.mistake("name", "'name' may hold a-z, 0-9 and _ only");
    if (!low && !high) reader.mistake("name", "a requirement needs 'low' or 'high'");
    if (low && high && *low > *high) reader.mistake("low", "'low' is above 'high'");
}

Result<Requirement> read_requirement(TomlReader& reader) {
    Requirement requirement;
    requirement.name = reader.needed_text("name");
    requirement.clause = reader.text("clause").value_or("");
    requirement.limits = {reader.real("low", -largest, largest), reader.real("high", -largest, largest)};
    requirement.is_mandatory = reader.boolean("mandatory").value_or(true);
    if (auto read = reader.finish(); !read) return read.error();
    check_consistency(requirement, reader);
    if (auto consistent = reader.finish(); !consistent) return consistent.error();
    return requirement;
}

Result<std::vector<Requirement>> read_requirements(const std::vector<const toml::table*>& tables,
                                                   const std::string& file, const std::set<std::string>* measurable) {
    std::vector<Requirement> requirements;
    for (const toml::table* table : tables) {
        TomlReader reader(*table, file, "[[requirement]]");
        auto requirement = read_requirement(reader);
        if (!requirement) return requirement.error();
        const std::string& name = requirement->name;
        if (std::ranges::find(requirements, name, &Requirement::name) != requirements.end())
            reader.mistake("name", fmt::format("requirement '{}' is there twice", name));
        if (measurable && !measurable->contains(name))
            reader.mistake("name", fmt::format("no check measures '{}'; a profile of this kind may require {}", name,
                                               fmt::join(*measurable, ", ")));
        if (auto fitting = reader.finish(); !fitting) return fitting.error();
        requirements.push_back(*std::move(requirement));
    }
    return requirements;
}

std::optional<Profile::Kind> kind_from(std::string_view name) {
    auto known = std::ranges::find(kinds, name, [](const auto& entry) { return entry.first; });
    if (known == kinds.end()) return std::nullopt;
    return known->second;
}

}  // namespace

Result<Profile> parse_profile(std::string_view text, const std::string& name, const RequirementNames* measurable) {
    auto root = parse_toml(text, name);
    if (!root) return root.error();
    TomlReader reader(*root, name, "");
    Profile profile;
    profile.name = reader.needed_text("name");
    profile.version = reader.needed_text("version");
    auto kind = kind_from(reader.needed_text("kind"));
    auto tables = reader.tables("requirement");
    if (auto read = reader.finish(); !read) return read.error();
    if (!kind) reader.mistake("kind", "'kind' must be portrait, fingerprint or page");
    if (tables.empty()) reader.mistake("requirement", "a profile needs one [[requirement]] or more");
    if (tables.size() > max_requirements)
        reader.mistake("requirement", fmt::format("more than {} requirements", max_requirements));
    if (auto consistent = reader.finish(); !consistent) return consistent.error();
    profile.kind = *kind;

    auto requirements = read_requirements(tables, name, measurable ? &measurable->at(*kind) : nullptr);
    if (!requirements) return requirements.error();
    profile.requirements = *std::move(requirements);
    return profile;
}

}  // namespace limner
