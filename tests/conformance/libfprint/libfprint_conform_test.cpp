#include "support/conform_run.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;

/// Lays a finger on libfprint's virtual reader again and again, in whichever process has it open.
class Person {
public:
    explicit Person(std::string socket) : path_(std::move(socket)), thread_([this] { run(); }) {}
    Person(const Person&) = delete;
    Person& operator=(const Person&) = delete;
    ~Person() { is_over_ = true; }

private:
    static int connect_to(const std::string& path) {
        const int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        if (connect(peer, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return peer;
        close(peer);
        return -1;
    }
    void run() const {
        constexpr std::int32_t size[] = {192, 240};
        // libfprint looks for minutiae, and wants a person to repeat a picture that has none.
        std::vector<std::byte> image(sizeof size);
        for (int i = 0; i < size[0] * size[1]; ++i) image.push_back(static_cast<std::byte>(i * 31 + i / size[0] * 7));
        std::memcpy(image.data(), size, sizeof size);
        int peer = -1;
        for (; !is_over_; std::this_thread::sleep_for(60ms)) {
            if (peer < 0) peer = connect_to(path_);
            if (peer < 0) continue;
            // The next finger only once the last was looked at: none waits from before.
            int unread = 0;
            if (ioctl(peer, SIOCOUTQ, &unread) == 0 && unread > 0) continue;
            if (send(peer, image.data(), image.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(image.size())) continue;
            close(peer);
            peer = -1;
        }
        if (peer >= 0) close(peer);
    }

    const std::string path_;
    std::atomic<bool> is_over_ = false;
    std::jthread thread_;
};

TEST(InTreeDriver, LibfprintPassesWithItsVirtualReader) {
    TemporaryFolder folder;
    const std::string socket = (folder.path() / "reader.sock").string();
    ::setenv("FP_VIRTUAL_IMAGE", socket.c_str(), 1);
    Person person(socket);
    expect_conformity("libfprint");
}

}  // namespace
}  // namespace limner::test
