#include "frame/image_codec.h"

#include <png.h>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <vector>

namespace limner::codec {
namespace {

constexpr png_alloc_size_t max_chunk_bytes = png_alloc_size_t{8} * 1024 * 1024;

// What libpng hands back to its callbacks.
struct PngState {
    std::span<const std::byte> left;
    char reason[96] = "damaged";
};

void take_bytes(png_structp png, png_bytep target, std::size_t count) {
    auto& state = *static_cast<PngState*>(png_get_io_ptr(png));
    if (count > state.left.size()) png_error(png, "truncated");
    std::memcpy(target, state.left.data(), count);
    state.left = state.left.subspan(count);
}

[[noreturn]] void leave(png_structp png, png_const_charp reason) {
    auto& state = *static_cast<PngState*>(png_get_error_ptr(png));
    std::snprintf(state.reason, sizeof state.reason, "%s", reason);
    png_longjmp(png, 1);
}

class PngDecoder {
public:
    explicit PngDecoder(const Source& source) : state_{source.file} {
        png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state_, leave, [](png_structp, png_const_charp) {});
        if (!png_) return;
        info_ = png_create_info_struct(png_);
        png_set_read_fn(png_, &state_, take_bytes);
    }
    PngDecoder(const PngDecoder&) = delete;
    PngDecoder& operator=(const PngDecoder&) = delete;
    ~PngDecoder() { png_destroy_read_struct(&png_, &info_, nullptr); }

    /// Runs `call` and tells whether libpng came back without an error. Nothing with a destructor may live in `call`.
    template <typename Call>
    bool guarded(Call&& call) {
        if (!png_ || !info_ || setjmp(png_jmpbuf(png_)) != 0) return false;
        call(png_, info_);
        return true;
    }
    const char* reason() const { return state_.reason; }

private:
    PngState state_;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
};

// 16-bit samples keep their upper byte; palettes and few-bit grey become 8-bit; alpha is laid over white.
void set_transforms(png_structp png, png_infop info) {
    png_set_expand(png);
    png_set_strip_16(png);
    constexpr png_uint_16 white = 0xff;  // of the 8 bits that are left
    png_color_16 paper{0, white, white, white, white};
    png_set_background_fixed(png, &paper, PNG_BACKGROUND_GAMMA_SCREEN, 0, PNG_FP_1);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
}

struct PngFacts {
    png_uint_32 width = 0;
    png_uint_32 height = 0;
    bool is_gray = false;
    std::optional<double> ppi{};
    int orientation = 1;
};

void read_header(PngDecoder& decoder, const ImageLimits& limits, bool& is_good, PngFacts& facts) {
    is_good = decoder.guarded([&](png_structp png, png_infop info) {
        auto side = static_cast<png_uint_32>(std::max(limits.max_side_px, 1));
        png_set_user_limits(png, std::max(side, png_uint_32{PNG_USER_WIDTH_MAX}), PNG_USER_HEIGHT_MAX);
        png_set_chunk_malloc_max(png, max_chunk_bytes);
        png_read_info(png, info);
        facts.width = png_get_image_width(png, info);
        facts.height = png_get_image_height(png, info);
        facts.is_gray = !(png_get_color_type(png, info) & PNG_COLOR_MASK_COLOR);
    });
}

void read_metadata(PngDecoder& decoder, PngFacts& facts) {
    constexpr double metres_per_inch = 0.0254;
    const std::uint8_t* exif = nullptr;
    std::size_t exif_size = 0;
    decoder.guarded([&](png_structp png, png_infop info) {
        facts.ppi = plausible_ppi(png_get_x_pixels_per_meter(png, info) * metres_per_inch,
                                  png_get_y_pixels_per_meter(png, info) * metres_per_inch);
        png_bytep data = nullptr;
        png_uint_32 size = 0;
        if (png_get_eXIf_1(png, info, &size, &data)) {
            exif = data;
            exif_size = size;
        }
    });
    if (!exif) return;
    constexpr std::string_view magic("Exif\0\0", 6);
    std::vector<std::uint8_t> marked(magic.begin(), magic.end());
    marked.insert(marked.end(), exif, exif + exif_size);
    facts.orientation = read_exif(marked).orientation;
}

// APNG: an acTL chunk before the image data.
bool is_animated(std::span<const std::byte> file) noexcept {
    constexpr std::size_t signature = 8, frame = 12;  // a chunk's length, type and checksum
    for (std::size_t at = signature; at + frame <= file.size();) {
        auto byte = [&](std::size_t i) { return static_cast<std::size_t>(file[at + i]); };
        std::size_t length = byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
        const auto* type = reinterpret_cast<const char*>(file.data() + at + 4);
        if (std::string_view(type, 4) == "acTL") return true;
        if (std::string_view(type, 4) == "IDAT" || length > file.size()) return false;
        at += frame + length;
    }
    return false;
}

Result<Image> read_pixels(const Source& source, PngDecoder& decoder, const PngFacts& facts) {
    auto buffer = PixelBuffer::create(static_cast<int>(facts.width), static_cast<int>(facts.height),
                                      facts.is_gray ? PixelFormat::gray8 : PixelFormat::rgb8);
    if (!buffer) return unreadable(source, buffer.error().message);
    std::vector<png_bytep> rows(facts.height);
    for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = buffer->row(static_cast<int>(y));
    bool is_good = decoder.guarded([&](png_structp png, png_infop info) {
        set_transforms(png, info);
        if (png_get_rowbytes(png, info) != buffer->stride()) png_error(png, "of an unexpected pixel format");
        png_read_image(png, rows.data());
        png_read_end(png, nullptr);
    });
    if (!is_good) return unreadable(source, decoder.reason());
    return std::move(*buffer).finish();
}

}  // namespace

Result<ImageFile> read_png(const Source& source) {
    if (is_animated(source.file)) return unreadable(source, "animated; only still pictures are read");
    PngDecoder decoder(source);
    PngFacts facts;
    bool is_good = false;
    read_header(decoder, source.limits, is_good, facts);
    if (!is_good) return unreadable(source, decoder.reason());
    if (auto ok = check_size(source, facts.width, facts.height); !ok) return ok.error();
    read_metadata(decoder, facts);
    auto image = read_pixels(source, decoder, facts);
    if (image) image = make_upright(*image, facts.orientation);
    if (!image) return image.error();
    ImageFile file;
    file.image = std::move(*image);
    file.ppi = facts.ppi;
    return file;
}

}  // namespace limner::codec
