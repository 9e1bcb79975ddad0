#pragma once

#include "record/storage.h"

#include <csignal>
#include <memory>
#include <utility>

namespace limner::test {

/// Another storage whose user is killed at the operation of that number (from 1): before it, in its middle where it is
/// a write.
class KillingStorage final : public Storage {
public:
    KillingStorage(Storage& real, int kill_at) : real_(real), left_(kill_at) {}

    Result<void> create_folder(const std::filesystem::path& folder) override {
        step();
        return real_.create_folder(folder);
    }
    Result<std::unique_ptr<StorageFile>> create_file(const std::filesystem::path& file) override {
        step();
        auto created = real_.create_file(file);
        if (!created) return created;
        return std::unique_ptr<StorageFile>(std::make_unique<File>(*this, *std::move(created)));
    }
    Result<void> sync_folder(const std::filesystem::path& folder) override {
        step();
        return real_.sync_folder(folder);
    }
    Result<void> rename_file(const std::filesystem::path& from, const std::filesystem::path& to) override {
        step();
        return real_.rename_file(from, to);
    }
    Result<void> rename_folder(const std::filesystem::path& from, const std::filesystem::path& to) override {
        step();
        return real_.rename_folder(from, to);
    }
    Result<void> remove(const std::filesystem::path& path) override {
        step();
        return real_.remove(path);
    }
    Result<void> read(const std::filesystem::path& file, std::uint64_t max_bytes,
                      const std::function<void(std::span<const std::byte>)>& on_piece) override {
        step();
        return real_.read(file, max_bytes, on_piece);
    }
    Result<std::vector<std::string>> list(const std::filesystem::path& folder) override {
        step();
        return real_.list(folder);
    }
    bool is_folder(const std::filesystem::path& path) override { return real_.is_folder(path); }
    Result<std::unique_ptr<StorageLock>> lock(const std::filesystem::path& file) override {
        step();
        return real_.lock(file);
    }

private:
    class File final : public StorageFile {
    public:
        File(KillingStorage& storage, std::unique_ptr<StorageFile> real) : storage_(storage), real_(std::move(real)) {}
        Result<void> write(std::span<const std::byte> bytes) override {
            const std::size_t half = bytes.size() / 2;
            if (auto written = real_->write(bytes.first(half)); !written) return written;
            storage_.step();
            return real_->write(bytes.subspan(half));
        }
        Result<void> sync() override {
            storage_.step();
            return real_->sync();
        }

    private:
        KillingStorage& storage_;
        std::unique_ptr<StorageFile> real_;
    };

    void step() {
        if (--left_ == 0) std::raise(SIGKILL);
    }

    Storage& real_;
    int left_;
};

}  // namespace limner::test
