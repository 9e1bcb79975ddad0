#include "record/storage.h"

namespace limner {

Result<void> write_file(Storage& storage, const std::filesystem::path& file, std::string_view bytes) {
    auto written = [&]() -> Result<void> {
        auto created = storage.create_file(file);
        if (!created) return created.error();
        if (auto done = (*created)->write(std::as_bytes(std::span(bytes))); !done) return done;
        return (*created)->sync();
    }();
    // Where removing fails too, the first failure is the one to tell.
    if (!written) (void)storage.remove(file);
    return written;
}

Result<void> replace_file(Storage& storage, const std::filesystem::path& file, std::string_view bytes,
                          bool& is_replaced) {
    is_replaced = false;
    std::filesystem::path temporary = file;
    temporary += temporary_suffix;
    if (auto written = write_file(storage, temporary, bytes); !written) return written;
    if (auto renamed = storage.rename_file(temporary, file); !renamed) {
        (void)storage.remove(temporary);
        return renamed;
    }
    is_replaced = true;
    return storage.sync_folder(file.parent_path());
}

Result<std::string> read_whole(Storage& storage, const std::filesystem::path& file, std::uint64_t max_bytes) {
    std::string text;
    auto done = storage.read(file, max_bytes, [&](std::span<const std::byte> piece) {
        text.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    });
    if (!done) return done.error();
    return text;
}

}  // namespace limner
