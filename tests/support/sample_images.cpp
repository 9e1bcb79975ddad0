#include "support/sample_images.h"

#include <fmt/format.h>
#include <leptonica/allheaders.h>
#include <png.h>

#include <jpeglib.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

namespace limner::test {
namespace {

struct Destroy {
    void operator()(Pix* pix) const { pixDestroy(&pix); }
};
using PixPointer = std::unique_ptr<Pix, Destroy>;

PixPointer pix_of(const Image& image, int ppi) {
    bool is_gray = image.format() == PixelFormat::gray8;
    PixPointer pix(pixCreate(image.width(), image.height(), is_gray ? 8 : 32));
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (is_gray)
                pixSetPixel(pix.get(), x, y, static_cast<l_uint32>(sample_at(image, x, y)));
            else
                pixSetRGBPixel(pix.get(), x, y, sample_at(image, x, y, 0), sample_at(image, x, y, 1),
                               sample_at(image, x, y, 2));
    pixSetResolution(pix.get(), ppi, ppi);
    return pix;
}

Bytes take(void* memory, std::size_t size) {
    const auto* begin = static_cast<const std::byte*>(memory);
    Bytes bytes(begin, begin + size);
    std::free(memory);
    return bytes;
}

class JpegFile {
public:
    JpegFile(int width, int height, int channels, J_COLOR_SPACE space) {
        info_.err = jpeg_std_error(&errors_);
        jpeg_create_compress(&info_);
        jpeg_mem_dest(&info_, &memory_, &size_);
        info_.image_width = static_cast<JDIMENSION>(width);
        info_.image_height = static_cast<JDIMENSION>(height);
        info_.input_components = channels;
        info_.in_color_space = space;
        jpeg_set_defaults(&info_);
        jpeg_set_quality(&info_, 95, TRUE);
    }
    JpegFile(const JpegFile&) = delete;
    JpegFile& operator=(const JpegFile&) = delete;
    ~JpegFile() { jpeg_destroy_compress(&info_); }

    jpeg_compress_struct& info() { return info_; }
    void write_row(const std::uint8_t* row) {
        auto* writable = const_cast<std::uint8_t*>(row);
        jpeg_write_scanlines(&info_, &writable, 1);
    }
    Bytes finish() {
        jpeg_finish_compress(&info_);
        return take(memory_, size_);
    }

private:
    jpeg_error_mgr errors_{};
    jpeg_compress_struct info_{};
    unsigned char* memory_ = nullptr;
    unsigned long size_ = 0;
};

}  // namespace

Image gradient_rgb(int width, int height) {
    Bytes pixels;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            pixels.push_back(static_cast<std::byte>(x * 255 / std::max(width - 1, 1)));
            pixels.push_back(static_cast<std::byte>(y * 255 / std::max(height - 1, 1)));
            pixels.push_back(static_cast<std::byte>((x / 8 + y / 8) % 2 ? 200 : 40));
        }
    return Image::from_pixels(width, height, PixelFormat::rgb8, std::move(pixels)).value();
}

Image gradient_gray(int width, int height) { return to_gray8(gradient_rgb(width, height)).value(); }

int sample_at(const Image& image, int x, int y, int channel) {
    int channels = bytes_per_pixel(image.format());
    auto place = (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width()) + static_cast<std::size_t>(x)) *
                     static_cast<std::size_t>(channels) +
                 static_cast<std::size_t>(channel);
    return static_cast<int>(image.bytes()[place]);
}

double mean_difference(const Image& a, const Image& b) {
    if (a.bytes().size() != b.bytes().size() || a.format() != b.format()) return 255;
    double sum = 0;
    for (std::size_t i = 0; i < a.bytes().size(); ++i)
        sum += std::abs(static_cast<int>(a.bytes()[i]) - static_cast<int>(b.bytes()[i]));
    return sum / static_cast<double>(a.bytes().size());
}

Bytes write_png(const RawPng& raw) {
    Bytes out;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(
        png, &out,
        [](png_structp writer, png_bytep data, std::size_t size) {
            auto& target = *static_cast<Bytes*>(png_get_io_ptr(writer));
            const auto* bytes = reinterpret_cast<const std::byte*>(data);
            target.insert(target.end(), bytes, bytes + size);
        },
        nullptr);
    png_set_IHDR(png, info, static_cast<png_uint_32>(raw.width), static_cast<png_uint_32>(raw.height), raw.bit_depth,
                 raw.colour_type, raw.is_interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    std::vector<png_color> palette;
    for (std::size_t i = 0; i + 2 < raw.palette.size(); i += 3)
        palette.push_back({raw.palette[i], raw.palette[i + 1], raw.palette[i + 2]});
    if (!palette.empty()) png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
    auto density = static_cast<png_uint_32>(raw.pixels_per_metre);
    if (density) png_set_pHYs(png, info, density, density, PNG_RESOLUTION_METER);
    std::vector<png_bytep> rows;
    std::size_t stride = raw.rows.size() / static_cast<std::size_t>(raw.height);
    auto* begin = reinterpret_cast<png_bytep>(const_cast<std::byte*>(raw.rows.data()));
    for (int y = 0; y < raw.height; ++y) rows.push_back(begin + stride * static_cast<std::size_t>(y));
    png_set_rows(png, info, rows.data());
    png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
    png_destroy_write_struct(&png, &info);
    return out;
}

Bytes write_cmyk_jpeg(int width, int height, const std::uint8_t (&inks)[4], bool by_adobe) {
    JpegFile file(width, height, 4, JCS_CMYK);
    file.info().write_Adobe_marker = by_adobe ? TRUE : FALSE;
    jpeg_start_compress(&file.info(), TRUE);
    std::vector<std::uint8_t> row;
    for (int x = 0; x < width; ++x)
        for (std::uint8_t ink : inks) row.push_back(static_cast<std::uint8_t>(by_adobe ? 255 - ink : ink));
    for (int y = 0; y < height; ++y) file.write_row(row.data());
    return file.finish();
}

Bytes write_oriented_jpeg(const Image& image, int orientation) {
    using namespace std::string_view_literals;
    // TIFF header, one directory of one entry: tag 274, SHORT, 1 value.
    std::string exif("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"sv);
    exif += {static_cast<char>(orientation), 0, 0, 0, 0, 0, 0, 0};
    JpegFile file(image.width(), image.height(), 3, JCS_RGB);
    file.info().comp_info[0].h_samp_factor = file.info().comp_info[0].v_samp_factor = 1;
    jpeg_start_compress(&file.info(), TRUE);
    jpeg_write_marker(&file.info(), JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif.data()),
                      static_cast<unsigned>(exif.size()));
    const auto* pixels = reinterpret_cast<const std::uint8_t*>(image.bytes().data());
    for (int y = 0; y < image.height(); ++y) file.write_row(pixels + std::ptrdiff_t{y} * image.width() * 3);
    return file.finish();
}

Bytes write_by_leptonica(const Image& image, std::string_view format, int ppi) {
    PixPointer pix = pix_of(image, ppi);
    if (format == "tiff-g4") pix.reset(pixConvertTo1(pix.get(), 128));
    l_uint8* memory = nullptr;
    std::size_t size = 0;
    int failed = 1;
    if (format.starts_with("webp"))
        failed = pixWriteMemWebP(&memory, &size, pix.get(), 90, format == "webp-lossless");
    else
        failed = pixWriteMem(&memory, &size, pix.get(),
                             format == "tiff"      ? IFF_TIFF_LZW
                             : format == "tiff-g4" ? IFF_TIFF_G4
                             : format == "bmp"     ? IFF_BMP
                                                   : IFF_PNM);
    return failed ? Bytes{} : take(memory, size);
}

Bytes write_multipage_tiff(const std::vector<Image>& pages) {
    auto path = std::filesystem::temp_directory_path() / fmt::format("limner-tiff-{}", std::rand());
    for (std::size_t i = 0; i < pages.size(); ++i)
        pixWriteTiff(path.c_str(), pix_of(pages[i], 300).get(), IFF_TIFF_LZW, i == 0 ? "w" : "a");
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    std::filesystem::remove(path);
    return bytes_of(text);
}

std::string make_pdf(int pages, int width_points, int height_points) {
    constexpr std::string_view square = "0 0 72 72 re f";
    std::vector<std::string> objects{"<< /Type /Catalog /Pages 2 0 R >>"};
    std::string kids;
    for (int page = 0; page < pages; ++page) kids += fmt::format("{} 0 R ", 4 + page);
    objects.push_back(fmt::format("<< /Type /Pages /Kids [{}] /Count {} >>", kids, pages));
    objects.push_back(fmt::format("<< /Length {} >>\nstream\n{}\nendstream", square.size(), square));
    for (int page = 0; page < pages; ++page)
        objects.push_back(fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {} {}] /Contents 3 0 R >>",
                                      width_points, height_points));
    std::string pdf = "%PDF-1.4\n", table;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        table += fmt::format("{:010} 00000 n \n", pdf.size());
        pdf += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
    }
    std::size_t start = pdf.size();
    pdf += fmt::format("xref\n0 {}\n0000000000 65535 f \n{}", objects.size() + 1, table);
    pdf += fmt::format("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", objects.size() + 1, start);
    return pdf;
}

Bytes bytes_of(std::string_view text) {
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    return {begin, begin + text.size()};
}

}  // namespace limner::test
