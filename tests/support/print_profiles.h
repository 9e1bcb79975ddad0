#pragma once

#include <limner/check/profile.h>

namespace limner::test {

/// A profile of fingerprints that every print meets.
inline Profile any_print() {
    Profile profile = profiles::fingerprint_enrol();
    profile.requirements.clear();
    return profile;
}

/// One that no print meets.
inline Profile no_print() {
    Profile profile = profiles::fingerprint_enrol();
    for (Requirement& requirement : profile.requirements) requirement.limits = {1e9, std::nullopt};
    return profile;
}

}  // namespace limner::test
