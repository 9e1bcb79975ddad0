#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace limner::stream {

struct Endpoint {
    std::string host{};
    std::string port{};
};

/// Which of them take a connection within the limit, all asked at once. Nothing is sent.
std::vector<bool> are_reachable(const std::vector<Endpoint>& endpoints, std::chrono::milliseconds limit);

}  // namespace limner::stream
