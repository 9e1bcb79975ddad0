#include "camera_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace limner::test {
namespace {

using namespace std::chrono_literals;

constexpr auto picture_pause = 33ms;

}  // namespace

CameraServer::CameraServer(std::vector<std::vector<std::byte>> pictures) : pictures_(std::move(pictures)) {
    socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    (void)bind(socket_, reinterpret_cast<sockaddr*>(&address), length);
    (void)listen(socket_, 128);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
}

CameraServer::~CameraServer() {
    is_over_ = true;
    thread_.join();
    close(socket_);
}

void CameraServer::run() {
    while (!is_over_) {
        pollfd ready{socket_, POLLIN, 0};
        if (poll(&ready, 1, 10) <= 0) continue;
        const int client = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        serve(client);
        close(client);
    }
}

bool CameraServer::send_text(int client, std::string_view text) const {
    while (!text.empty()) {
        const auto sent = send(client, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            text.remove_prefix(static_cast<std::size_t>(sent));
            continue;
        }
        pollfd ready{client, POLLOUT, 0};
        if (is_over_ || poll(&ready, 1, 100) < 0 || (ready.revents & (POLLHUP | POLLERR))) return false;
    }
    return true;
}

bool CameraServer::send_part(int client, std::size_t number) const {
    const auto& file = pictures_[number % pictures_.size()];
    std::string body(reinterpret_cast<const char*>(file.data()), file.size());
    const std::size_t length = body.size();
    const Fault now = number > 2 ? fault.load() : Fault::none;
    if (now == Fault::garbage) body.assign(length, 'x');
    if (now == Fault::cut) body.resize(length / 2);
    const std::string head =
        "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
    return send_text(client, head + body + (now == Fault::cut ? "" : "\r\n")) && now != Fault::cut;
}

void CameraServer::serve(int client) {
    std::array<char, 4096> request{};
    pollfd ready{client, POLLIN, 0};
    if (poll(&ready, 1, 1'000) <= 0 || recv(client, request.data(), request.size(), 0) <= 0) return;
    while (fault == Fault::mute && !is_over_) std::this_thread::sleep_for(5ms);
    if (fault == Fault::refuse) {
        send_text(client, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
    }
    send_text(client, "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n");
    for (std::size_t number = 0; !is_over_; ++number) {
        while (fault == Fault::stall && number > 2 && !is_over_) std::this_thread::sleep_for(5ms);
        if (fault == Fault::flood && number > 2) {
            send_text(client, "--frame\r\nContent-Type: image/jpeg\r\n\r\n");
            const std::string zeros(65'536, '\0');
            while (fault == Fault::flood && send_text(client, zeros)) std::this_thread::sleep_for(2ms);
            return;
        }
        if (!send_part(client, number)) return;
        std::this_thread::sleep_for(fault == Fault::slow ? 300ms : picture_pause);
        pollfd gone{client, POLLIN, 0};
        if (poll(&gone, 1, 0) > 0) return;
    }
}

}  // namespace limner::test
