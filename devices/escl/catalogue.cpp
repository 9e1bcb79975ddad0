#include "catalogue.h"

#include "escl_device.h"
#include "mdns_browser.h"

#include <algorithm>
#include <charconv>
#include <future>

namespace limner::escl {
namespace {

constexpr std::string_view id_start = "escl/";
/// A listing is asked for every few seconds: who does not answer sooner is not there.
constexpr std::chrono::milliseconds discovery_limit{1'500};
constexpr std::chrono::milliseconds listing_limit{1'500};
constexpr std::chrono::milliseconds open_limit{5'000};

Error wrong(const char* name, const std::string& text, const char* wanted) {
    return Error{ErrorCode::invalid_setup,
                 std::string("the driver setting ") + name + " is '" + text + "'; " + wanted + " is needed"};
}

Result<void> read_milliseconds(const driver::Services& services, const char* name, std::chrono::milliseconds& to) {
    auto text = services.setting(name);
    if (!text) return {};
    int number = 0;
    auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (failure != std::errc{} || end != text->data() + text->size() || number <= 0)
        return wrong(name, *text, "a number of ms");
    to = std::chrono::milliseconds(number);
    return {};
}

Result<void> read_flag(const driver::Services& services, const char* name, bool& to) {
    auto text = services.setting(name);
    if (!text) return {};
    if (*text != "true" && *text != "false") return wrong(name, *text, "true or false");
    to = *text == "true";
    return {};
}

/// A list of texts in counter.toml comes as JSON.
Result<std::vector<std::string>> urls_in(std::string text) {
    constexpr const char* between = " ,\t\r\n\"";
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    std::vector<std::string> urls;
    for (std::size_t at = text.find_first_not_of(between); at != std::string::npos;) {
        const std::size_t end = std::min(text.find_first_of(between, at), text.size());
        auto url = checked_url(std::string_view(text).substr(at, end - at));
        if (!url) return wrong("scanners", text, "http://HOST/eSCL, several of them with spaces between,");
        urls.push_back(std::move(*url));
        at = text.find_first_not_of(between, end);
    }
    return urls;
}

driver::Listing listing_of(const std::string& url, const Capabilities& capabilities) {
    driver::Listing listing;
    listing.id = std::string(id_start) + (capabilities.uuid.empty() ? "@" + host_of(url) : capabilities.uuid);
    listing.name = capabilities.model.empty() ? "eSCL scanner" : capabilities.model;
    listing.device_class = driver::DeviceClass::document_scanner;
    listing.serial = capabilities.serial;
    return listing;
}

}  // namespace

Result<DriverSettings> DriverSettings::from(const driver::Services& services) {
    DriverSettings settings;
    auto urls = urls_in(services.setting("scanners").value_or(""));
    if (!urls) return urls.error();
    settings.urls = std::move(*urls);
    for (auto [name, to] : {std::pair{"discovery", &settings.uses_discovery},
                            {"verify_certificates", &settings.http.verifies_certificates}})
        if (auto read = read_flag(services, name, *to); !read) return read.error();
    for (auto [name, to] : {std::pair{"answer_limit_ms", &settings.limits.answer},
                            {"first_data_limit_ms", &settings.limits.first_data},
                            {"next_data_limit_ms", &settings.limits.next_data},
                            {"busy_limit_ms", &settings.limits.busy},
                            {"connect_limit_ms", &settings.http.connect_limit}})
        if (auto read = read_milliseconds(services, name, *to); !read) return read.error();
    return settings;
}

Result<void> Catalogue::initialise(const driver::Services& services) {
    auto settings = DriverSettings::from(services);
    if (!settings) return settings.error();
    services_ = services;
    settings_ = std::move(*settings);
    return {};
}

Result<Capabilities> Catalogue::ask(const std::string& url, Clock::time_point deadline) const {
    HttpClient http(settings_.http);
    const auto limit = settings_.limits.answer;
    auto answer =
        http.fetch({.url = url + "/ScannerCapabilities", .first_limit = limit, .next_limit = limit}, deadline);
    if (!answer) return answer.error();
    if (answer->status == 401 || answer->status == 403)
        return Error{ErrorCode::access_denied, url + ": the scanner wants a login; allow scanning in its settings"};
    if (answer->status != 200)
        return Error{ErrorCode::device_fault, url + ": the scanner answers HTTP " + std::to_string(answer->status)};
    auto capabilities = parse_capabilities(answer->text());
    if (!capabilities) return Error{capabilities.error().code, url + ": " + capabilities.error().message};
    return capabilities;
}

std::vector<Catalogue::Entry> Catalogue::look() {
    std::vector<std::string> urls = settings_.urls;
    if (settings_.uses_discovery)
        for (const Announcement& one : browse(Clock::now() + discovery_limit))
            if (std::string url = url_of(one); !url.empty()) urls.push_back(std::move(url));
    const auto deadline = Clock::now() + listing_limit;
    std::vector<std::future<Result<Capabilities>>> answers;
    for (const std::string& url : urls)
        answers.push_back(std::async(std::launch::async, [this, &url, deadline] { return ask(url, deadline); }));
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        auto capabilities = answers[i].get();
        if (!capabilities) {
            services_.log(driver::LogLevel::debug, capabilities.error().message);
            continue;
        }
        Entry entry{listing_of(urls[i], *capabilities), urls[i], *capabilities};
        // One scanner is announced by http and https, over IPv4 and IPv6.
        bool is_known = std::ranges::any_of(entries, [&](const Entry& e) { return e.listing.id == entry.listing.id; });
        if (!is_known) entries.push_back(std::move(entry));
    }
    return entries;
}

Result<std::vector<driver::Listing>> Catalogue::list() {
    std::lock_guard one_at_a_time(looking_);
    std::vector<driver::Listing> listings;
    for (const Entry& entry : look()) listings.push_back(entry.listing);
    return listings;
}

Result<std::unique_ptr<driver::Device>> Catalogue::open(std::string_view id) {
    std::string_view name = id.starts_with(id_start) ? id.substr(id_start.size()) : "";
    auto device = [&](const std::string& url, Capabilities capabilities) {
        return std::unique_ptr<driver::Device>(
            std::make_unique<EsclDevice>(url, std::move(capabilities), settings_.limits, settings_.http));
    };
    if (auto url = checked_url(name)) {
        auto capabilities = ask(*url, Clock::now() + open_limit);
        if (capabilities) return device(*url, std::move(*capabilities));
        const bool is_gone = capabilities.error().code == ErrorCode::device_lost;
        return is_gone ? Error{ErrorCode::device_missing, capabilities.error().message} : capabilities.error();
    }
    for (Entry& entry : look())
        if (entry.listing.id == id) return device(entry.url, std::move(entry.capabilities));
    return Error{ErrorCode::device_missing, std::string(id) + ": no scanner answers by this id"};
}

}  // namespace limner::escl
