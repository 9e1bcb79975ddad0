#include "support/virtual_counter.h"

#include "support/page_renderer.h"
#include "support/ridge_pattern.h"

#include <limner/frame/image_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace limner::test {
namespace {

namespace fs = std::filesystem;

fs::path portrait_file() {
    const char* source = std::getenv("LIMNER_SOURCE");
    return fs::path(source ? source : ".") / "build/samples/portrait.png";
}

std::string device(const std::string& id, const std::string& device_class, const std::string& source,
                   const std::string& more) {
    return fmt::format("[[drivers.virtual.devices]]\nid = '{}'\nclass = '{}'\nsource = '{}'\n{}\n", id, device_class,
                       source, more);
}

std::string slot(const std::string& name, const std::string& device_class, const std::string& kind,
                 const std::string& failover, const std::string& more) {
    return fmt::format(
        "[[slot]]\nname = '{}'\nclass = '{}'\ncandidates = ['virtual/{}/primary', 'virtual/{}/*']\n{}\n"
        "[slot.failover]\n{}\n",
        name, device_class, kind, kind, more, failover);
}

/// A passport's page where the font for one is installed, else a sheet of text.
Image page_image() {
    PageSpec spec{.mrz = specimen_mrz(), .ppi = 240, .margin_mm = 6};
    auto page = render_page(spec);
    if (!page) {
        spec.mrz.clear();
        page = render_page(spec);
    }
    return std::move(page).value().image;
}

}  // namespace

std::string camera(const std::string& name, const std::string& more) {
    return device("camera/" + name, "camera", "portrait.png", "width = 320\nfps = 60\nnoise = 1\n" + more);
}

std::string scanner(const std::string& name, const std::string& more) {
    return device("scanner/" + name, "document_scanner", "page.png", more);
}

std::string reader(const std::string& name, const std::string& more) {
    return device("reader/" + name, "fingerprint_reader", "finger.png", more);
}

std::string camera_slot(const std::string& failover, const std::string& more) {
    return slot("portrait camera", "camera", "camera", failover, more);
}

std::string scanner_slot(const std::string& failover, const std::string& more) {
    return slot("scanner", "document_scanner", "scanner", failover, more);
}

std::string reader_slot(const std::string& failover, const std::string& more) {
    return slot("finger reader", "fingerprint_reader", "reader", failover, more);
}

std::string all_steps(double timeout_s) {
    return fmt::format(
        "[[step]]\nstep = 'page'\nslot = 'scanner'\ntimeout_s = {0}\n"
        "[[step]]\nstep = 'portrait'\nslot = 'portrait camera'\nprofile = './face.toml'\ntimeout_s = {0}\n"
        "[[step]]\nstep = 'right_index'\nslot = 'finger reader'\ntimeout_s = {0}\n",
        timeout_s);
}

bool VirtualCounter::can_be_set_up() { return fs::exists(portrait_file()); }

VirtualCounter::VirtualCounter() {
    if (can_be_set_up()) fs::copy_file(portrait_file(), path() / "portrait.png");
    folder_.write("page.png", encode_png(page_image(), 240.0).value());
    folder_.write("finger.png", encode_png(make_ridge_pattern({}), 500.0).value());
    folder_.write("face.toml",
                  "name = 'face'\nversion = '1'\nkind = 'portrait'\n"
                  "[[requirement]]\nname = 'single_face_present'\nhigh = 0.1\n");
}

std::string VirtualCounter::write(const std::string& tables, const std::string& top) const {
    return folder_.write("counter.toml", top + "\n[drivers]\nonly = ['virtual']\n" + tables).string();
}

std::vector<fs::path> VirtualCounter::records() const {
    std::vector<fs::path> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(out(), ignored)) found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

std::vector<nlohmann::json> events(const Outcome& outcome, const std::string& name) {
    auto all = outcome.objects();
    std::erase_if(all, [&](const nlohmann::json& object) { return object.value("event", "") != name; });
    return all;
}

std::vector<std::string> event_names(const Outcome& outcome) {
    std::vector<std::string> names;
    for (const auto& object : outcome.objects()) names.push_back(object.value("event", ""));
    return names;
}

}  // namespace limner::test
