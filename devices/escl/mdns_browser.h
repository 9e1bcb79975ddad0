#pragma once

#include <limner/base/until.h>

#include <map>
#include <string>
#include <vector>

namespace limner::escl {

/// What a scanner announces by DNS service discovery.
struct Announcement {
    std::string host{};  ///< A numeric address; IPv6 without brackets.
    int port = 0;
    bool is_secure = false;
    std::map<std::string, std::string> texts{};  ///< Of the TXT record, keys in lower case.
};

/// Its eSCL address; empty where the announcement makes none.
std::string url_of(const Announcement& announcement);

/// "key=value" of a TXT record, taken into the texts; a key that is there stays, as RFC 6763 wants it.
void add_text(std::string_view entry, std::map<std::string, std::string>& to);

/// The scanners that the system's Avahi knows of as _uscan._tcp and _uscans._tcp, asked until the deadline at the
/// longest. None where Avahi does not run, or the driver was built without it.
std::vector<Announcement> browse(Clock::time_point deadline);

}  // namespace limner::escl
