#include "cli/convert_target.h"

#include <limner/check/check_fingerprint.h>
#include <limner/frame/image_file.h>
#include <limner/frame/wsq.h>
#include <limner/record/ansi_nist_file.h>
#include <limner/record/cbeff_file.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <filesystem>

namespace limner::cli {
namespace {

using Bytes = std::vector<std::byte>;
using Sources = std::vector<ConvertSource>;

constexpr double nominal_ppi = 500, wsq_limit_ppi = 600, harmless_share = 0.01, fbi_rate = 0.75;
constexpr int unknown_impression = 29;

constexpr std::array<std::string_view, 4> pictures{"png", "jpeg", "jp2", "wsq"};
constexpr std::array<std::pair<std::string_view, MinutiaeFormat>, 5> minutiae_targets{
    {{"fmr", MinutiaeFormat::iso_19794_2_2005},
     {"fmr2011", MinutiaeFormat::iso_19794_2_2011},
     {"ansi378", MinutiaeFormat::ansi_378_2004},
     {"ansi378-2009", MinutiaeFormat::ansi_378_2009},
     {"ansi378-2009am1", MinutiaeFormat::ansi_378_2009_am1}}};
constexpr std::array<std::pair<std::string_view, FingerImageEdition>, 3> finger_targets{
    {{"fir", FingerImageEdition::iso_2011},
     {"fir2005", FingerImageEdition::iso_2005},
     {"fir39794", FingerImageEdition::iso_39794_2019}}};
constexpr std::array<std::pair<std::string_view, FaceImageEdition>, 3> face_targets{
    {{"face", FaceImageEdition::iso_2011},
     {"face2005", FaceImageEdition::iso_2005},
     {"face39794", FaceImageEdition::iso_39794_2019}}};
constexpr std::array<std::string_view, 5> containers{"an2", "an2-face", "cbeff", "cbeff-face", "dg2"};

template <typename Table>
auto find_in(const Table& table, std::string_view target) {
    using Value = typename Table::value_type::second_type;
    const auto at = std::ranges::find(table, target, &Table::value_type::first);
    return at == table.end() ? std::nullopt : std::optional<Value>(at->second);
}

Result<Bytes> as_jpeg_2000(const Image& image, const std::optional<double>& ppi, const ConvertOptions& options) {
    Jpeg2000Options wanted{.ppi = ppi};
    if (options.bytes > 0) wanted.max_bytes = options.bytes;
    return encode_jpeg_2000(image, wanted);
}

// What WSQ is specified for: a print that is a little off 500 ppi is resampled, and the comment keeps what it was.
Result<Bytes> as_wsq(ConvertSource& source, const ConvertOptions& options) {
    WsqOptions wsq{.bits_per_pixel = options.bits_per_pixel > 0 ? options.bits_per_pixel : fbi_rate,
                   .ppi = source.ppi.value_or(nominal_ppi)};
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

// Compressed once is enough: what the input holds is carried over where nothing else is asked for.
bool is_carried_over(const ConvertSource& source, const ConvertOptions& options, bool takes_jpeg) {
    if (!source.finger || !options.compression.empty() || options.bytes > 0 || options.bits_per_pixel > 0) return false;
    const FingerImageCompression is = source.finger->compression;
    const bool is_same_scale = !source.ppi || options.ppi == 0 || source.finger->ppi() == options.ppi;
    return is != FingerImageCompression::bit_packed && is != FingerImageCompression::none &&
           (takes_jpeg || is != FingerImageCompression::jpeg) && is_same_scale;
}

Result<Bytes> compress_finger(ConvertSource& source, FingerImage& image, const ConvertOptions& options) {
    image.compression = FingerImageCompression::none;
    if (options.compression == "none") return Bytes(source.image.bytes().begin(), source.image.bytes().end());
    image.compression = FingerImageCompression::png;
    if (options.compression == "png") return encode_png(source.image, source.ppi);
    image.compression =
        options.bytes > 0 ? FingerImageCompression::jpeg_2000_lossy : FingerImageCompression::jpeg_2000_lossless;
    const bool is_above_wsq = options.compression.empty() && source.ppi.value_or(nominal_ppi) > wsq_limit_ppi;
    if (options.compression == "jp2" || is_above_wsq) return as_jpeg_2000(source.image, source.ppi, options);
    image.compression = FingerImageCompression::wsq;
    return as_wsq(source, options);
}

Result<FingerImage> finger_image_of(ConvertSource& source, const ConvertOptions& options, bool takes_jpeg) {
    auto gray = to_gray8(source.image);
    if (!gray) return gray.error();
    source.image = *gray;
    FingerImage image{.impression = unknown_impression};
    if (source.finger) {
        image = *source.finger;
        image.extended.clear();
        image.technology = 0;  // its codes are each edition's own
        image.scale_units = 1;
    }
    if (!is_carried_over(source, options, takes_jpeg)) {
        auto data = compress_finger(source, image, options);
        if (!data) return data.error();
        image.data = *std::move(data);
    }
    const int ppi = static_cast<int>(std::lround(source.ppi.value_or(nominal_ppi)));
    image.scan_x = image.scan_y = image.image_x = image.image_y = ppi;
    image.depth = 8;
    image.width = source.image.width();
    image.height = source.image.height();
    return image;
}

Result<Bytes> as_finger_record(Sources& sources, FingerImageEdition edition, const ConvertOptions& options) {
    FingerImageRecord record{.edition = edition};
    for (ConvertSource& source : sources) {
        auto image = finger_image_of(source, options, edition != FingerImageEdition::iso_39794_2019);
        if (!image) return image.error();
        image->certifications.clear();
        if (edition == FingerImageEdition::iso_2005) {
            image->captured = {};
            image->vendor = image->device_type = 0;
            image->qualities.resize(std::min<std::size_t>(image->qualities.size(), 1));
            for (QualityBlock& quality : image->qualities) quality.vendor = quality.algorithm = 0;
            if (image->qualities.empty()) image->qualities.push_back({.score = 254});
        }
        record.images.push_back(*std::move(image));
    }
    return write_finger_image_record(record);
}

// JPEG 2000 within the bytes asked for, otherwise JPEG. A picture of one channel says so.
Result<FaceImage> face_image_of(const ConvertSource& source, const ConvertOptions& options) {
    constexpr int rgb = 1, gray = 3;
    FaceImage image = source.face.value_or(FaceImage{});
    const bool is_carried_over = !image.data.empty() && options.bytes == 0;
    if (!is_carried_over) {
        auto data = options.bytes > 0 ? as_jpeg_2000(source.image, source.ppi, options)
                                      : encode_jpeg(source.image, options.quality, source.ppi);
        if (!data) return data.error();
        image.data = *std::move(data);
        image.compression = options.bytes > 0 ? FaceImageCompression::jpeg_2000_lossy : FaceImageCompression::jpeg;
    }
    image.extended.clear();
    image.details.clear();
    image.camera.clear();
    image.width = source.image.width();
    image.height = source.image.height();
    image.colour_space = source.image.format() == PixelFormat::gray8 ? gray : rgb;
    return image;
}

Result<FaceImageRecord> face_record_of(const Sources& sources, FaceImageEdition edition,
                                       const ConvertOptions& options) {
    FaceImageRecord record{.edition = edition};
    for (const ConvertSource& source : sources) {
        auto image = face_image_of(source, options);
        if (!image) return image.error();
        if (edition == FaceImageEdition::iso_2005 && image->compression == FaceImageCompression::jpeg_2000_lossless)
            image->compression = FaceImageCompression::jpeg_2000_lossy;
        record.images.push_back(*std::move(image));
    }
    return record;
}

Result<Bytes> as_face_record(const Sources& sources, FaceImageEdition edition, const ConvertOptions& options) {
    const auto record = face_record_of(sources, edition, options);
    return record ? write_face_image_record(*record) : record.error();
}

Result<Bytes> as_data_group_2(const Sources& sources, const ConvertOptions& options) {
    const auto record = face_record_of(sources, FaceImageEdition::iso_2005, options);
    return record ? write_data_group_2(*record) : record.error();
}

// Angles are written in another unit; everything else stays.
MinutiaeView in_format(MinutiaeView view, MinutiaeFormat from, MinutiaeFormat to) {
    FingerprintMinutiae angles{.width = view.width, .height = view.height};
    for (const Minutia& one : view.minutiae) angles.points.push_back({.direction = degrees_of(one, from)});
    const MinutiaeView converted = view_of(angles, to);
    for (std::size_t i = 0; i < view.minutiae.size(); ++i) view.minutiae[i].angle = converted.minutiae[i].angle;
    view.captured = {};
    view.technology = view.vendor = view.device_type = 0;
    view.certifications.clear();
    return view;
}

Result<Bytes> as_minutiae(const Sources& sources, MinutiaeFormat format) {
    FingerMinutiaeRecord record{.format = format};
    for (const ConvertSource& source : sources) {
        if (source.minutiae) {
            record.equipment = source.minutiae->equipment;
            record.product_owner = source.minutiae->product_owner;
            record.product_type = source.minutiae->product_type;
            record.views.push_back(in_format(source.minutiae->views.front(), source.minutiae->format, format));
            continue;
        }
        const auto minutiae = extract_minutiae(source.image, source.ppi);
        if (!minutiae) return minutiae.error();
        record.views.push_back(view_of(*minutiae, format, source.finger ? source.finger->position : 0));
    }
    return write_finger_minutiae_record(record);
}

std::string today() {
    return fmt::format("{:%Y%m%d}",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

Result<Bytes> as_ansi_nist(Sources& sources, bool is_of_faces, const ConvertOptions& options) {
    constexpr const char* self = "LIMNER";
    const std::string date = today();
    AnsiNistFile file = new_ansi_nist_file(
        {.date = date, .destination = self, .originator = self, .control_number = fmt::format("{}-{}", self, date)});
    for (ConvertSource& source : sources) {
        if (is_of_faces) {
            const auto image = face_image_of(source, options);
            if (!image) return image.error();
            std::optional<int> ppi;
            if (source.ppi) ppi = static_cast<int>(std::lround(*source.ppi));
            if (auto ok = add_face_image(file, *image, self, date, ppi); !ok) return ok.error();
            continue;
        }
        const auto image = finger_image_of(source, options, true);
        if (!image) return image.error();
        if (auto ok = add_finger_image(file, *image, self, date); !ok) return ok.error();
    }
    return write_ansi_nist_file(file);
}

CbeffRecord cbeff_record(std::string type, std::string format, Bytes data) {
    CbeffRecord record{.format_organisation = "Mosip",
                       .format_type = std::move(format),
                       .type = std::move(type),
                       .level = "Raw",
                       .purpose = "Enroll",
                       .data = std::move(data)};
    record.created = fmt::format("{:%Y-%m-%dT%H:%M:%S}Z",
                                 fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
    return record;
}

// A BIR for each, of the formats that MOSIP names by 7, 8 and 2: 19794-4 and -5 of 2011, 19794-2.
Result<Bytes> as_cbeff(Sources& sources, bool is_of_faces, const ConvertOptions& options) {
    CbeffFile file;
    for (ConvertSource& source : sources) {
        Sources one;
        one.push_back(source);
        auto data = source.minutiae ? as_minutiae(one, MinutiaeFormat::iso_19794_2_2005)
                    : is_of_faces   ? as_face_record(one, FaceImageEdition::iso_2011, options)
                                    : as_finger_record(one, FingerImageEdition::iso_2011, options);
        if (!data) return data.error();
        auto record = cbeff_record(is_of_faces ? "Face" : "Finger",
                                   source.minutiae ? "2"
                                   : is_of_faces   ? "8"
                                                   : "7",
                                   *std::move(data));
        if (source.minutiae) record.level = "Processed";
        const int position = source.minutiae ? source.minutiae->views.front().position
                             : source.finger ? source.finger->position
                                             : 0;
        if (!is_of_faces) record.subtypes = subtypes_of_position(position);
        const auto* qualities = source.finger && !is_of_faces ? &source.finger->qualities : nullptr;
        if (qualities && !qualities->empty() && qualities->front().score <= 100) {
            record.quality_organisation = std::to_string(qualities->front().vendor);
            record.quality_type = std::to_string(qualities->front().algorithm);
            record.quality_score = qualities->front().score;
        }
        source.image = one.front().image;
        source.ppi = one.front().ppi;
        file.records.push_back(std::move(record));
    }
    return write_cbeff_file(file);
}

}  // namespace

std::vector<std::string> convert_targets() {
    std::vector<std::string> names(pictures.begin(), pictures.end());
    for (const auto& [name, edition] : finger_targets) names.emplace_back(name);
    for (const auto& [name, format] : minutiae_targets) names.emplace_back(name);
    for (const auto& [name, edition] : face_targets) names.emplace_back(name);
    names.insert(names.end(), containers.begin(), containers.end());
    return names;
}

std::string target_of_name(const std::string& file) {
    const std::string suffix = std::filesystem::path(file).extension();
    if (suffix == ".jpg" || suffix == ".jpeg") return "jpeg";
    if (suffix == ".fac") return "face";
    if (suffix == ".iso" || suffix == ".fir") return "fir";
    if (suffix == ".xml") return "cbeff";
    const bool is_same = suffix == ".png" || suffix == ".wsq" || suffix == ".jp2" || suffix == ".fmr" ||
                         suffix == ".an2" || suffix == ".dg2";
    return is_same ? suffix.substr(1) : std::string();
}

bool is_of_fingers(std::string_view target) noexcept {
    return target == "wsq" || target == "an2" || target == "cbeff" || find_in(finger_targets, target) ||
           find_in(minutiae_targets, target);
}

bool is_record(std::string_view target) noexcept { return std::ranges::find(pictures, target) == pictures.end(); }

Result<std::vector<std::byte>> encode_convert_target(std::vector<ConvertSource>& sources, const std::string& target,
                                                     const ConvertOptions& options) {
    if (const auto format = find_in(minutiae_targets, target)) return as_minutiae(sources, *format);
    const bool has_minutiae =
        std::ranges::any_of(sources, [](const auto& source) { return source.minutiae.has_value(); });
    if (has_minutiae && target != "cbeff")
        return Error{ErrorCode::unsupported, "holds minutiae, from which no picture can be made"};
    if (const auto edition = find_in(finger_targets, target)) return as_finger_record(sources, *edition, options);
    if (const auto edition = find_in(face_targets, target)) return as_face_record(sources, *edition, options);
    if (target.starts_with("an2")) return as_ansi_nist(sources, target == "an2-face", options);
    if (target == "dg2") return as_data_group_2(sources, options);
    if (target.starts_with("cbeff")) return as_cbeff(sources, target == "cbeff-face", options);
    ConvertSource& source = sources.front();
    if (target == "wsq") return as_wsq(source, options);
    if (target == "jp2") return as_jpeg_2000(source.image, source.ppi, options);
    if (target == "jpeg") return encode_jpeg(source.image, options.quality, source.ppi);
    return encode_png(source.image, source.ppi);
}

}  // namespace limner::cli
