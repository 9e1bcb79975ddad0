#include <limner/check/profile.h>

#include "base/read_file.h"
#include "check/builtin_profiles.h"
#include "check/profile_file.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace limner {
namespace {

constexpr std::size_t max_file_bytes = 1024 * 1024;

const KnownProfiles& builtins() {
    static const auto all = [] {
        KnownProfiles profiles;
        // Twice: first those that stand alone, then those that extend them. A unit test parses each: a file with a
        // mistake does not ship.
        for (int round = 0; round < 2; ++round)
            for (const EmbeddedFile& file : builtin_profiles())
                if (auto profile = parse_profile(file.text, std::string(file.name), nullptr, &profiles))
                    profiles.insert_or_assign(std::string(file.name), *std::move(profile));
        return profiles;
    }();
    return all;
}

const Profile& builtin(std::string_view name) {
    static const Profile none;
    auto at = builtins().find(name);
    return at == builtins().end() ? none : at->second;
}

// What checks can measure: all that the built-in profiles ask for.
const RequirementNames& measurable() {
    static const auto names = [] {
        RequirementNames all{
            {Profile::Kind::portrait, {}}, {Profile::Kind::fingerprint, {}}, {Profile::Kind::page, {}}};
        for (const auto& [name, profile] : builtins()) {
            for (const Requirement& requirement : profile.requirements) all.at(profile.kind).insert(requirement.name);
        }
        return all;
    }();
    return names;
}

std::string builtin_names() {
    std::string text;
    for (const auto& [name, profile] : builtins()) text += (text.empty() ? "" : ", ") + name;
    return text;
}

bool looks_like_a_path(const std::string& text) {
    return text.find('/') != std::string::npos || std::filesystem::path(text).extension() == ".toml";
}

Error unknown_profile(const std::string& name) {
    return {ErrorCode::invalid_setup, "unknown profile \"" + name.substr(0, 100) + "\"; built in are " +
                                          builtin_names() + "; anything else must be the path of a TOML file"};
}

}  // namespace

const Requirement* Profile::find(std::string_view requirement) const noexcept {
    auto at = std::ranges::find(requirements, requirement, &Requirement::name);
    return at == requirements.end() ? nullptr : &*at;
}

namespace profiles {
const Profile& icao_9303() { return builtin("icao_9303"); }
const Profile& icao_9303_cropped() { return builtin("icao_9303_cropped"); }
const Profile& iso_19794_5() { return builtin("iso_19794_5"); }
const Profile& iso_39794_5() { return builtin("iso_39794_5"); }
const Profile& indonesia_passport() { return builtin("indonesia_passport"); }
const Profile& preview() { return builtin("preview"); }
const Profile& fingerprint_enrol() { return builtin("fingerprint_enrol"); }
const Profile& document_page() { return builtin("document_page"); }
}  // namespace profiles

Result<Profile> load_profile(const std::string& name_or_path) {
    auto known = builtins().find(name_or_path);
    if (known != builtins().end()) return known->second;
    auto text = read_file(name_or_path, max_file_bytes);
    if (!text && text.error().code == ErrorCode::file_missing && !looks_like_a_path(name_or_path))
        return unknown_profile(name_or_path);
    if (!text) return Error{ErrorCode::invalid_setup, "profile " + text.error().message};
    return parse_profile(*text, name_or_path, &measurable(), &builtins());
}

}  // namespace limner
