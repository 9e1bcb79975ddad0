#include "system_node.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace limner::v4l2 {
namespace {

class SystemNode final : public VideoNode {
public:
    SystemNode(int node, int waker) : node_(node), waker_(waker) {}
    ~SystemNode() override {
        ::close(node_);
        ::close(waker_);
    }

    int control(unsigned long request, void* argument) override {
        int result = 0;
        do result = ::ioctl(node_, request, argument);
        while (result != 0 && errno == EINTR);
        return result == 0 ? 0 : errno;
    }

    Wake wait(Clock::time_point until) override {
        pollfd both[2]{{node_, POLLIN, 0}, {waker_, POLLIN, 0}};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        const int count = ::poll(both, 2, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
        if (count > 0 && both[1].revents != 0) {
            std::uint64_t wakes = 0;
            (void)!::read(waker_, &wakes, sizeof wakes);
            return Wake::woken;
        }
        return count > 0 ? Wake::ready : Wake::timed_out;
    }

    Result<std::span<std::byte>> map(std::size_t bytes, std::uint32_t offset) override {
        void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, node_, offset);
        if (memory == MAP_FAILED) return node_error("mmap", std::to_string(bytes) + " bytes", errno);
        return std::span(static_cast<std::byte*>(memory), bytes);
    }
    void unmap(std::span<std::byte> memory) override { ::munmap(memory.data(), memory.size()); }

    void wake() noexcept override {
        const std::uint64_t one = 1;
        (void)!::write(waker_, &one, sizeof one);
    }

private:
    const int node_, waker_;
};

Error not_opened(const std::string& id, const std::filesystem::path& file, int reason) {
    Error error = node_error(id, file.string(), reason);
    const bool is_gone = reason == ENOENT || error.code == ErrorCode::device_lost;
    if (is_gone) error.code = ErrorCode::device_missing;
    if (error.code == ErrorCode::access_denied)
        error.message +=
            "; add the user to the group 'video', or give " + file.string() + " to the seat by a udev rule";
    return error;
}

}  // namespace

Result<std::unique_ptr<VideoNode>> open_node(const std::string& id, const std::filesystem::path& file) {
    const int node = ::open(file.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (node < 0) return not_opened(id, file, errno);
    const int waker = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (waker < 0) {
        const int reason = errno;
        ::close(node);
        return Error{ErrorCode::internal, id + ": eventfd: " + std::generic_category().message(reason)};
    }
    return std::unique_ptr<VideoNode>(std::make_unique<SystemNode>(node, waker));
}

}  // namespace limner::v4l2
