#include "base/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace limner {
namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const noexcept { return number_; }

private:
    int number_;
};

Error failure(const std::filesystem::path& path, int reason) {
    auto code = reason == ENOENT || reason == ENOTDIR ? ErrorCode::file_missing
                : reason == EACCES || reason == EPERM ? ErrorCode::access_denied
                                                      : ErrorCode::unreadable_file;
    return {code, path.string() + ": " + std::generic_category().message(reason)};
}

Error too_large(const std::filesystem::path& path, std::size_t max_bytes) {
    return {ErrorCode::unreadable_file, path.string() + ": larger than " + std::to_string(max_bytes) + " bytes"};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would hang.
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.number() < 0) return failure(path, errno);
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) return failure(path, errno);
    if (!S_ISREG(status.st_mode)) return Error{ErrorCode::unreadable_file, path.string() + ": not a regular file"};
    if (static_cast<std::uintmax_t>(std::max<off_t>(status.st_size, 0)) > max_bytes) return too_large(path, max_bytes);

    std::string bytes;
    std::array<char, 16'384> block{};
    for (;;) {
        ssize_t count = ::read(file.number(), block.data(), block.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failure(path, errno);
        if (count == 0) return bytes;
        bytes.append(block.data(), static_cast<std::size_t>(count));
        if (bytes.size() > max_bytes) return too_large(path, max_bytes);
    }
}

}  // namespace limner
