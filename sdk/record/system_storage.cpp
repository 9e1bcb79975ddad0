#include "record/storage.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace limner {
namespace {

namespace fs = std::filesystem;

ErrorCode code_of(int number) {
    switch (number) {
        case ENOSPC:
        case EDQUOT: return ErrorCode::storage_full;
        case EACCES:
        case EPERM: return ErrorCode::access_denied;
        case ENOENT:
        case ENOTDIR: return ErrorCode::file_missing;
        case EEXIST:
        case ENOTEMPTY:
        case ENAMETOOLONG: return ErrorCode::invalid_argument;
        default: return ErrorCode::storage_failed;
    }
}

Error failure(std::string_view doing, const fs::path& path, int number) {
    return {code_of(number),
            fmt::format("cannot {} '{}': {}", doing, path.string(), std::generic_category().message(number))};
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int operator*() const { return number_; }
    bool is_open() const { return number_ >= 0; }

private:
    int number_;
};

template <typename Call>
auto restarted(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

class SystemFile final : public StorageFile {
public:
    SystemFile(Descriptor descriptor, fs::path path) : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    Result<void> write(std::span<const std::byte> bytes) override {
        while (!bytes.empty()) {
            const ssize_t count = restarted([&] { return ::write(*descriptor_, bytes.data(), bytes.size()); });
            if (count < 0) return failure("write", path_, errno);
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
        return {};
    }

    Result<void> sync() override {
        if (restarted([&] { return ::fsync(*descriptor_); }) != 0) return failure("sync", path_, errno);
        return {};
    }

private:
    Descriptor descriptor_;
    fs::path path_;
};

class SystemLock final : public StorageLock {
public:
    explicit SystemLock(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

private:
    Descriptor descriptor_;
};

std::string holder_of(int descriptor) {
    std::array<char, 32> text{};
    const ssize_t count = ::pread(descriptor, text.data(), text.size() - 1, 0);
    const long pid = count > 0 ? std::strtol(text.data(), nullptr, 10) : 0;
    return pid > 0 ? fmt::format("process {}", pid) : "another process";
}

/// Where the system cannot refuse to replace, only the moment between looking and renaming is unguarded.
int rename_without_replacing(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    struct stat there {};
    if (::lstat(to.c_str(), &there) == 0) return EEXIST;
    return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

class SystemStorage final : public Storage {
public:
    Result<void> create_folder(const fs::path& folder) override {
        if (::mkdir(folder.c_str(), S_IRWXU) != 0) {
            const int number = errno;
            const bool is_in_the_way = number == EEXIST && !is_folder(folder);
            return failure("create the folder", folder, is_in_the_way ? ENOTDIR : number);
        }
        if (::chmod(folder.c_str(), S_IRWXU) != 0) {
            const int number = errno;
            ::rmdir(folder.c_str());
            return failure("set the mode of", folder, number);
        }
        return {};
    }

    Result<std::unique_ptr<StorageFile>> create_file(const fs::path& file) override {
        if (::unlink(file.c_str()) != 0 && errno != ENOENT) return failure("replace", file, errno);
        Descriptor opened(
            ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
        if (!opened.is_open()) return failure("create", file, errno);
        if (::fchmod(*opened, S_IRUSR | S_IWUSR) != 0) return failure("set the mode of", file, errno);
        return std::unique_ptr<StorageFile>(std::make_unique<SystemFile>(std::move(opened), file));
    }

    Result<void> sync_folder(const fs::path& folder) override {
        Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!opened.is_open()) return failure("open the folder", folder, errno);
        // Some network file systems cannot sync a folder and say so by EINVAL: there is nothing more to be done.
        if (restarted([&] { return ::fsync(*opened); }) != 0 && errno != EINVAL)
            return failure("sync the folder", folder, errno);
        return {};
    }

    Result<void> rename_file(const fs::path& from, const fs::path& to) override {
        if (::rename(from.c_str(), to.c_str()) != 0) return failure("put in place", to, errno);
        return {};
    }

    Result<void> rename_folder(const fs::path& from, const fs::path& to) override {
        if (const int number = rename_without_replacing(from, to); number != 0)
            return failure("put in place", to, number);
        return {};
    }

    Result<void> remove(const fs::path& path) override {
        if (::remove(path.c_str()) != 0 && errno != ENOENT) return failure("remove", path, errno);
        return {};
    }

    Result<void> read(const fs::path& file, std::uint64_t max_bytes,
                      const std::function<void(std::span<const std::byte>)>& on_piece) override {
        Descriptor opened(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
        if (!opened.is_open() && errno == ELOOP)
            return Error(ErrorCode::unreadable_file, fmt::format("'{}' is a symbolic link", file.string()));
        if (!opened.is_open()) return failure("open", file, errno);
        struct stat facts {};
        if (::fstat(*opened, &facts) != 0) return failure("read", file, errno);
        if (!S_ISREG(facts.st_mode))
            return Error(ErrorCode::unreadable_file, fmt::format("'{}' is not a regular file", file.string()));
        if (static_cast<std::uint64_t>(facts.st_size) > max_bytes)
            return Error(ErrorCode::unreadable_file,
                         fmt::format("'{}' has more than {} bytes", file.string(), max_bytes));
        return read_pieces(opened, file, max_bytes, on_piece);
    }

    Result<std::vector<std::string>> list(const fs::path& folder) override {
        std::error_code problem;
        fs::directory_iterator entries(folder, problem);
        if (problem) return failure("list", folder, problem.value());
        std::vector<std::string> names;
        for (; entries != fs::directory_iterator(); entries.increment(problem))
            names.push_back(entries->path().filename().string());
        if (problem) return failure("list", folder, problem.value());
        std::ranges::sort(names);
        return names;
    }

    bool is_folder(const fs::path& path) override {
        std::error_code ignored;
        return fs::is_directory(path, ignored);
    }

    Result<std::unique_ptr<StorageLock>> lock(const fs::path& file) override {
        Descriptor opened(
            ::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, S_IRUSR | S_IWUSR));
        if (!opened.is_open()) return failure("lock", file, errno);
        if (restarted([&] { return ::flock(*opened, LOCK_EX | LOCK_NB); }) != 0) {
            if (errno != EWOULDBLOCK) return failure("lock", file, errno);
            return Error(ErrorCode::device_busy,
                         fmt::format("'{}' is in use by {}", file.parent_path().string(), holder_of(*opened)));
        }
        note_holder(*opened);
        return std::unique_ptr<StorageLock>(std::make_unique<SystemLock>(std::move(opened)));
    }

private:
    static Result<void> read_pieces(const Descriptor& opened, const fs::path& file, std::uint64_t max_bytes,
                                    const std::function<void(std::span<const std::byte>)>& on_piece) {
        std::vector<std::byte> piece(std::size_t{256} * 1024);
        for (std::uint64_t total = 0;;) {
            const ssize_t count = restarted([&] { return ::read(*opened, piece.data(), piece.size()); });
            if (count < 0) return failure("read", file, errno);
            if (count == 0) return {};
            total += static_cast<std::uint64_t>(count);
            if (total > max_bytes)
                return Error(ErrorCode::unreadable_file, fmt::format("'{}' grows while it is read", file.string()));
            on_piece(std::span(piece).first(static_cast<std::size_t>(count)));
        }
    }

    /// Only for the message of the next one who comes: a full disk does not keep anybody from locking.
    static void note_holder(int descriptor) {
        const std::string pid = fmt::format("{}\n", ::getpid());
        if (::fchmod(descriptor, S_IRUSR | S_IWUSR) != 0 || ::ftruncate(descriptor, 0) != 0) return;
        if (::pwrite(descriptor, pid.data(), pid.size(), 0) < 0) return;
    }
};

}  // namespace

Storage& system_storage() {
    static SystemStorage storage;
    return storage;
}

}  // namespace limner
