#include "device/device_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace limner {
namespace {

constexpr std::size_t max_holder_bytes = 128;

Error failure(const std::filesystem::path& path) {
    int number = errno;
    auto code =
        number == EACCES || number == EPERM || number == ELOOP ? ErrorCode::access_denied : ErrorCode::storage_failed;
    return Error{code, path.string() + ": " + std::system_category().message(number)};
}

/// A device's id may hold any character; its file's name is a hash of it (FNV-1a).
std::string file_name_for(const std::string& device_id) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (char letter : device_id) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "%016llx.lock", static_cast<unsigned long long>(hash));
    return name.data();
}

/// A folder in /tmp could have been laid there by somebody else: it has to be a real one of this user's.
Result<void> ready(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failure(folder);
    struct stat found {};
    if (::lstat(folder.c_str(), &found) != 0) return failure(folder);
    bool is_shared = folder == "/run/limner";
    if (S_ISDIR(found.st_mode) && (is_shared || found.st_uid == ::geteuid())) return {};
    return Error{ErrorCode::access_denied, folder.string() + ": not a folder of this user's"};
}

/// What the holder wrote; another user's text is not trusted to be printable.
std::string holder_in(int file) {
    std::array<char, max_holder_bytes> text{};
    auto got = ::pread(file, text.data(), text.size(), 0);
    std::string holder(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    std::erase_if(holder, [](unsigned char letter) { return std::isprint(letter) == 0; });
    return holder.empty() ? "another process" : holder;
}

void write_holder(int file) {
    std::string holder =
        std::string(program_invocation_short_name).substr(0, 64) + " (pid " + std::to_string(::getpid()) + ")";
    // A lock whose holder cannot be named is a lock all the same.
    if (::ftruncate(file, 0) == 0 && ::pwrite(file, holder.data(), holder.size(), 0) < 0) return;
}

}  // namespace

Result<DeviceLock> DeviceLock::take(const std::filesystem::path& folder, const std::string& device_id) {
    if (auto fine = ready(folder); !fine) return fine.error();
    auto path = folder / file_name_for(device_id);
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660));
    if (!file) return failure(path);
    if (::flock(file.number(), LOCK_EX | LOCK_NB) == 0) {
        // Whatever the umask: others of the folder's group take the same lock. Only the file's owner may say so.
        if (::fchmod(file.number(), 0660) != 0 && errno != EPERM) return failure(path);
        write_holder(file.number());
        return DeviceLock(std::move(file));
    }
    if (errno != EWOULDBLOCK) return failure(path);
    return Error{ErrorCode::device_busy, device_id + " is held by " + holder_in(file.number())};
}

std::filesystem::path device_lock_folder() {
    if (const char* named = std::getenv("LIMNER_LOCKS"); named && *named) return named;
    const std::filesystem::path shared = "/run/limner";
    if (::access(shared.c_str(), W_OK | X_OK) == 0) return shared;
    if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime && *runtime)
        return std::filesystem::path(runtime) / "limner";
    return "/tmp/limner-" + std::to_string(::geteuid());
}

}  // namespace limner
