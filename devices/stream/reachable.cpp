#include "reachable.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace limner::stream {
namespace {

/// A socket that connects; -1 where it cannot.
int begin_connection(const Endpoint& endpoint) {
    addrinfo wanted{}, *found = nullptr;
    wanted.ai_socktype = SOCK_STREAM;
    std::string host = endpoint.host;
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (getaddrinfo(host.c_str(), endpoint.port.c_str(), &wanted, &found) != 0) return -1;
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
    const int socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket >= 0 && connect(socket, found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS) {
        close(socket);
        return -1;
    }
    return socket;
}

}  // namespace

std::vector<bool> are_reachable(const std::vector<Endpoint>& endpoints, std::chrono::milliseconds limit) {
    std::vector<pollfd> sockets;
    for (const Endpoint& one : endpoints) sockets.push_back({begin_connection(one), POLLOUT, 0});
    std::vector<bool> reachable;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (pollfd& one : sockets) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        const bool has_answer = one.fd >= 0 && poll(&one, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0) > 0;
        int error = 0;
        socklen_t length = sizeof error;
        reachable.push_back(has_answer && getsockopt(one.fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0);
        if (one.fd >= 0) close(one.fd);
    }
    return reachable;
}

}  // namespace limner::stream
