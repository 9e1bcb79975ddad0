#include "frame/image_codec.h"

#include <leptonica/allheaders.h>

#include <cstring>
#include <memory>
#include <mutex>

namespace limner::codec {
namespace {

struct Destroy {
    void operator()(Pix* pix) const { pixDestroy(&pix); }
};
using PixPointer = std::unique_ptr<Pix, Destroy>;

// Leptonica writes its complaints to stderr, which is the host program's; ours are in the Error.
void quieten() {
    static std::once_flag once;
    std::call_once(once, [] { leptSetStderrHandler([](const char*) {}); });
}

std::string_view fourcc(const Source& source, std::size_t at) {
    if (source.file.size() < at + 4) return {};
    return {reinterpret_cast<const char*>(source.file.data()) + at, 4};
}

// The WebP container's extended header carries the flags; simple files are never animated.
bool is_animated_webp(const Source& source) {
    constexpr std::size_t flags_at = 20;
    constexpr auto animation = std::byte{0x02};
    return fourcc(source, 12) == "VP8X" && source.file.size() > flags_at &&
           (source.file[flags_at] & animation) != std::byte{0};
}

bool is_lossless_webp(const Source& source) {
    std::string_view file(reinterpret_cast<const char*>(source.file.data()), source.file.size());
    auto first = fourcc(source, 12);
    return first == "VP8L" || (first == "VP8X" && file.find("VP8 ") == std::string_view::npos);
}

Result<void> check_header(const Source& source, FileKind kind) {
    int format = 0, width = 0, height = 0, bits = 0, samples = 0, has_palette = 0;
    auto size = source.file.size();
    int failed = kind == FileKind::tiff
                     ? readHeaderMemTiff(source.data(), size, source.page - 1, &width, &height, &bits, &samples,
                                         nullptr, &has_palette, &format)
                     : pixReadHeaderMem(source.data(), size, &format, &width, &height, &bits, &samples, &has_palette);
    if (failed) return unreadable(source, "damaged: its header cannot be read");
    return check_size(source, width, height);
}

PixPointer read_pix(const Source& source, FileKind kind) {
    if (kind == FileKind::tiff) return PixPointer(pixReadMemTiff(source.data(), source.file.size(), source.page - 1));
    return PixPointer(pixReadMem(source.data(), source.file.size()));
}

// 8 bits of grey or 32 of colour, whatever came.
PixPointer normalise(PixPointer pix) {
    if (pixGetColormap(pix.get())) pix.reset(pixRemoveColormap(pix.get(), REMOVE_CMAP_BASED_ON_SRC));
    if (!pix) return pix;
    int depth = pixGetDepth(pix.get());
    if (depth == 24) pix.reset(pixConvert24To32(pix.get()));
    if (depth < 8 || depth == 16) pix.reset(pixConvertTo8(pix.get(), 0));
    return pix;
}

void copy_gray(Pix* pix, const PixelBuffer& buffer) {
    int width = pixGetWidth(pix), height = pixGetHeight(pix);
    for (int y = 0; y < height; ++y) {
        const l_uint32* line = pixGetData(pix) + std::ptrdiff_t{y} * pixGetWpl(pix);
        std::uint8_t* row = buffer.row(y);
        for (int x = 0; x < width; ++x) row[x] = static_cast<std::uint8_t>(GET_DATA_BYTE(line, x));
    }
}

// libtiff multiplies colour by alpha itself, the others leave that to the reader.
void copy_colour(Pix* pix, const PixelBuffer& buffer, bool is_premultiplied) {
    int width = pixGetWidth(pix), height = pixGetHeight(pix);
    bool has_alpha = pixGetSpp(pix) == 4;
    for (int y = 0; y < height; ++y) {
        const l_uint32* line = pixGetData(pix) + std::ptrdiff_t{y} * pixGetWpl(pix);
        std::uint8_t* row = buffer.row(y);
        for (int x = 0; x < width; ++x, row += 3) {
            int colour[3], alpha = 0;
            extractRGBAValues(line[x], &colour[0], &colour[1], &colour[2], &alpha);
            for (int channel = 0; channel < 3; ++channel) {
                int value = colour[channel];
                if (has_alpha) value = (is_premultiplied ? value : (value * alpha + 127) / 255) + 255 - alpha;
                row[channel] = static_cast<std::uint8_t>(std::min(value, 255));
            }
        }
    }
}

Result<Image> image_of(const Source& source, PixPointer pix, FileKind kind) {
    pix = normalise(std::move(pix));
    if (!pix) return unreadable(source, "damaged: its pixels cannot be converted");
    bool is_gray = pixGetDepth(pix.get()) == 8;
    auto buffer = PixelBuffer::create(pixGetWidth(pix.get()), pixGetHeight(pix.get()),
                                      is_gray ? PixelFormat::gray8 : PixelFormat::rgb8);
    if (!buffer) return unreadable(source, buffer.error().message);
    if (is_gray)
        copy_gray(pix.get(), *buffer);
    else
        copy_colour(pix.get(), *buffer, kind == FileKind::tiff);
    return std::move(*buffer).finish();
}

Result<int> page_count_of(const Source& source, FileKind kind) {
    if (kind != FileKind::tiff) return 1;
    auto count = count_tiff_pages(source.file);
    if (!count) return unreadable(source, "truncated or damaged: its pages cannot be counted");
    if (source.page > *count)
        return Error{ErrorCode::invalid_argument,
                     source.name + ": has " + std::to_string(*count) + " pages, not " + std::to_string(source.page)};
    return *count;
}

}  // namespace

Result<ImageFile> read_by_leptonica(const Source& source, FileKind kind) {
    quieten();
    if (kind == FileKind::webp && is_animated_webp(source))
        return unreadable(source, "animated; only still pictures are read");
    auto page_count = page_count_of(source, kind);
    if (!page_count) return page_count.error();
    if (auto ok = check_header(source, kind); !ok) return ok.error();
    PixPointer pix = read_pix(source, kind);
    if (!pix) return unreadable(source, "truncated or damaged");
    ImageFile file;
    file.page_count = *page_count;
    file.ppi = plausible_ppi(pixGetXRes(pix.get()), pixGetYRes(pix.get()));
    file.is_lossy = kind == FileKind::webp ? !is_lossless_webp(source) : pixGetInputFormat(pix.get()) == IFF_TIFF_JPEG;
    auto image = image_of(source, std::move(pix), kind);
    if (!image) return image.error();
    file.image = std::move(*image);
    return file;
}

}  // namespace limner::codec
