#pragma once

#include <limner/base/result.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// A file being written. It closes when it goes; what was not synced may be lost in a power cut.
class StorageFile {
public:
    virtual ~StorageFile() = default;
    virtual Result<void> write(std::span<const std::byte> bytes) = 0;
    virtual Result<void> sync() = 0;
};

/// Held until it goes.
class StorageLock {
public:
    virtual ~StorageLock() = default;
};

/// The file system as a record needs it, so that tests can make it fail at any step. Every error names the path and is
/// one of storage_full, storage_failed, access_denied, file_missing, unreadable_file, device_busy (locks) or
/// invalid_argument (something of that name is there already).
class Storage {
public:
    virtual ~Storage() = default;

    /// Of mode 0700 whatever the umask.
    virtual Result<void> create_folder(const std::filesystem::path& folder) = 0;
    /// An empty file of mode 0600 whatever the umask, in the place of whatever file has that name.
    virtual Result<std::unique_ptr<StorageFile>> create_file(const std::filesystem::path& file) = 0;
    /// Makes the folder's entries survive a power cut: those added, renamed and removed.
    virtual Result<void> sync_folder(const std::filesystem::path& folder) = 0;
    /// Replaces a file of the new name.
    virtual Result<void> rename_file(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    /// Never replaces: invalid_argument where anything has the new name.
    virtual Result<void> rename_folder(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    /// A file or an empty folder; one that is not there is no error.
    virtual Result<void> remove(const std::filesystem::path& path) = 0;
    /// Hands the bytes of a regular file over, piece by piece. Never follows a symbolic link, never blocks on a pipe.
    /// unreadable_file above `max_bytes`, before the first piece.
    virtual Result<void> read(const std::filesystem::path& file, std::uint64_t max_bytes,
                              const std::function<void(std::span<const std::byte>)>& on_piece) = 0;
    /// The names in a folder, sorted.
    virtual Result<std::vector<std::string>> list(const std::filesystem::path& folder) = 0;
    virtual bool is_folder(const std::filesystem::path& path) = 0;
    /// Takes the lock that `file` stands for, creating it; device_busy names the process that holds it.
    virtual Result<std::unique_ptr<StorageLock>> lock(const std::filesystem::path& file) = 0;
};

/// The operating system's.
Storage& system_storage();

/// Writes a whole file and syncs it; what is half written is removed. The folder is not synced.
Result<void> write_file(Storage& storage, const std::filesystem::path& file, std::string_view bytes);
/// Replaces a file in one step: after a power cut there is the old one or the new one. `is_replaced` says on failure
/// whether the new one is in place all the same and only its survival is uncertain.
Result<void> replace_file(Storage& storage, const std::filesystem::path& file, std::string_view bytes,
                          bool& is_replaced);
Result<std::string> read_whole(Storage& storage, const std::filesystem::path& file, std::uint64_t max_bytes);

/// What replace_file() leaves behind when it is interrupted.
inline constexpr std::string_view temporary_suffix = ".tmp";

}  // namespace limner
