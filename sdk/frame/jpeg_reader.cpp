#include "frame/image_codec.h"
#include "frame/jpeg_error.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace limner::codec {
namespace {

constexpr long max_decoder_memory = 1L << 30;
constexpr int max_scans = 100;  // a hostile file can ask for thousands of passes over one picture

using Table = std::array<int, DCTSIZE2>;

class JpegDecoder {
public:
    explicit JpegDecoder(const Source& source) {
        info_.err = &errors_.base;
        is_good_ = guarded(errors_, [&] {
            jpeg_create_decompress(&info_);
            info_.mem->max_memory_to_use = max_decoder_memory;
            jpeg_mem_src(&info_, source.data(), static_cast<unsigned long>(source.file.size()));
            jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xffff);
            jpeg_read_header(&info_, TRUE);
        });
        watch_.monitor.progress_monitor = [](j_common_ptr common) {
            auto* decoder = reinterpret_cast<j_decompress_ptr>(common);
            if (decoder->input_scan_number <= max_scans) return;
            auto* errors = reinterpret_cast<JpegErrorManager*>(common->err);
            std::snprintf(errors->reason, sizeof errors->reason, "more than %d scans", max_scans);
            std::longjmp(errors->escape, 1);
        };
        info_.progress = &watch_.monitor;
    }
    JpegDecoder(const JpegDecoder&) = delete;
    JpegDecoder& operator=(const JpegDecoder&) = delete;
    ~JpegDecoder() { jpeg_destroy_decompress(&info_); }

    bool is_good() const { return is_good_; }
    const char* reason() const { return errors_.reason; }
    const jpeg_decompress_struct& info() const { return info_; }
    bool is_cmyk() const { return info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK; }

    /// Rows go to `buffer`, whose format says how. False where the file is damaged; reason() says how.
    bool decode_to(const PixelBuffer& buffer, PixelFormat format, bool to_the_end) {
        if (is_cmyk()) return decode_cmyk_to(buffer, format, to_the_end);
        info_.out_color_space = format == PixelFormat::gray8 ? JCS_GRAYSCALE : JCS_RGB;
        return guarded(errors_, [&] {
            jpeg_start_decompress(&info_);
            while (info_.output_scanline < info_.output_height) {
                JSAMPROW row = buffer.row(static_cast<int>(info_.output_scanline));
                jpeg_read_scanlines(&info_, &row, 1);
            }
            if (to_the_end) jpeg_finish_decompress(&info_);
        });
    }

private:
    bool decode_cmyk_to(const PixelBuffer& buffer, PixelFormat format, bool to_the_end);

    struct Watch {
        jpeg_progress_mgr monitor{};
    };
    JpegErrorManager errors_{};
    jpeg_decompress_struct info_{};
    Watch watch_{};
    bool is_good_ = false;
};

// Adobe's programs store ink as 255 - ink, and mark their files.
void cmyk_to_rgb(const std::uint8_t* inks, int width, bool is_inverted, std::uint8_t* rgb) {
    for (int x = 0; x < width; ++x, inks += 4, rgb += 3)
        for (int channel = 0; channel < 3; ++channel) {
            int paper = is_inverted ? inks[channel] : 255 - inks[channel];
            int light = is_inverted ? inks[3] : 255 - inks[3];
            rgb[channel] = static_cast<std::uint8_t>((paper * light + 127) / 255);
        }
}

void rgb_to_gray(const std::uint8_t* rgb, int width, std::uint8_t* gray) {
    for (int x = 0; x < width; ++x, rgb += 3)
        gray[x] = static_cast<std::uint8_t>((77 * rgb[0] + 150 * rgb[1] + 29 * rgb[2] + 128) >> 8);
}

bool JpegDecoder::decode_cmyk_to(const PixelBuffer& buffer, PixelFormat format, bool to_the_end) {
    info_.out_color_space = JCS_CMYK;
    bool is_inverted = info_.saw_Adobe_marker != 0;
    int width = static_cast<int>(info_.image_width);
    std::vector<std::uint8_t> inks(info_.image_width * std::size_t{4}), rgb(info_.image_width * std::size_t{3});
    return guarded(errors_, [&] {
        jpeg_start_decompress(&info_);
        while (info_.output_scanline < info_.output_height) {
            std::uint8_t* target = buffer.row(static_cast<int>(info_.output_scanline));
            JSAMPROW row = inks.data();
            jpeg_read_scanlines(&info_, &row, 1);
            cmyk_to_rgb(inks.data(), width, is_inverted, format == PixelFormat::gray8 ? rgb.data() : target);
            if (format == PixelFormat::gray8) rgb_to_gray(rgb.data(), width, target);
        }
        if (to_the_end) jpeg_finish_decompress(&info_);
    });
}

// libjpeg's table at quality 50 is that of the standard's Annex K, which its quality scale stretches.
const Table& standard_luma_table() {
    static const Table table = [] {
        Table values{};
        JpegErrorManager errors;
        jpeg_compress_struct info{};
        info.err = &errors.base;
        guarded(errors, [&] {
            jpeg_create_compress(&info);
            info.in_color_space = JCS_GRAYSCALE;
            info.input_components = 1;
            jpeg_set_defaults(&info);
            jpeg_set_quality(&info, 50, TRUE);
            for (std::size_t i = 0; i < values.size(); ++i) values[i] = info.quant_tbl_ptrs[0]->quantval[i];
        });
        jpeg_destroy_compress(&info);
        return values;
    }();
    return table;
}

std::optional<int> estimate_quality(const jpeg_decompress_struct& info) {
    int number = info.comp_info[0].quant_tbl_no;
    const JQUANT_TBL* used = number >= 0 && number < NUM_QUANT_TBLS ? info.quant_tbl_ptrs[number] : nullptr;
    if (!used) return std::nullopt;
    const Table& standard = standard_luma_table();
    std::optional<int> best;
    int best_distance = 0;
    for (int quality = 1; quality <= 100; ++quality) {
        int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality, distance = 0;
        for (std::size_t i = 0; i < standard.size(); ++i)
            distance += std::abs(std::clamp((standard[i] * scale + 50) / 100, 1, 255) - used->quantval[i]);
        if (best && distance >= best_distance) continue;
        best = quality;
        best_distance = distance;
    }
    return best;
}

ExifFacts exif_of(const jpeg_decompress_struct& info) {
    constexpr std::string_view magic("Exif\0\0", 6);
    for (auto* marker = info.marker_list; marker; marker = marker->next)
        if (marker->data_length > magic.size() && std::memcmp(marker->data, magic.data(), magic.size()) == 0)
            return read_exif({marker->data, marker->data_length});
    return {};
}

std::optional<double> jfif_ppi(const jpeg_decompress_struct& info) {
    constexpr double cm_per_inch = 2.54;
    if (!info.saw_JFIF_marker || info.density_unit == 0) return std::nullopt;
    double unit = info.density_unit == 2 ? cm_per_inch : 1;
    return plausible_ppi(info.X_density * unit, info.Y_density * unit);
}

Result<void> check_header(const Source& source, const JpegDecoder& decoder) {
    if (!decoder.is_good()) return unreadable(source, decoder.reason());
    if (decoder.info().jpeg_color_space == JCS_UNKNOWN) return unreadable(source, "of an unknown colour space");
    return check_size(source, decoder.info().image_width, decoder.info().image_height);
}

Result<Image> decode_as(const Source& source, JpegDecoder& decoder, PixelFormat format, bool to_the_end) {
    auto buffer = PixelBuffer::create(static_cast<int>(decoder.info().image_width),
                                      static_cast<int>(decoder.info().image_height), format);
    if (!buffer) return unreadable(source, buffer.error().message);
    if (!decoder.decode_to(*buffer, format, to_the_end)) return unreadable(source, decoder.reason());
    return std::move(*buffer).finish();
}

}  // namespace

Result<ImageFile> read_jpeg(const Source& source) {
    JpegDecoder decoder(source);
    if (auto ok = check_header(source, decoder); !ok) return ok.error();
    ExifFacts exif = exif_of(decoder.info());
    ImageFile file;
    file.ppi = jfif_ppi(decoder.info());
    if (!file.ppi) file.ppi = exif.ppi;
    file.is_lossy = true;
    file.jpeg_quality = estimate_quality(decoder.info());
    bool is_gray = decoder.info().jpeg_color_space == JCS_GRAYSCALE;
    auto image = decode_as(source, decoder, is_gray ? PixelFormat::gray8 : PixelFormat::rgb8, true);
    if (image) image = make_upright(*image, exif.orientation);
    if (!image) return image.error();
    file.image = std::move(*image);
    return file;
}

Result<Image> decode_jpeg_frame(const Source& source, PixelFormat format) {
    JpegDecoder decoder(source);
    if (auto ok = check_header(source, decoder); !ok) return ok.error();
    return decode_as(source, decoder, format, false);
}

}  // namespace limner::codec
