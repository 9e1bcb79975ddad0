#include "cli/profile_option.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace limner::cli {
namespace {

const Profile& default_profile(Profile::Kind kind) {
    switch (kind) {
        case Profile::Kind::fingerprint: return profiles::fingerprint_enrol();
        case Profile::Kind::page: return profiles::document_page();
        case Profile::Kind::portrait: break;
    }
    return profiles::icao_9303();
}

std::string_view name_of(Profile::Kind kind) {
    switch (kind) {
        case Profile::Kind::fingerprint: return "fingerprint";
        case Profile::Kind::page: return "page";
        case Profile::Kind::portrait: break;
    }
    return "portrait";
}

}  // namespace

void add_profile_option(CLI::App& command, std::string& profile) {
    command.add_option("--profile", profile, "Limits to check against: a built-in name or a TOML file")
        ->type_name("NAME|FILE");
}

Result<Profile> profile_for(const std::string& name_or_path, Profile::Kind kind) {
    if (name_or_path.empty()) return default_profile(kind);
    auto profile = load_profile(name_or_path);
    if (profile && profile->kind != kind)
        return Error{ErrorCode::invalid_argument, fmt::format("the profile '{}' is for a {}, not for a {}",
                                                              name_or_path, name_of(profile->kind), name_of(kind))};
    return profile;
}

}  // namespace limner::cli
