#include "cli/inspect_formats.h"

#include <limner/frame/wsq.h>
#include <limner/record/ansi_nist_file.h>
#include <limner/record/cbeff_file.h>
#include <limner/record/face_image_record.h>
#include <limner/record/finger_image_record.h>
#include <limner/record/finger_minutiae_record.h>

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace limner::cli {
namespace {

// An image's own line of what is wrong with its data; empty where it can be decoded or is of a kind that is not.
std::string decoding_problem(const Result<Image>& pixels) {
    return pixels || pixels.error().code == ErrorCode::unsupported ? std::string() : pixels.error().message;
}

Json json_of(const QualityBlock& quality) {
    return {{"score", quality.score}, {"vendor", quality.vendor}, {"algorithm", quality.algorithm}};
}

Json json_of(const std::vector<QualityBlock>& qualities) {
    Json list = Json::array();
    for (const QualityBlock& quality : qualities) list.push_back(json_of(quality));
    return list;
}

Json time_of(const CaptureTime& time) {
    if (time.year == 0) return nullptr;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", time.year, time.month, time.day, time.hour,
                       time.minute, time.second, time.millisecond);
}

Answer answer_of(Json members, const std::vector<std::string>& problems) {
    members["problems"] = problems;
    return {std::move(members), problems.empty() ? ExitCode::done : ExitCode::not_passed};
}

Result<Answer> inspect_wsq(std::span<const std::byte> file, const std::string& name) {
    const auto wsq = decode_wsq(file, name);
    if (!wsq) return wsq.error();
    Json lines = Json::object();
    for (const auto& [key, value] : wsq->nistcom) lines[key] = value;
    return answer_of({{"type", "wsq"},
                      {"width", wsq->image.width()},
                      {"height", wsq->image.height()},
                      {"ppi", or_null(wsq->ppi)},
                      {"bits_per_pixel", or_null(wsq->bits_per_pixel)},
                      {"encoder", wsq->encoder},
                      {"software", wsq->software},
                      {"nistcom", std::move(lines)},
                      {"comments", wsq->comments}},
                     {});
}

Result<Answer> inspect_images(std::span<const std::byte> file, const std::string& name) {
    auto record = read_finger_image_record(file, name, Reading::lenient);
    if (!record) return record.error();
    Json images = Json::array();
    for (const FingerImage& image : record->images) {
        const auto pixels = decode_finger_image(image, fmt::format("image {}", images.size() + 1));
        if (const auto problem = decoding_problem(pixels); !problem.empty()) record->problems.push_back(problem);
        images.push_back({{"position", image.position},
                          {"representation", image.representation},
                          {"impression", image.impression},
                          {"width", pixels ? pixels->width() : image.width},
                          {"height", pixels ? pixels->height() : image.height},
                          {"ppi", or_null(image.ppi())},
                          {"depth", image.depth},
                          {"compression", name_of(image.compression)},
                          {"bytes", image.data.size()},
                          {"qualities", json_of(image.qualities)},
                          {"captured", time_of(image.captured)}});
    }
    return answer_of(
        {{"type", "finger_image_record"}, {"edition", name_of(record->edition)}, {"images", std::move(images)}},
        record->problems);
}

Json json_of(const FaceImage& image) {
    Json points = Json::array();
    for (const FacePoint& point : image.points)
        points.push_back({{"code", fmt::format("{}.{}", point.code >> 4, point.code & 0xF)},
                          {"type", point.type},
                          {"x", point.x},
                          {"y", point.y}});
    return {{"image_type", image.image_type},
            {"width", image.width},
            {"height", image.height},
            {"compression", name_of(image.compression)},
            {"bytes", image.data.size()},
            {"colour_space", image.colour_space},
            {"technology", image.technology},
            {"gender", image.gender},
            {"eye_colour", image.eye_colour},
            {"hair_colour", image.hair_colour},
            {"properties", image.properties},
            {"expression", image.expression},
            {"pose", image.pose},
            {"points", std::move(points)},
            {"qualities", json_of(image.qualities)},
            {"captured", time_of(image.captured)}};
}

Result<Answer> inspect_faces(std::span<const std::byte> file, const std::string& name) {
    auto record = read_face_image_record(file, name, Reading::lenient);
    if (!record) return record.error();
    Json images = Json::array();
    for (const FaceImage& image : record->images) {
        const auto problem = decoding_problem(decode_face_image(image, fmt::format("image {}", images.size() + 1)));
        if (!problem.empty()) record->problems.push_back(problem);
        images.push_back(json_of(image));
    }
    return answer_of(
        {{"type", "face_image_record"}, {"edition", name_of(record->edition)}, {"images", std::move(images)}},
        record->problems);
}

// Each record of the group with what is wrong with it.
Result<Answer> inspect_data_group_2(std::span<const std::byte> file, const std::string& name) {
    const auto found = face_records_of_data_group_2(file, name);
    if (!found) return found.error();
    Json records = Json::array();
    std::vector<std::string> problems;
    for (const auto& record : *found) {
        auto answer = inspect_faces(record, name);
        if (!answer) return answer.error();
        for (const Json& problem : answer->members["problems"]) problems.push_back(problem.get<std::string>());
        records.push_back(std::move(answer->members));
    }
    return answer_of({{"type", "data_group_2"}, {"records", std::move(records)}}, problems);
}

Result<Answer> inspect_minutiae(std::span<const std::byte> file, const std::string& name) {
    const auto record = read_finger_minutiae_record(file, name, Reading::lenient);
    if (!record) return record.error();
    constexpr double cm_per_inch = 2.54;
    Json views = Json::array();
    for (const MinutiaeView& view : record->views) {
        Json minutiae = Json::array();
        for (const Minutia& minutia : view.minutiae)
            minutiae.push_back({{"type", minutia.type},
                                {"x", minutia.x},
                                {"y", minutia.y},
                                {"degrees", degrees_of(minutia, record->format)},
                                {"quality", minutia.quality}});
        views.push_back({{"position", view.position},
                         {"view", view.view},
                         {"impression", view.impression},
                         {"width", view.width},
                         {"height", view.height},
                         {"ppi", std::round(view.x_per_cm * cm_per_inch)},
                         {"qualities", json_of(view.qualities)},
                         {"extended_bytes", view.extended.size()},
                         {"minutiae", std::move(minutiae)}});
    }
    return answer_of(
        {{"type", "finger_minutiae_record"}, {"edition", name_of(record->format)}, {"views", std::move(views)}},
        record->problems);
}

Json fields_of(const AnsiNistRecord& record) {
    Json fields = Json::object();
    for (const AnsiNistField& field : record.fields)
        if (field.number() != 999) fields[field.label] = field.value;
    return fields;
}

Result<Answer> inspect_ansi_nist(std::span<const std::byte> file, const std::string& name) {
    auto read = read_ansi_nist_file(file, name, Reading::lenient);
    if (!read) return read.error();
    Json records = Json::array();
    for (const AnsiNistRecord& record : read->records) {
        Json image = nullptr;
        if (const auto found = image_of(record, *read)) {
            const auto problem =
                decoding_problem(decode_ansi_nist_image(record, *read, fmt::format("record {}", records.size() + 1)));
            if (!problem.empty()) read->problems.push_back(problem);
            image = {{"width", found->width},         {"height", found->height},
                     {"ppi", or_null(found->ppi)},    {"compression", found->compression},
                     {"positions", found->positions}, {"bytes", record.image.size()}};
        }
        records.push_back({{"record_type", record.type}, {"fields", fields_of(record)}, {"image", std::move(image)}});
    }
    return answer_of({{"type", "ansi_nist"}, {"records", std::move(records)}}, read->problems);
}

// Each BIR, and what is in its data where they are of a known kind.
Result<Answer> inspect_cbeff(std::span<const std::byte> file, const std::string& name) {
    auto read = read_cbeff_file(file, name, Reading::lenient);
    if (!read) return read.error();
    Json records = Json::array();
    for (const CbeffRecord& record : read->records) {
        Json inside = nullptr;
        const std::string where = fmt::format("record {}", records.size() + 1);
        const auto kind = record_kind_of(record.data);
        if (kind && *kind != RecordKind::cbeff) {
            auto answer = inspect_biometric_record(record.data, *kind, where);
            if (!answer) read->problems.push_back(answer.error().message);
            if (answer) inside = std::move(answer->members);
        }
        if (!inside.is_null())
            for (const Json& problem : inside["problems"])
                read->problems.push_back(where + ": " + problem.get<std::string>());
        records.push_back({{"format", {record.format_organisation, record.format_type}},
                           {"created", record.created},
                           {"biometric_type", record.type},
                           {"subtypes", record.subtypes},
                           {"level", record.level},
                           {"purpose", record.purpose},
                           {"quality", or_null(record.quality_score)},
                           {"bytes", record.data.size()},
                           {"security_bytes", record.security.size()},
                           {"record", std::move(inside)}});
    }
    return answer_of({{"type", "cbeff"}, {"records", std::move(records)}}, read->problems);
}

}  // namespace

Result<Answer> inspect_biometric_record(std::span<const std::byte> file, RecordKind kind, const std::string& name) {
    switch (kind) {
        case RecordKind::wsq: return inspect_wsq(file, name);
        case RecordKind::faces: return inspect_faces(file, name);
        case RecordKind::data_group_2: return inspect_data_group_2(file, name);
        case RecordKind::finger_images: return inspect_images(file, name);
        case RecordKind::minutiae: return inspect_minutiae(file, name);
        case RecordKind::cbeff: return inspect_cbeff(file, name);
        case RecordKind::ansi_nist: break;
    }
    return inspect_ansi_nist(file, name);
}

}  // namespace limner::cli
