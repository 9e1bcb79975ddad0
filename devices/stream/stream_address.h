#pragma once

#include <limner/base/result.h>

#include <string>
#include <string_view>

namespace limner::stream {

/// Where a camera's stream is.
struct Address {
    bool is_rtsp = false;
    std::string url{};  ///< Without user and password.
    std::string host{};
    std::string port{};
    std::string user{}, password{};
    std::string id{};  ///< "HOST:PORT/PATH": nothing of it is secret.
};

/// http://, https://, rtsp:// or rtsps://, USER:PASSWORD@ where it needs them. invalid_argument otherwise; the message
/// holds no password.
Result<Address> parse_address(std::string_view url);

}  // namespace limner::stream
