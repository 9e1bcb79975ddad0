#include "mjpeg_decoder.h"

#include <csetjmp>
#include <cstdio>
#include <string>
// After <cstdio>, which it needs.
#include <jpeglib.h>

namespace limner::v4l2 {
namespace {

/// Progressive files may ask for any number of passes over one picture; cameras send one.
constexpr int max_scans = 20;

struct Errors {
    jpeg_error_mgr base{};
    std::jmp_buf escape{};
    char reason[JMSG_LENGTH_MAX] = "";
};

[[noreturn]] void on_error(j_common_ptr common) {
    auto* errors = reinterpret_cast<Errors*>(common->err);
    errors->base.format_message(common, errors->reason);
    std::longjmp(errors->escape, 1);
}

void on_message(j_common_ptr) {}

void on_progress(j_common_ptr common) {
    if (reinterpret_cast<j_decompress_ptr>(common)->input_scan_number <= max_scans) return;
    auto* errors = reinterpret_cast<Errors*>(common->err);
    std::snprintf(errors->reason, sizeof errors->reason, "more than %d scans", max_scans);
    std::longjmp(errors->escape, 1);
}

enum class Outcome { whole, mended, broken };

/// longjmp leaves it: nothing in it has a destructor.
Outcome decode(jpeg_decompress_struct& info, Errors& errors, std::span<const std::byte> file, int width, int height,
               std::byte* rgb) {
    if (setjmp(errors.escape) != 0) return Outcome::broken;
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(file.data()), static_cast<unsigned long>(file.size()));
    jpeg_read_header(&info, TRUE);
    if (info.image_width != static_cast<unsigned>(width) || info.image_height != static_cast<unsigned>(height)) {
        std::snprintf(errors.reason, sizeof errors.reason, "its size is %u x %u", info.image_width, info.image_height);
        return Outcome::broken;
    }
    info.out_color_space = JCS_RGB;
    jpeg_start_decompress(&info);
    while (info.output_scanline < info.output_height) {
        auto* row = reinterpret_cast<unsigned char*>(rgb) + std::size_t{info.output_scanline} * 3 * info.output_width;
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    return errors.base.num_warnings == 0 ? Outcome::whole : Outcome::mended;
}

}  // namespace

Result<bool> decode_mjpeg(std::span<const std::byte> file, int width, int height, std::span<std::byte> rgb) {
    const std::string what = "a picture of the stream, " + std::to_string(width) + " x " + std::to_string(height);
    const bool is_sane = width > 0 && height > 0 && width <= 65'535 && height <= 65'535 &&
                         rgb.size() >= static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
    if (!is_sane) return Error{ErrorCode::bad_data, what + ": no memory for its size"};
    jpeg_decompress_struct info{};
    Errors errors;
    info.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = on_error;
    errors.base.output_message = on_message;
    jpeg_create_decompress(&info);
    jpeg_progress_mgr progress{};
    progress.progress_monitor = on_progress;
    info.progress = &progress;
    const Outcome outcome = decode(info, errors, file, width, height, rgb.data());
    jpeg_destroy_decompress(&info);
    if (outcome == Outcome::broken) return Error{ErrorCode::bad_data, what + ": " + errors.reason};
    return outcome == Outcome::whole;
}

}  // namespace limner::v4l2
