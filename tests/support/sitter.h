#pragma once

#include "support/counter.h"

#include <limner/check/profile.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Somebody who sits before a camera: the public-domain portrait that scripts/setup fetches.
namespace limner::testing_support {

/// Tests that need it are to be skipped where it is not there.
inline std::filesystem::path portrait_file() {
    const char* source = std::getenv("LIMNER_SOURCE");
    return std::filesystem::path(source ? source : ".") / "build/samples/portrait.png";
}

/// A camera of 320 pixels' width that plays it.
inline simulation::VirtualDevice sitting(const std::string& id, std::vector<simulation::Fault> faults = {}) {
    simulation::VirtualDevice device = camera(id, std::move(faults));
    device.source = portrait_file().string();
    device.fps = 30;
    device.width = 320;
    device.height = std::nullopt;
    device.noise = 1;
    return device;
}

/// That there is a face, and a limit that no face meets where it is wanted.
inline Profile face_profile(const std::string& name = "face", std::optional<double> least_eye_distance = {}) {
    Profile profile{.name = name, .version = "1", .kind = Profile::Kind::portrait};
    profile.requirements.push_back({.name = "single_face_present", .limits = {.high = 0.1}});
    if (least_eye_distance)
        profile.requirements.push_back({.name = "inter_eye_distance", .limits = {.low = least_eye_distance}});
    return profile;
}

}  // namespace limner::testing_support
