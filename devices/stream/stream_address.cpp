#include "stream_address.h"

#include <algorithm>
#include <array>

namespace limner::stream {
namespace {

struct Scheme {
    std::string_view start;
    std::string_view port;
    bool is_rtsp;
};
constexpr std::array schemes{Scheme{"http://", "80", false}, Scheme{"https://", "443", false},
                             Scheme{"rtsp://", "554", true}, Scheme{"rtsps://", "322", true}};

Error refused(std::string_view why) {
    return Error{ErrorCode::invalid_argument,
                 "a stream's address has to be http://HOST/PATH or rtsp://HOST/PATH: " + std::string(why)};
}

}  // namespace

Result<Address> parse_address(std::string_view url) {
    const auto* scheme = std::ranges::find_if(schemes, [&](const Scheme& one) { return url.starts_with(one.start); });
    if (scheme == schemes.end()) return refused("it begins otherwise");
    const bool is_plain = std::ranges::all_of(url, [](unsigned char one) { return one > ' ' && one < 127; });
    if (!is_plain || url.size() > 500) return refused("it has a space, or is no plain text of at most 500 characters");
    std::string_view rest = url.substr(scheme->start.size());
    std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
    const std::string_view path = rest.substr(authority.size());
    Address address{.is_rtsp = scheme->is_rtsp};
    if (auto at = authority.rfind('@'); at != std::string_view::npos) {
        const auto login = authority.substr(0, at);
        const auto colon = login.find(':');
        address.user = login.substr(0, colon);
        if (colon != std::string_view::npos) address.password = login.substr(colon + 1);
        authority.remove_prefix(at + 1);
    }
    const auto bracket = authority.rfind(']');
    const auto colon = authority.rfind(':');
    const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    address.port = has_port ? authority.substr(colon + 1) : scheme->port;
    address.host = authority.substr(0, has_port ? colon : authority.size());
    const bool is_port = !address.port.empty() && address.port.size() <= 5 &&
                         std::ranges::all_of(address.port, [](char one) { return one >= '0' && one <= '9'; });
    if (address.host.empty() || !is_port) return refused("it names no host, or a port that is no number");
    address.url = std::string(scheme->start) + std::string(authority) + std::string(path);
    address.id = address.host + ":" + address.port + std::string(path.substr(0, path.find('?')));
    return address;
}

}  // namespace limner::stream
