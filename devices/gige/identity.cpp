#include "identity.h"

#include <algorithm>

namespace limner::gige {
namespace {

/// What of a text can stand in an id; a run of anything else becomes one dash, none at the ends.
std::string plain(std::string_view text) {
    std::string kept;
    bool has_gap = false;
    for (const char one : text) {
        const bool is_plain = (one >= '0' && one <= '9') || (one >= 'A' && one <= 'Z') || (one >= 'a' && one <= 'z') ||
                              one == '-' || one == '.' || one == '_';
        if (is_plain && has_gap && !kept.empty()) kept += '-';
        if (is_plain) kept += one;
        has_gap = !is_plain;
    }
    return kept;
}

std::string joined(const std::string& first, const std::string& second, const char* between) {
    return first + (first.empty() || second.empty() ? "" : between) + second;
}

}  // namespace

ListedCamera listed(const Identity& identity) {
    ListedCamera camera;
    const std::string vendor = plain(identity.vendor), model = plain(identity.model);
    camera.serial = plain(identity.serial);
    const std::string where = camera.serial.empty() ? "@" + plain(identity.hardware_address) : camera.serial;
    const std::string kind = joined(vendor, model, "-");
    camera.id = "gige/" + (kind.empty() ? "camera" : kind) + "/" + where;
    camera.name = kind.empty() ? "GigE Vision camera" : joined(vendor, model, " ");
    return camera;
}

void add_camera(std::vector<ListedCamera>& to, ListedCamera camera, std::string_view hardware_address) {
    const auto has_id = [&](const ListedCamera& other) { return other.id == camera.id; };
    const auto same = std::ranges::find_if(to, has_id);
    if (same != to.end()) {
        if (same->handle == camera.handle) return;
        camera.id = camera.id.substr(0, camera.id.rfind('/')) + "/@" + plain(hardware_address);
        if (std::ranges::any_of(to, has_id)) return;
    }
    to.push_back(std::move(camera));
}

}  // namespace limner::gige
