#include "gvcp_socket.h"

#include <limner/base/until.h>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace limner::gige {
namespace {

constexpr int questions = 3;

}  // namespace

GvcpSocket::GvcpSocket(const std::string& address) {
    sockaddr_in camera{};
    camera.sin_family = AF_INET;
    camera.sin_port = htons(gvcp_port);
    if (inet_pton(AF_INET, address.c_str(), &camera.sin_addr) != 1) return;
    socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_ < 0) return;
    // Where there is no way to the camera there is none to be told so later: it just does not answer.
    is_refused_ = connect(socket_, reinterpret_cast<sockaddr*>(&camera), sizeof camera) != 0;
}

GvcpSocket::~GvcpSocket() {
    if (socket_ >= 0) close(socket_);
}

void GvcpSocket::ask() noexcept {
    if (++number_ == 0) number_ = 1;
    const auto command = discovery_command(number_);
    // What the send before this one met is told by this one.
    if (send(socket_, command.data(), command.size(), MSG_NOSIGNAL) < 0 && errno == ECONNREFUSED) is_refused_ = true;
}

std::optional<Announcement> GvcpSocket::answer() noexcept {
    std::array<std::byte, 2048> packet{};
    for (;;) {
        const auto count = recv(socket_, packet.data(), packet.size(), 0);
        if (count < 0) {
            if (errno == ECONNREFUSED) is_refused_ = true;
            return std::nullopt;
        }
        is_refused_ = false;
        if (auto found = announcement_in(std::span(packet).first(static_cast<std::size_t>(count)), number_))
            return found;
    }
}

std::vector<std::optional<Announcement>> ask_all(const std::vector<std::string>& addresses,
                                                 std::chrono::milliseconds limit) {
    std::vector<std::optional<Announcement>> found(addresses.size());
    std::vector<std::unique_ptr<GvcpSocket>> sockets;
    std::vector<pollfd> ready;
    for (const std::string& one : addresses) {
        sockets.push_back(std::make_unique<GvcpSocket>(one));
        ready.push_back({sockets.back()->descriptor(), POLLIN, 0});
    }
    std::size_t missing = addresses.size();
    for (int question = 0; question < questions && missing > 0; ++question) {
        for (std::size_t i = 0; i < sockets.size(); ++i)
            if (ready[i].fd >= 0) sockets[i]->ask();
        const auto until = Clock::now() + limit / questions;
        while (missing > 0 && Clock::now() < until) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
            if (poll(ready.data(), ready.size(), static_cast<int>(std::max<std::int64_t>(left, 0))) <= 0) break;
            for (std::size_t i = 0; i < sockets.size(); ++i) {
                if (ready[i].fd < 0 || ready[i].revents == 0) continue;
                found[i] = sockets[i]->answer();
                if (!found[i] && !sockets[i]->is_refused()) continue;
                ready[i].fd = -1;
                --missing;
            }
        }
    }
    return found;
}

}  // namespace limner::gige
