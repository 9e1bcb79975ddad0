#include "frame/image_codec.h"

#include <cstddef>

namespace limner::codec {
namespace {

constexpr int max_pages = 10'000;  // a chain of directories that is longer is taken for a loop

// Numbers of a TIFF in its own byte order; nothing beyond its end.
class TiffBytes {
public:
    explicit TiffBytes(std::span<const std::byte> file)
        : file_(file), is_little_endian_(file.size() > 3 && file[0] == std::byte{'I'}) {}

    std::optional<std::uint64_t> number(std::uint64_t at, std::size_t size) const noexcept {
        if (at > file_.size() || size > file_.size() - at) return std::nullopt;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            std::size_t place = is_little_endian_ ? size - 1 - i : i;
            value = value << 8 | static_cast<std::uint64_t>(file_[at + place]);
        }
        return value;
    }

private:
    std::span<const std::byte> file_;
    bool is_little_endian_;
};

struct Layout {
    std::uint64_t first;      ///< where the first directory's offset stands
    std::size_t offset_size;  ///< of an offset
    std::size_t count_size;   ///< of a directory's count of entries
    std::uint64_t entry_size;
};

}  // namespace

// TIFF 6.0, section 2: a chain of directories, each with the offset of the next. BigTIFF (version 43) widens the
// fields.
std::optional<int> count_tiff_pages(std::span<const std::byte> file) noexcept {
    constexpr Layout classic{4, 4, 2, 12}, big{8, 8, 8, 20};
    constexpr int big_version = 43;
    TiffBytes bytes(file);
    auto version = bytes.number(2, 2);
    if (!version) return std::nullopt;
    const Layout& layout = *version == big_version ? big : classic;
    auto directory = bytes.number(layout.first, layout.offset_size);
    int count = 0;
    while (directory && *directory != 0) {
        if (++count > max_pages) return std::nullopt;
        auto entries = bytes.number(*directory, layout.count_size);
        if (!entries || *entries > file.size() / layout.entry_size) return std::nullopt;
        directory = bytes.number(*directory + layout.count_size + *entries * layout.entry_size, layout.offset_size);
    }
    return directory && count > 0 ? std::optional(count) : std::nullopt;
}

}  // namespace limner::codec
