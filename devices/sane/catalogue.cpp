#include "catalogue.h"

#include "sane_device.h"
#include "sane_identity.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace limner::sane {
namespace {

constexpr std::string_view id_start = "sane/";
constexpr std::chrono::seconds open_limit{8};

Result<void> read_milliseconds(const driver::Services& services, const char* name, std::chrono::milliseconds& to) {
    auto text = services.setting(name);
    if (!text) return {};
    int number = 0;
    auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (failure != std::errc{} || end != text->data() + text->size() || number <= 0)
        return Error{ErrorCode::invalid_setup,
                     "the driver setting " + std::string(name) + " is '" + *text + "'; a number of ms is needed"};
    to = std::chrono::milliseconds(number);
    return {};
}

std::string trimmed(const std::string& text) {
    auto begin = text.find_first_not_of(' ');
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

/// SANE lists cameras, too, through backends such as v4l and gphoto2: they are no document scanners.
bool is_scanner(const Found& found) {
    constexpr std::array cameras{"still camera", "video camera", "frame grabber", "webcam"};
    bool is_camera = std::ranges::any_of(cameras, [&](const char* type) { return found.type == type; });
    return !is_camera && backend_of(found.name) != "v4l" && !found.name.empty();
}

driver::Listing listing_of(const Found& found) {
    auto address = usb_address_in(found.name);
    auto usb = address ? find_usb_device(usb_devices_folder, *address) : std::nullopt;
    driver::Listing listing;
    listing.id = std::string(id_start) + stable_name(found.name, usb);
    listing.name = trimmed(trimmed(found.vendor) + " " + trimmed(found.model));
    listing.device_class = driver::DeviceClass::document_scanner;
    if (usb) listing.serial = usb->serial;
    return listing;
}

}  // namespace

Result<DriverSettings> DriverSettings::from(const driver::Services& services) {
    DriverSettings settings;
    settings.config_dir = services.setting("config_dir");
    auto local_only = services.setting("local_only").value_or("false");
    if (local_only != "true" && local_only != "false")
        return Error{ErrorCode::invalid_setup,
                     "the driver setting local_only is '" + local_only + "'; true or false is needed"};
    settings.is_local_only = local_only == "true";
    for (auto [name, to] : {std::pair{"list_every_ms", &settings.list_every},
                            {"first_data_limit_ms", &settings.limits.first_data},
                            {"next_data_limit_ms", &settings.limits.next_data}}) {
        if (auto read = read_milliseconds(services, name, *to); !read) return read.error();
    }
    return settings;
}

Result<void> Catalogue::initialise(const driver::Services& services) {
    auto settings = DriverSettings::from(services);
    if (!settings) return settings.error();
    auto library = Library::acquire(settings->config_dir);
    if (!library) return library.error();
    settings_ = *settings;
    library_ = *library;
    return {};
}

std::vector<Catalogue::Entry> Catalogue::entries_of(const std::vector<Found>& found) {
    std::vector<Entry> entries;
    for (const Found& one : found) {
        if (!is_scanner(one)) continue;
        Entry entry{listing_of(one), one};
        bool is_taken = std::ranges::any_of(entries, [&](const Entry& e) { return e.listing.id == entry.listing.id; });
        if (is_taken) entry.listing.id = std::string(id_start) + one.name;
        entries.push_back(std::move(entry));
    }
    return entries;
}

Result<void> Catalogue::refresh() {
    auto fingerprint = usb_fingerprint(usb_devices_folder);
    auto found = library_->list(settings_.is_local_only);
    if (!found) return found.error();
    if (!*found) return {};
    auto entries = entries_of(**found);
    std::lock_guard lock(mutex_);
    entries_ = std::move(entries);
    usb_fingerprint_ = fingerprint;
    listed_at_ = Clock::now();
    return {};
}

Result<std::vector<driver::Listing>> Catalogue::list() {
    std::lock_guard one_at_a_time(listing_);
    bool is_fresh = [&] {
        std::lock_guard lock(mutex_);
        return listed_at_ && Clock::now() - *listed_at_ < settings_.list_every &&
               usb_fingerprint_ == usb_fingerprint(usb_devices_folder);
    }();
    if (!is_fresh) {
        if (auto refreshed = refresh(); !refreshed) return refreshed.error();
    }
    std::lock_guard lock(mutex_);
    // Never listed is not the same as none connected.
    if (!listed_at_) return Error{ErrorCode::device_busy, "scanners cannot be listed while one is opened or scans"};
    std::vector<driver::Listing> listings;
    for (const Entry& entry : entries_) listings.push_back(entry.listing);
    return listings;
}

std::optional<Found> Catalogue::find(std::string_view id) const {
    std::lock_guard lock(mutex_);
    auto at = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.listing.id == id; });
    return at == entries_.end() ? std::nullopt : std::optional(at->found);
}

Result<std::unique_ptr<driver::Device>> Catalogue::open(std::string_view id) {
    auto deadline = Clock::now() + open_limit;
    if (auto known = find(id)) return open(*known, deadline);
    // SANE's own names are opened without listing first, which takes seconds where network scanners are looked for, and
    // so are names that it never lists, such as a net host's. An empty name would mean "any scanner" to it.
    std::string_view name = id.starts_with(id_start) ? id.substr(id_start.size()) : "";
    bool is_name = name.find(':') != std::string_view::npos && !name.ends_with(':');
    auto device = Result<std::unique_ptr<driver::Device>>(
        Error{ErrorCode::device_missing, std::string(id) + ": no such scanner"});
    if (is_name) device = open(Found{.name = std::string(name)}, deadline);
    if (device || device.error().code != ErrorCode::device_missing) return device;
    std::lock_guard one_at_a_time(listing_);
    if (auto refreshed = refresh(); !refreshed) return refreshed.error();
    auto found = find(id);
    return found ? open(*found, deadline) : std::move(device);
}

Result<std::unique_ptr<driver::Device>> Catalogue::open(const Found& found, Clock::time_point deadline) {
    auto handle = library_->open(found.name, deadline);
    if (!handle) return handle.error();
    return std::unique_ptr<driver::Device>(std::make_unique<SaneDevice>(*handle, found.type, settings_.limits));
}

}  // namespace limner::sane
