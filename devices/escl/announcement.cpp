#include "escl_protocol.h"
#include "mdns_browser.h"

#include <algorithm>
#include <cctype>

namespace limner::escl {

std::string url_of(const Announcement& announcement) {
    if (announcement.host.empty() || announcement.port <= 0 || announcement.port > 65'535) return "";
    auto at = announcement.texts.find("rs");
    std::string root = at == announcement.texts.end() ? "eSCL" : at->second;
    root.erase(0, root.find_first_not_of('/'));
    const bool is_v6 = announcement.host.find(':') != std::string::npos;
    std::string url = announcement.is_secure ? "https://" : "http://";
    url += is_v6 ? "[" + announcement.host + "]" : announcement.host;
    auto checked = checked_url(url + ":" + std::to_string(announcement.port) + "/" + root);
    return checked ? *checked : "";
}

void add_text(std::string_view entry, std::map<std::string, std::string>& to) {
    auto equals = entry.find('=');
    if (equals == 0 || equals == std::string_view::npos) return;
    std::string key(entry.substr(0, equals));
    std::ranges::transform(key, key.begin(), [](unsigned char one) { return static_cast<char>(std::tolower(one)); });
    to.emplace(std::move(key), entry.substr(equals + 1));
}

}  // namespace limner::escl
