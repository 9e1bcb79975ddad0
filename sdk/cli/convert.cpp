#include <limner/check/check_fingerprint.h>
#include <limner/frame/image_file.h>
#include <limner/frame/wsq.h>
#include <limner/record/ansi_nist_file.h>
#include <limner/record/face_image_record.h>
#include <limner/record/finger_image_record.h>
#include <limner/record/finger_minutiae_record.h>

#include "base/read_file.h"
#include "cli/command.h"
#include "cli/inputs.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cmath>
#include <fstream>
#include <memory>

namespace limner::cli {
namespace {

using Bytes = std::vector<std::byte>;

constexpr std::size_t max_record_bytes = 256 * 1024 * 1024;
constexpr double nominal_ppi = 500, wsq_limit_ppi = 600, harmless_share = 0.01;

struct Options {
    std::string in{};
    std::string out{};
    std::string to{};
    std::string compression{};  ///< Of fir; empty: WSQ, or JPEG 2000 above WSQ's resolution.
    int image = 1;
    int quality = 95;
    double ppi = 0;
    double bits_per_pixel = 0.75;
    std::size_t bytes = 0;  ///< 0: lossless, where the format allows for it.
};

/// A picture and what its file says of it.
struct Source {
    std::string format{};
    Image image{};
    std::optional<double> ppi{};
    int position = 0;
    int impression = 29;  ///< Unknown, in ISO/IEC 19794-4.
};

Error no_image(const Options& options, std::size_t count) {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("{}: has {} images, not {}", options.in, count, options.image)};
}

Result<Source> source_in_images(std::span<const std::byte> file, const Options& options) {
    const auto record = read_finger_image_record(file, options.in, Reading::lenient);
    if (!record) return record.error();
    const auto index = static_cast<std::size_t>(options.image) - 1;
    if (index >= record->images.size()) return no_image(options, record->images.size());
    const FingerImage& image = record->images[index];
    auto pixels = decode_finger_image(image, options.in);
    if (!pixels) return pixels.error();
    return Source{"fir", *std::move(pixels), image.ppi(), image.position, image.impression};
}

Result<Source> source_in_ansi_nist(std::span<const std::byte> file, const Options& options) {
    const auto read = read_ansi_nist_file(file, options.in, Reading::lenient);
    if (!read) return read.error();
    std::size_t count = 0;
    for (const AnsiNistRecord& record : read->records) {
        const auto image = image_of(record, *read);
        if (!image || ++count != static_cast<std::size_t>(options.image)) continue;
        auto pixels = decode_ansi_nist_image(record, *read, options.in);
        if (!pixels) return pixels.error();
        return Source{"ansi_nist", *std::move(pixels), image->ppi,
                      image->positions.size() == 1 ? image->positions[0] : 0};
    }
    return no_image(options, count);
}

Result<Source> source_in_faces(std::span<const std::byte> file, const Options& options) {
    const auto record = read_face_image_record(file, options.in, Reading::lenient);
    if (!record) return record.error();
    const auto index = static_cast<std::size_t>(options.image) - 1;
    if (index >= record->images.size()) return no_image(options, record->images.size());
    auto pixels = decode_face_image(record->images[index], options.in);
    if (!pixels) return pixels.error();
    return Source{"face", *std::move(pixels)};
}

Result<Source> source_in_data_group_2(std::span<const std::byte> file, const Options& options) {
    const auto records = face_records_of_data_group_2(file, options.in);
    if (!records) return records.error();
    return source_in_faces(records->front(), options);
}

Result<Source> read_source(const Options& options) {
    if (const auto bytes = read_file(options.in, max_record_bytes)) {
        const std::span<const std::byte> all(reinterpret_cast<const std::byte*>(bytes->data()), bytes->size());
        if (bytes->starts_with(std::string_view("FIR\0", 4))) return source_in_images(all, options);
        if (bytes->starts_with(std::string_view("FAC\0", 4))) return source_in_faces(all, options);
        if (bytes->starts_with('\x75')) return source_in_data_group_2(all, options);
        if (bytes->starts_with("1.0")) return source_in_ansi_nist(all, options);
    }
    auto file = read_image_page(options.in, options.image);
    if (!file) return file.error();
    return Source{file->format, file->image, file->ppi};
}

Result<Bytes> as_jpeg_2000(const Image& image, const Source& source, const Options& options) {
    Jpeg2000Options wanted{.ppi = source.ppi};
    if (options.bytes > 0) wanted.max_bytes = options.bytes;
    return encode_jpeg_2000(image, wanted);
}

/// What WSQ is specified for: a print that is a little off 500 ppi is resampled, and the comment keeps what it was.
Result<Bytes> as_wsq(Source& source, const Options& options) {
    WsqOptions wsq{.bits_per_pixel = options.bits_per_pixel, .ppi = source.ppi.value_or(nominal_ppi)};
    auto gray = to_gray8(source.image);
    if (!gray) return gray.error();
    if (std::abs(wsq.ppi / nominal_ppi - 1) > harmless_share && wsq.ppi <= wsq_limit_ppi) {
        wsq.nistcom = {{"NATIVE_PPI", fmt::format("{:g}", wsq.ppi)}};
        gray = resample_to_500_ppi(*gray, wsq.ppi);
        if (!gray) return gray.error();
        wsq.ppi = nominal_ppi;
    }
    source.image = *gray;
    source.ppi = wsq.ppi;
    return encode_wsq(*gray, wsq);
}

Result<Bytes> as_finger_image_record(Source& source, const Options& options) {
    auto gray = to_gray8(source.image);
    if (!gray) return gray.error();
    source.image = *gray;
    FingerImage image{.position = source.position, .impression = source.impression};
    auto encode = [&]() -> Result<Bytes> {
        image.compression = FingerImageCompression::none;
        if (options.compression == "none") return Bytes(gray->bytes().begin(), gray->bytes().end());
        image.compression = FingerImageCompression::png;
        if (options.compression == "png") return encode_png(*gray, source.ppi);
        image.compression =
            options.bytes > 0 ? FingerImageCompression::jpeg_2000_lossy : FingerImageCompression::jpeg_2000_lossless;
        const bool is_above_wsq = options.compression.empty() && source.ppi.value_or(nominal_ppi) > wsq_limit_ppi;
        if (options.compression == "jp2" || is_above_wsq) return as_jpeg_2000(*gray, source, options);
        image.compression = FingerImageCompression::wsq;
        return as_wsq(source, options);
    };
    auto data = encode();
    if (!data) return data.error();
    const int ppi = static_cast<int>(std::lround(source.ppi.value_or(nominal_ppi)));
    image.scan_x = image.scan_y = image.image_x = image.image_y = ppi;
    image.width = source.image.width();
    image.height = source.image.height();
    image.data = *std::move(data);
    FingerImageRecord record;
    record.images.push_back(std::move(image));
    return write_finger_image_record(record);
}

/// JPEG 2000 within the bytes asked for, otherwise JPEG. A picture of one channel says so.
Result<Bytes> as_face_image_record(const Source& source, FaceImageEdition edition, const Options& options) {
    constexpr int rgb = 1, gray = 3;
    auto data = options.bytes > 0 ? as_jpeg_2000(source.image, source, options)
                                  : encode_jpeg(source.image, options.quality, source.ppi);
    if (!data) return data.error();
    FaceImageRecord record{.edition = edition};
    record.images.push_back(
        {.compression = options.bytes > 0 ? FaceImageCompression::jpeg_2000_lossy : FaceImageCompression::jpeg,
         .width = source.image.width(),
         .height = source.image.height(),
         .colour_space = source.image.format() == PixelFormat::gray8 ? gray : rgb,
         .data = *std::move(data)});
    return write_face_image_record(record);
}

Result<Bytes> as_minutiae(const Source& source, MinutiaeFormat format) {
    const auto minutiae = extract_minutiae(source.image, source.ppi);
    if (!minutiae) return minutiae.error();
    FingerMinutiaeRecord record{.format = format};
    record.views.push_back(view_of(*minutiae, format, source.position));
    return write_finger_minutiae_record(record);
}

Result<Bytes> encode(Source& source, const std::string& to, const Options& options) {
    if (to == "wsq") return as_wsq(source, options);
    if (to == "fir") return as_finger_image_record(source, options);
    if (to == "fmr") return as_minutiae(source, MinutiaeFormat::iso_19794_2_2005);
    if (to == "ansi378") return as_minutiae(source, MinutiaeFormat::ansi_378_2004);
    if (to == "face") return as_face_image_record(source, FaceImageEdition::iso_2011, options);
    if (to == "face2005") return as_face_image_record(source, FaceImageEdition::iso_2005, options);
    if (to == "jp2") return as_jpeg_2000(source.image, source, options);
    if (to == "jpeg") return encode_jpeg(source.image, options.quality, source.ppi);
    return encode_png(source.image, source.ppi);
}

/// The format asked for, or by the name of the file that is to be written; empty where neither tells.
std::string target_of(const Options& options) {
    if (!options.to.empty()) return options.to;
    const std::string suffix = std::filesystem::path(options.out).extension();
    if (suffix == ".jpg" || suffix == ".jpeg") return "jpeg";
    if (suffix == ".fac") return "face";
    if (suffix == ".fmr") return "fmr";
    if (suffix == ".iso" || suffix == ".fir") return "fir";
    return suffix == ".png" || suffix == ".wsq" || suffix == ".jp2" ? suffix.substr(1) : std::string();
}

Result<void> write(const std::string& path, const Bytes& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) return Error{ErrorCode::storage_failed, path + ": cannot be written"};
    return {};
}

Result<Answer> answer(const Session& session, const Options& options) {
    const std::string to = target_of(options);
    auto source = read_source(options);
    if (!source) return source.error();
    if (options.ppi > 0) source->ppi = options.ppi;
    if (source->ppi) source->ppi = std::round(*source->ppi);  // PNG counts in metres: 500 ppi come as 499.999
    const bool is_assumed = !source->ppi && (to == "wsq" || to == "fir" || to == "fmr" || to == "ansi378");
    const auto bytes = encode(*source, to, options);
    if (!bytes) return Error{bytes.error().code, options.in + ": " + bytes.error().message};
    if (auto written = write(options.out, *bytes); !written) return written.error();
    if (is_assumed)
        session.console.diagnostic(options.in + ": states no resolution; 500 ppi is written (--ppi gives another)");
    session.console.line(fmt::format("{} -> {}: {} x {} pixels, {} bytes", options.in, options.out,
                                     source->image.width(), source->image.height(), bytes->size()));
    return Answer{{{"out", options.out},
                   {"from", source->format},
                   {"to", to},
                   {"width", source->image.width()},
                   {"height", source->image.height()},
                   {"ppi", is_assumed ? Json(nominal_ppi) : or_null(source->ppi)},
                   {"ppi_assumed", is_assumed},
                   {"bytes", bytes->size()}}};
}

}  // namespace

void add_convert(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(
        parent, program,
        {"convert", "Writes a picture or a biometric record in another format", "limner convert thumb.png thumb.wsq"},
        [options](Session& session) {
            if (target_of(*options).empty()) {
                session.console.failure(
                    Error{ErrorCode::invalid_argument, options->out + ": its name tells no format; give --to"});
                return ExitCode::bad_usage;
            }
            return answer_each(session, {options->in}, [&](const std::string&) { return answer(session, *options); });
        });
    command
        .add_option("IN", options->in,
                    "PNG, JPEG, JPEG 2000, TIFF, BMP, PGM, WebP, WSQ, PDF, ISO/IEC 19794-4 and -5, ANSI/NIST")
        ->required();
    command.add_option("OUT", options->out, "The file to be written; its suffix tells the format")->required();
    command
        .add_option("--to", options->to,
                    "png, jpeg, jp2, wsq, fir (ISO/IEC 19794-4:2011), fmr (19794-2:2005), ansi378 (2004), face "
                    "(19794-5:2011) or "
                    "face2005")
        ->check(CLI::IsMember({"png", "jpeg", "jp2", "wsq", "fir", "fmr", "ansi378", "face", "face2005"}));
    command.add_option("--image", options->image, "Which image or page of the input, from 1")
        ->check(CLI::Range(1, 65'535));
    command.add_option("--ppi", options->ppi, "The input's resolution, where it states none or a wrong one")
        ->check(CLI::Range(10.0, 5'000.0));
    command.add_option("--bits-per-pixel", options->bits_per_pixel, "Of WSQ")->check(CLI::Range(0.05, 5.0));
    command.add_option("--compression", options->compression, "Inside of fir; without it WSQ, above 600 ppi JPEG 2000")
        ->check(CLI::IsMember({"wsq", "jp2", "png", "none"}));
    command
        .add_option("--bytes", options->bytes, "The most bytes of JPEG 2000; without it lossless, in face records JPEG")
        ->check(CLI::Range(200, 100'000'000));
    command.add_option("--quality", options->quality, "Of JPEG")->check(CLI::Range(1, 100));
}

}  // namespace limner::cli
