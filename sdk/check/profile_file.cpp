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
    if (requirement.is_mandatory && !low && !high)
        reader.mistake("name", "a mandatory requirement needs 'low' or 'high'");
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

/// What the file starts from: the profile that it extends without what it leaves out.
Profile read_base(TomlReader& reader, const KnownProfiles* known) {
    Profile base;
    auto wanted = reader.text("extends");
    auto without = reader.texts("without");
    if (!wanted) {
        if (!without.empty()) reader.mistake("without", "'without' needs 'extends'");
        return base;
    }
    auto at = known ? known->find(*wanted) : KnownProfiles::const_iterator{};
    if (!known || at == known->end()) {
        reader.mistake("extends", fmt::format("no built-in profile '{}' to extend", *wanted));
        return base;
    }
    base = at->second;
    for (const std::string& name : without)
        if (std::erase_if(base.requirements, [&](const Requirement& r) { return r.name == name; }) == 0)
            reader.mistake("without", fmt::format("'{}' does not require '{}'", *wanted, name));
    return base;
}

/// The members outside the requirements, over those of what the file extends.
Result<Profile> read_head(TomlReader& reader, Profile profile) {
    bool is_new = profile.name.empty();
    profile.name = reader.needed_text("name");
    profile.version = reader.needed_text("version");
    auto kind = is_new ? std::optional(reader.needed_text("kind")) : reader.text("kind");
    auto stage = reader.text("stage");
    if (auto read = reader.finish(); !read) return read.error();
    if (kind) {
        auto known = kind_from(*kind);
        if (!known) reader.mistake("kind", "'kind' must be portrait, fingerprint or page");
        if (known && !is_new && *known != profile.kind) reader.mistake("kind", "'kind' differs from what is extended");
        profile.kind = known.value_or(profile.kind);
    }
    if (stage && *stage != "captured" && *stage != "cropped")
        reader.mistake("stage", "'stage' must be captured or cropped");
    if (stage) profile.stage = *stage == "cropped" ? Profile::Stage::cropped : Profile::Stage::captured;
    if (auto consistent = reader.finish(); !consistent) return consistent.error();
    return profile;
}

/// A requirement takes the place of the one of its name.
void put(Requirement requirement, std::vector<Requirement>& requirements) {
    auto at = std::ranges::find(requirements, requirement.name, &Requirement::name);
    if (at == requirements.end())
        requirements.push_back(std::move(requirement));
    else
        *at = std::move(requirement);
}

}  // namespace

Result<Profile> parse_profile(std::string_view text, const std::string& name, const RequirementNames* measurable,
                              const KnownProfiles* known) {
    auto root = parse_toml(text, name);
    if (!root) return root.error();
    TomlReader reader(*root, name, "");
    auto tables = reader.tables("requirement");
    auto profile = read_head(reader, read_base(reader, known));
    if (!profile) return profile.error();
    if (tables.empty() && profile->requirements.empty())
        reader.mistake("requirement", "a profile needs one [[requirement]] or more");
    if (tables.size() > max_requirements)
        reader.mistake("requirement", fmt::format("more than {} requirements", max_requirements));
    if (auto consistent = reader.finish(); !consistent) return consistent.error();

    auto requirements = read_requirements(tables, name, measurable ? &measurable->at(profile->kind) : nullptr);
    if (!requirements) return requirements.error();
    for (Requirement& requirement : *requirements) put(std::move(requirement), profile->requirements);
    return profile;
}

}  // namespace limner
