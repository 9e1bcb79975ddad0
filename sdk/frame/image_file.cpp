#include <limner/frame/image_file.h>

#include "frame/image_codec.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>
#include <new>

namespace limner {
namespace codec {
namespace {

bool starts_with(std::span<const std::byte> file, std::string_view magic, std::size_t offset = 0) noexcept {
    return file.size() >= offset + magic.size() && std::memcmp(file.data() + offset, magic.data(), magic.size()) == 0;
}

bool is_pdf(std::span<const std::byte> file) noexcept {
    constexpr std::size_t header_window = 1024;  // readers accept bytes before the header
    std::string_view head(reinterpret_cast<const char*>(file.data()), std::min(file.size(), header_window));
    return head.find("%PDF-") != std::string_view::npos;
}

}  // namespace

FileKind kind_of(std::span<const std::byte> file) noexcept {
    using namespace std::string_view_literals;
    if (starts_with(file, "\x89PNG\r\n\x1a\n"sv)) return FileKind::png;
    if (starts_with(file, "\xff\xd8\xff"sv)) return FileKind::jpeg;
    for (auto magic : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv})
        if (starts_with(file, magic)) return FileKind::tiff;
    if (starts_with(file, "RIFF"sv) && starts_with(file, "WEBP"sv, 8)) return FileKind::webp;
    if (starts_with(file, "BM"sv)) return FileKind::bmp;
    if (starts_with(file, "\xff\xa0\xff"sv)) return FileKind::wsq;
    if (starts_with(file, "\0\0\0\x0cjP  \r\n\x87\n"sv) || starts_with(file, "\xff\x4f\xff\x51"sv))
        return FileKind::jpeg_2000;
    if (file.size() > 2 && file[0] == std::byte{'P'} && file[1] >= std::byte{'1'} && file[1] <= std::byte{'7'} &&
        std::string_view(" \t\r\n#").find(static_cast<char>(file[2])) != std::string_view::npos)
        return FileKind::pnm;
    if (is_pdf(file)) return FileKind::pdf;
    return FileKind::unknown;
}

std::string_view name_of(FileKind kind) noexcept {
    constexpr std::array<std::string_view, 10> names{"unknown", "png",  "jpeg", "tiff", "bmp",
                                                     "pnm",     "webp", "pdf",  "wsq",  "jpeg_2000"};
    return names[static_cast<std::size_t>(kind)];
}

Error unreadable(const Source& source, std::string_view reason) {
    return Error{ErrorCode::unreadable_file, fmt::format("{}: {}", source.name, reason)};
}

Result<void> check_size(const Source& source, std::int64_t width, std::int64_t height) {
    if (width <= 0 || height <= 0) return unreadable(source, "damaged: its header states no size");
    const ImageLimits& limits = source.limits;
    if (width > limits.max_side_px || height > limits.max_side_px || width * height > limits.max_pixels)
        return unreadable(source, fmt::format("{} x {} pixels are above the limit of {} on a side and {} in all", width,
                                              height, limits.max_side_px, limits.max_pixels));
    return {};
}

std::optional<double> plausible_ppi(double ppi) noexcept {
    return ppi >= 10 && ppi <= 10'000 ? std::optional(ppi) : std::nullopt;
}

std::optional<double> plausible_ppi(double across, double down) noexcept {
    return std::abs(across - down) <= 0.01 * across ? plausible_ppi(across) : std::nullopt;
}

}  // namespace codec

namespace {

using codec::FileKind;
using codec::Source;

Result<ImageFile> decode(const Source& source) try {
    if (source.file.empty()) return codec::unreadable(source, "empty");
    if (static_cast<std::int64_t>(source.file.size()) > source.limits.max_file_bytes)
        return codec::unreadable(source, fmt::format("above the limit of {} bytes", source.limits.max_file_bytes));
    FileKind kind = codec::kind_of(source.file);
    if (kind == FileKind::unknown) return codec::unreadable(source, "no image of a known type");
    if (kind == FileKind::pdf) return codec::unreadable(source, "a PDF is read from a file only");
    if (kind != FileKind::tiff && source.page != 1)
        return Error{ErrorCode::invalid_argument, fmt::format("{}: has no page {}", source.name, source.page)};
    auto read = [&] {
        if (kind == FileKind::png) return codec::read_png(source);
        if (kind == FileKind::jpeg) return codec::read_jpeg(source);
        if (kind == FileKind::wsq) return codec::read_wsq(source);
        if (kind == FileKind::jpeg_2000) return codec::read_jpeg_2000(source);
        return codec::read_by_leptonica(source, kind);
    };
    Result<ImageFile> result = read();
    if (result) {
        result->format = codec::name_of(kind);
        result->page = source.page;
    }
    return result;
} catch (const std::bad_alloc&) {
    return codec::unreadable(source, "not enough memory for the image");
}

Error open_error(const std::string& name, int number) {
    if (number == ENOENT || number == ENOTDIR) return {ErrorCode::file_missing, name + ": no such file"};
    if (number == EACCES || number == EPERM) return {ErrorCode::access_denied, name + ": access denied"};
    return {ErrorCode::unreadable_file, fmt::format("{}: {}", name, std::generic_category().message(number))};
}

struct Descriptor {
    int number;
    explicit Descriptor(int n) : number(n) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
};

struct FileBytes {
    std::unique_ptr<std::byte[]> memory;
    std::size_t size = 0;
    std::span<const std::byte> all() const { return {memory.get(), size}; }
};

Result<FileBytes> read_all(const std::string& name, int descriptor, std::size_t size) {
    FileBytes bytes{std::make_unique_for_overwrite<std::byte[]>(size), 0};
    while (bytes.size < size) {
        ssize_t got = ::read(descriptor, bytes.memory.get() + bytes.size, size - bytes.size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return open_error(name, errno);
        if (got == 0) break;
        bytes.size += static_cast<std::size_t>(got);
    }
    return bytes;
}

// O_NONBLOCK: opening a pipe that nobody writes to must not wait.
Result<FileBytes> load(const std::string& name, const ImageLimits& limits) try {
    Descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat facts {};
    if (file.number < 0 || ::fstat(file.number, &facts) != 0) return open_error(name, errno);
    auto refuse = [&](std::string_view why) {
        return Error{ErrorCode::unreadable_file, fmt::format("{}: {}", name, why)};
    };
    if (S_ISDIR(facts.st_mode)) return refuse("is a folder");
    if (!S_ISREG(facts.st_mode)) return refuse("no regular file");
    if (facts.st_size == 0) return refuse("empty");
    if (facts.st_size > limits.max_file_bytes)
        return refuse(fmt::format("above the limit of {} bytes", limits.max_file_bytes));
    return read_all(name, file.number, static_cast<std::size_t>(facts.st_size));
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::unreadable_file, name + ": not enough memory for the file"};
}

}  // namespace

Result<ImageFile> read_image_page(const std::filesystem::path& path, int page, const ImageLimits& limits) {
    const std::string& name = path.native();
    if (page < 1) return Error{ErrorCode::invalid_argument, fmt::format("{}: pages count from 1", name)};
    auto bytes = load(name, limits);
    if (!bytes) return bytes.error();
    if (codec::kind_of(bytes->all()) == FileKind::pdf) {
        bytes->memory.reset();
        return codec::read_pdf_page(name, page, limits);
    }
    return decode({bytes->all(), name, limits, page});
}

Result<ImageFile> read_image(const std::filesystem::path& path, const ImageLimits& limits) {
    return read_image_page(path, 1, limits);
}

Result<ImageFile> decode_image(std::span<const std::byte> file, const std::string& name, const ImageLimits& limits) {
    return decode({file, name, limits});
}

}  // namespace limner
