#include <limner/frame/image_file.h>

#include "frame/jpeg_error.h"
#include "frame/pixel_buffer.h"

#include <png.h>
#include <zlib.h>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <memory>

namespace limner {
namespace {

using codec::guarded;
using codec::JpegErrorManager;

Error refuse(const Image& image, const char* what) {
    return {ErrorCode::invalid_argument,
            std::string("an image of ") + std::string(name_of(image.format())) + " cannot be written as " + what};
}

struct PngWriter {
    png_structp png = nullptr;
    png_infop info = nullptr;
    ~PngWriter() { png_destroy_write_struct(&png, &info); }
};

void append(png_structp png, png_bytep data, std::size_t size) {
    auto& out = *static_cast<std::vector<std::byte>*>(png_get_io_ptr(png));
    const auto* bytes = reinterpret_cast<const std::byte*>(data);
    try {
        out.insert(out.end(), bytes, bytes + size);
        return;
    } catch (const std::bad_alloc&) {
    }
    png_error(png, "no memory");
}

// Nothing with a destructor lives here: libpng jumps out of it on an error.
bool write_png(PngWriter& writer, const Image& image, std::optional<double> ppi) {
    constexpr double inches_per_metre = 1 / 0.0254;
    if (setjmp(png_jmpbuf(writer.png)) != 0) return false;
    bool is_deep = image.format() == PixelFormat::gray16;
    png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(image.width()),
                 static_cast<png_uint_32>(image.height()), is_deep ? 16 : 8,
                 image.format() == PixelFormat::rgb8 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    // Scans are noisy: an average filter and run lengths take a quarter of the time for about as many bytes.
    png_set_filter(writer.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_AVG);
    png_set_compression_level(writer.png, 1);
    png_set_compression_strategy(writer.png, Z_RLE);
    if (ppi) {
        auto density = static_cast<png_uint_32>(std::lround(*ppi * inches_per_metre));
        png_set_pHYs(writer.png, writer.info, density, density, PNG_RESOLUTION_METER);
    }
    png_write_info(writer.png, writer.info);
    if (is_deep && std::endian::native == std::endian::little) png_set_swap(writer.png);
    std::size_t stride = image.bytes().size() / static_cast<std::size_t>(image.height());
    for (int y = 0; y < image.height(); ++y)
        png_write_row(writer.png, samples_of(image) + stride * static_cast<std::size_t>(y));
    png_write_end(writer.png, writer.info);
    return true;
}

class JpegEncoder {
public:
    JpegEncoder() { info_.err = &errors_.base; }
    JpegEncoder(const JpegEncoder&) = delete;
    JpegEncoder& operator=(const JpegEncoder&) = delete;
    ~JpegEncoder() {
        jpeg_destroy_compress(&info_);
        std::free(memory_);
    }

    bool encode(const Image& image, int quality, std::optional<double> ppi) {
        return guarded(errors_, [&] {
            jpeg_create_compress(&info_);
            jpeg_mem_dest(&info_, &memory_, &size_);
            set_up(image, quality, ppi);
            jpeg_start_compress(&info_, TRUE);
            std::size_t stride = image.bytes().size() / static_cast<std::size_t>(image.height());
            while (info_.next_scanline < info_.image_height) {
                auto* row = const_cast<std::uint8_t*>(samples_of(image)) + stride * info_.next_scanline;
                jpeg_write_scanlines(&info_, &row, 1);
            }
            jpeg_finish_compress(&info_);
        });
    }
    std::vector<std::byte> bytes() const {
        const auto* begin = reinterpret_cast<const std::byte*>(memory_);
        return {begin, begin + size_};
    }
    const char* reason() const { return errors_.reason; }

private:
    void set_up(const Image& image, int quality, std::optional<double> ppi) {
        bool is_gray = image.format() == PixelFormat::gray8;
        info_.image_width = static_cast<JDIMENSION>(image.width());
        info_.image_height = static_cast<JDIMENSION>(image.height());
        info_.input_components = is_gray ? 1 : 3;
        info_.in_color_space = is_gray ? JCS_GRAYSCALE : JCS_RGB;
        jpeg_set_defaults(&info_);
        jpeg_set_quality(&info_, quality, TRUE);
        if (!is_gray && quality > 90) info_.comp_info[0].h_samp_factor = info_.comp_info[0].v_samp_factor = 1;
        if (!ppi) return;
        info_.density_unit = 1;
        info_.X_density = info_.Y_density = static_cast<UINT16>(std::lround(*ppi));
    }

    JpegErrorManager errors_{};
    jpeg_compress_struct info_{};
    unsigned char* memory_ = nullptr;
    unsigned long size_ = 0;
};

bool is_valid_ppi(std::optional<double> ppi) { return !ppi || (*ppi >= 1 && *ppi <= 65'535); }

}  // namespace

Result<std::vector<std::byte>> encode_png(const Image& image, std::optional<double> ppi) try {
    bool is_known_format = image.format() == PixelFormat::gray8 || image.format() == PixelFormat::rgb8 ||
                           image.format() == PixelFormat::gray16;
    if (image.is_empty() || !is_known_format) return refuse(image, "PNG");
    if (!is_valid_ppi(ppi)) return Error{ErrorCode::invalid_argument, "a resolution outside 1 to 65,535 ppi"};
    std::vector<std::byte> out;
    PngWriter writer;
    writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    if (writer.png) writer.info = png_create_info_struct(writer.png);
    if (!writer.info) return Error{ErrorCode::internal, "libpng has no memory"};
    png_set_error_fn(
        writer.png, nullptr, [](png_structp png, png_const_charp) { png_longjmp(png, 1); },
        [](png_structp, png_const_charp) {});
    png_set_write_fn(writer.png, &out, append, nullptr);
    if (!write_png(writer, image, ppi)) return Error{ErrorCode::internal, "libpng could not write the image"};
    return out;
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::internal, "no memory to write the image"};
}

Result<std::vector<std::byte>> encode_jpeg(const Image& image, int quality, std::optional<double> ppi) try {
    bool is_known_format = image.format() == PixelFormat::gray8 || image.format() == PixelFormat::rgb8;
    if (image.is_empty() || !is_known_format) return refuse(image, "JPEG");
    if (quality < 1 || quality > 100) return Error{ErrorCode::invalid_argument, "a JPEG quality outside 1 to 100"};
    if (!is_valid_ppi(ppi)) return Error{ErrorCode::invalid_argument, "a resolution outside 1 to 65,535 ppi"};
    JpegEncoder encoder;
    if (!encoder.encode(image, quality, ppi)) return Error{ErrorCode::internal, encoder.reason()};
    return encoder.bytes();
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::internal, "no memory to write the image"};
}

}  // namespace limner
