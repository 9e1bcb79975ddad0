#include "identity.h"

#include "system_names.h"

#include <algorithm>

namespace limner::gige {
namespace {

/// What of a text can stand in an id; a run of anything else becomes one dash, none at the ends.
std::string dashed(std::string_view text) {
    std::string kept;
    bool has_gap = false;
    for (const char one : text) {
        const bool is_kept = devices::is_plain(one);
        if (is_kept && has_gap && !kept.empty()) kept += '-';
        if (is_kept) kept += one;
        has_gap = !is_kept;
    }
    return kept;
}

std::string joined(const std::string& first, const std::string& second, const char* between) {
    return first + (first.empty() || second.empty() ? "" : between) + second;
}

}  // namespace

ListedCamera listed(const Identity& identity) {
    ListedCamera camera;
    const std::string vendor = dashed(identity.vendor), model = dashed(identity.model);
    camera.serial = dashed(identity.serial);
    const std::string where = camera.serial.empty() ? "@" + dashed(identity.hardware_address) : camera.serial;
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
        camera.id = camera.id.substr(0, camera.id.rfind('/')) + "/@" + dashed(hardware_address);
        if (std::ranges::any_of(to, has_id)) return;
    }
    to.push_back(std::move(camera));
}

}  // namespace limner::gige
