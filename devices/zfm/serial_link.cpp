#include "serial_link.h"

#include <asm/termbits.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace limner::zfm {
namespace {

constexpr std::chrono::milliseconds send_limit{500};

int milliseconds_to(Clock::time_point deadline) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

Error open_error(const std::string& path, int number) {
    const std::string text = path + ": " + std::strerror(number);
    if (number == EACCES || number == EPERM)
        return Error{ErrorCode::access_denied, text + "; add the user to the group that owns it (dialout)"};
    if (number == EBUSY) return Error{ErrorCode::device_busy, text + "; another program holds it"};
    return Error{ErrorCode::device_missing, text};
}

}  // namespace

Result<std::unique_ptr<SerialLink>> SerialLink::open(const std::string& path) {
    const int port = ::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (port < 0) return open_error(path, errno);
    std::unique_ptr<SerialLink> link(new SerialLink(path, port, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)));
    if (link->wakes_ < 0) return Error{ErrorCode::internal, "no descriptor is left"};
    if (!isatty(port)) return Error{ErrorCode::device_missing, path + " is no serial port"};
    if (flock(port, LOCK_EX | LOCK_NB) != 0) return open_error(path, EBUSY);
    return link;
}

SerialLink::~SerialLink() {
    close(port_);
    if (wakes_ >= 0) close(wakes_);
}

Error SerialLink::lost() const { return Error{ErrorCode::device_lost, path_ + ": " + std::strerror(errno)}; }

Result<void> SerialLink::set_baud(int baud) {
    termios2 settings{};
    if (ioctl(port_, TCGETS2, &settings) != 0) return lost();
    settings.c_iflag = 0;
    settings.c_oflag = 0;
    settings.c_lflag = 0;
    // Any multiple of 9,600, also those without a name of their own.
    settings.c_cflag = CS8 | CREAD | CLOCAL | BOTHER;
    settings.c_ispeed = settings.c_ospeed = static_cast<speed_t>(baud);
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    if (ioctl(port_, TCSETSW2, &settings) != 0) return lost();
    drop_input();
    return {};
}

Result<void> SerialLink::send(std::span<const std::byte> bytes) {
    const auto deadline = Clock::now() + send_limit;
    while (!bytes.empty()) {
        const auto count = write(port_, bytes.data(), bytes.size());
        if (count > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(count));
            continue;
        }
        if (count < 0 && errno != EAGAIN && errno != EINTR) return lost();
        pollfd ready{port_, POLLOUT, 0};
        const int left = milliseconds_to(deadline);
        if (left == 0) return Error{ErrorCode::device_stalled, path_ + " takes no bytes"};
        poll(&ready, 1, left);
        if (ready.revents & (POLLHUP | POLLERR)) {
            errno = EIO;
            return lost();
        }
    }
    return {};
}

Result<std::vector<std::byte>> SerialLink::receive(Clock::time_point deadline) {
    std::array<pollfd, 2> ready{pollfd{port_, POLLIN, 0}, pollfd{wakes_, POLLIN, 0}};
    if (poll(ready.data(), ready.size(), milliseconds_to(deadline)) <= 0) return std::vector<std::byte>();
    if (ready[1].revents) return std::vector<std::byte>();
    std::vector<std::byte> bytes(4096);
    const auto count = read(port_, bytes.data(), bytes.size());
    if (count > 0) {
        bytes.resize(static_cast<std::size_t>(count));
        return bytes;
    }
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::vector<std::byte>();
    // A port that ends reads as if its file did.
    if (count == 0) errno = ENODEV;
    return lost();
}

void SerialLink::drop_input() noexcept {
    // By reading: TCFLSH leaves the writer of a full pseudo-terminal waiting.
    std::array<std::byte, 4096> bytes;
    for (int i = 0; i < 100 && read(port_, bytes.data(), bytes.size()) > 0; ++i) continue;
}

void SerialLink::wake() noexcept {
    const std::uint64_t one = 1;
    (void)!write(wakes_, &one, sizeof one);
}

void SerialLink::calm() noexcept {
    std::uint64_t count = 0;
    (void)!read(wakes_, &count, sizeof count);
}

}  // namespace limner::zfm
