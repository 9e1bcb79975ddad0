#include "cli/convert_source.h"

#include <limner/frame/image_file.h>
#include <limner/record/ansi_nist_file.h>
#include <limner/record/cbeff_file.h>

#include "base/read_file.h"
#include "cli/record_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace limner::cli {
namespace {

using Bytes = std::span<const std::byte>;
using Sources = std::vector<ConvertSource>;

constexpr std::size_t max_record_bytes = 256UL * 1024 * 1024;

Result<Sources> in_finger_images(Bytes file, const std::string& name) {
    auto record = read_finger_image_record(file, name, Reading::lenient);
    if (!record) return record.error();
    Sources sources;
    for (FingerImage& image : record->images) {
        auto pixels = decode_finger_image(image, name);
        if (!pixels) return pixels.error();
        const auto ppi = image.ppi();
        sources.push_back({.format = "fir", .image = *std::move(pixels), .ppi = ppi, .finger = std::move(image)});
    }
    return sources;
}

Result<Sources> in_faces(Bytes file, const std::string& name) {
    auto record = read_face_image_record(file, name, Reading::lenient);
    if (!record) return record.error();
    Sources sources;
    for (FaceImage& image : record->images) {
        auto pixels = decode_face_image(image, name);
        if (!pixels) return pixels.error();
        sources.push_back({.format = "face", .image = *std::move(pixels), .face = std::move(image)});
    }
    return sources;
}

Result<Sources> in_data_group_2(Bytes file, const std::string& name) {
    const auto records = face_records_of_data_group_2(file, name);
    if (!records) return records.error();
    Sources sources;
    for (Bytes record : *records) {
        auto inside = in_faces(record, name);
        if (!inside) return inside.error();
        std::ranges::move(*inside, std::back_inserter(sources));
    }
    return sources;
}

// By ANSI/NIST's names of compressions; nothing where a finger record has none such.
std::optional<FingerImageCompression> compression_of(const std::string& name) {
    constexpr std::array<std::pair<std::string_view, FingerImageCompression>, 7> known{
        {{"NONE", FingerImageCompression::none},
         {"WSQ20", FingerImageCompression::wsq},
         {"WSQ", FingerImageCompression::wsq},
         {"JPEGB", FingerImageCompression::jpeg},
         {"JP2", FingerImageCompression::jpeg_2000_lossy},
         {"JP2L", FingerImageCompression::jpeg_2000_lossless},
         {"PNG", FingerImageCompression::png}}};
    const auto at = std::ranges::find(known, name, &std::pair<std::string_view, FingerImageCompression>::first);
    return at == known.end() ? std::nullopt : std::optional(at->second);
}

std::optional<FingerImage> finger_of(const AnsiNistRecord& record, const AnsiNistImage& image) {
    const auto compression = compression_of(image.compression);
    if (!compression) return std::nullopt;
    const int ppi = static_cast<int>(std::lround(image.ppi.value_or(0)));
    return FingerImage{.position = image.positions.size() == 1 ? image.positions[0] : 0,
                       .scan_x = ppi,
                       .scan_y = ppi,
                       .image_x = ppi,
                       .image_y = ppi,
                       .compression = *compression,
                       .impression = record.number_in(3).value_or(29),
                       .width = image.width,
                       .height = image.height,
                       .data = record.image};
}

Result<Sources> in_ansi_nist(Bytes file, const std::string& name) {
    constexpr int pictures = 10;
    const auto read = read_ansi_nist_file(file, name, Reading::lenient);
    if (!read) return read.error();
    Sources sources;
    for (const AnsiNistRecord& record : read->records) {
        const auto image = image_of(record, *read);
        if (!image) continue;
        auto pixels = decode_ansi_nist_image(record, *read,
                                             fmt::format("{}: record {}", name, &record - read->records.data() + 1));
        if (!pixels) return pixels.error();
        ConvertSource source{.format = "ansi_nist", .image = *std::move(pixels), .ppi = image->ppi};
        if (record.type == pictures)
            source.face = FaceImage{};
        else
            source.finger = finger_of(record, *image);
        sources.push_back(std::move(source));
    }
    return sources;
}

Result<Sources> in_minutiae(Bytes file, const std::string& name) {
    auto record = read_finger_minutiae_record(file, name, Reading::lenient);
    if (!record) return record.error();
    Sources sources;
    for (MinutiaeView& view : record->views) {
        FingerMinutiaeRecord one{.format = record->format,
                                 .equipment = record->equipment,
                                 .product_owner = record->product_owner,
                                 .product_type = record->product_type,
                                 .has_certifications = record->has_certifications};
        one.views.push_back(std::move(view));
        sources.push_back({.format = "fmr", .minutiae = std::move(one)});
    }
    return sources;
}

Result<Sources> in_record(Bytes file, RecordKind kind, const std::string& name);

Result<Sources> in_cbeff(Bytes file, const std::string& name) {
    const auto read = read_cbeff_file(file, name, Reading::lenient);
    if (!read) return read.error();
    Sources sources;
    for (const CbeffRecord& record : read->records) {
        const std::string where = fmt::format("{}: record {}", name, &record - read->records.data() + 1);
        const auto kind = record_kind_of(record.data);
        if (!kind || *kind == RecordKind::cbeff)
            return Error{ErrorCode::unsupported, where + ": its data are of no known kind"};
        auto inside = in_record(record.data, *kind, where);
        if (!inside) return inside.error();
        for (ConvertSource& source : *inside) {
            if (source.finger && source.finger->position == 0) source.finger->position = finger_position_of(record);
            sources.push_back(std::move(source));
        }
    }
    return sources;
}

Result<Sources> in_record(Bytes file, RecordKind kind, const std::string& name) {
    switch (kind) {
        case RecordKind::finger_images: return in_finger_images(file, name);
        case RecordKind::faces: return in_faces(file, name);
        case RecordKind::data_group_2: return in_data_group_2(file, name);
        case RecordKind::minutiae: return in_minutiae(file, name);
        case RecordKind::ansi_nist: return in_ansi_nist(file, name);
        case RecordKind::cbeff: return in_cbeff(file, name);
        case RecordKind::wsq: break;
    }
    auto decoded = decode_image(file, name);
    if (!decoded) return decoded.error();
    const int ppi = static_cast<int>(std::lround(decoded->ppi.value_or(0)));
    FingerImage finger{.scan_x = ppi,
                       .scan_y = ppi,
                       .image_x = ppi,
                       .image_y = ppi,
                       .compression = FingerImageCompression::wsq,
                       .impression = 29,
                       .width = decoded->image.width(),
                       .height = decoded->image.height(),
                       .data = {file.begin(), file.end()}};
    Sources sources;
    sources.push_back(
        {.format = decoded->format, .image = decoded->image, .ppi = decoded->ppi, .finger = std::move(finger)});
    return sources;
}

}  // namespace

Result<std::vector<ConvertSource>> read_convert_sources(const ConvertOptions& options) {
    if (const auto bytes = read_file(options.in, max_record_bytes)) {
        const Bytes all(reinterpret_cast<const std::byte*>(bytes->data()), bytes->size());
        if (const auto kind = record_kind_of(all)) {
            auto sources = in_record(all, *kind, options.in);
            if (!sources || options.image == 0) return sources;
            const auto index = static_cast<std::size_t>(options.image) - 1;
            if (index >= sources->size())
                return Error{ErrorCode::invalid_argument,
                             fmt::format("{}: has {} images, not {}", options.in, sources->size(), options.image)};
            Sources one;
            one.push_back(std::move((*sources)[index]));
            return one;
        }
    }
    auto file = read_image_page(options.in, std::max(options.image, 1));
    if (!file) return file.error();
    Sources sources;
    sources.push_back({.format = file->format, .image = file->image, .ppi = file->ppi});
    return sources;
}

}  // namespace limner::cli
