#include <limner/record/ansi_nist_file.h>

#include <fmt/format.h>

#include <array>

namespace limner {
namespace {

constexpr char subfield_end = 0x1E, item_end = 0x1F;
constexpr std::array<std::string_view, 7> finger_compressions{"NONE", "", "WSQ20", "JPEGB", "JP2", "JP2L", "PNG"};
constexpr std::array<std::string_view, 4> face_compressions{"JPEGB", "JP2", "JP2L", "PNG"};
constexpr int content_field = 3, most_records = 99;

std::string label_of(int type, int number) { return fmt::format("{}.{:03}", type, number); }

void put(AnsiNistRecord& record, int number, std::string value) {
    record.fields.push_back({label_of(record.type, number), std::move(value)});
}

/// Appends a record with its IDC, and lists it in field 1.003.
Result<void> add(AnsiNistFile& file, AnsiNistRecord record) {
    const auto count = static_cast<int>(file.records.size());
    if (file.records.empty() || file.records.front().type != 1 || !file.records.front().find(content_field))
        return Error{ErrorCode::invalid_argument, "an ANSI/NIST file begins with a Type-1 record with field 1.003"};
    if (count > most_records) return Error{ErrorCode::invalid_argument, "an ANSI/NIST file of more than 99 records"};
    const std::string idc = fmt::format("{:02}", count - 1);
    record.fields.insert(record.fields.begin(), {{label_of(record.type, 1), ""}, {label_of(record.type, 2), idc}});
    if (!record.image.empty()) put(record, 999, "");
    for (AnsiNistField& field : file.records.front().fields) {
        if (field.number() != content_field) continue;
        const std::size_t behind_count = std::min(field.value.find(subfield_end), field.value.size());
        field.value = fmt::format("1{}{}{}{}{}{}{}", item_end, count, field.value.substr(behind_count), subfield_end,
                                  record.type, item_end, idc);
    }
    file.records.push_back(std::move(record));
    return {};
}

// 006 to 010: size and resolution.
void put_geometry(AnsiNistRecord& record, int width, int height, int units, int per_unit) {
    put(record, 6, std::to_string(width));
    put(record, 7, std::to_string(height));
    put(record, 8, std::to_string(per_unit > 0 ? units : 0));
    put(record, 9, std::to_string(per_unit > 0 ? per_unit : 1));
    put(record, 10, std::to_string(per_unit > 0 ? per_unit : 1));
}

std::string date_of(const CaptureTime& captured, const std::string& otherwise) {
    return captured.year > 0 ? fmt::format("{:04}{:02}{:02}", captured.year, captured.month, captured.day) : otherwise;
}

}  // namespace

AnsiNistFile new_ansi_nist_file(const AnsiNistTransaction& transaction) {
    AnsiNistRecord first{.type = 1};
    put(first, 1, "");
    put(first, 2, "0502");
    put(first, content_field, fmt::format("1{}0", item_end));
    put(first, 4, transaction.type);
    put(first, 5, transaction.date);
    put(first, 7, transaction.destination);
    put(first, 8, transaction.originator);
    put(first, 9, transaction.control_number);
    put(first, 11, "00.00");
    put(first, 12, "00.00");
    put(first, 15, fmt::format("003{}UTF-8", item_end));
    return {.records = {std::move(first)}};
}

Result<void> add_text_record(AnsiNistFile& file, const std::vector<std::pair<int, std::string>>& fields) {
    AnsiNistRecord record{.type = 2};
    for (const auto& [number, value] : fields) {
        if (number < 3 || number >= 999)
            return Error{ErrorCode::invalid_argument,
                         fmt::format("a Type-2 record has no field {} of its own", number)};
        put(record, number, value);
    }
    return add(file, std::move(record));
}

Result<void> add_finger_image(AnsiNistFile& file, const FingerImage& image, const std::string& source_agency,
                              const std::string& date) {
    const auto compression = static_cast<std::size_t>(image.compression);
    if (compression >= finger_compressions.size() || finger_compressions[compression].empty())
        return Error{ErrorCode::invalid_argument, "a Type-14 record has no bit-packed images"};
    if (image.width <= 0 || image.height <= 0 || image.data.empty())
        return Error{ErrorCode::invalid_argument, "a Type-14 record needs the image's size and data"};
    AnsiNistRecord record{.type = 14};
    put(record, 3, std::to_string(image.impression));
    put(record, 4, source_agency);
    put(record, 5, date_of(image.captured, date));
    put_geometry(record, image.width, image.height, image.scale_units,
                 image.image_x == image.image_y ? image.image_x : 0);
    put(record, 11, std::string(finger_compressions[compression]));
    put(record, 12, std::to_string(image.depth));
    put(record, 13, std::to_string(image.position));
    record.image = image.data;
    return add(file, std::move(record));
}

Result<void> add_face_image(AnsiNistFile& file, const FaceImage& image, const std::string& source_agency,
                            const std::string& date, std::optional<int> ppi) {
    constexpr int gray = 3;
    constexpr std::array<std::string_view, 3> profiles{"0", "13", "14"};  // unknown, ISO full frontal, ISO token
    const auto compression = static_cast<std::size_t>(image.compression);
    if (compression >= face_compressions.size() || image.width <= 0 || image.height <= 0 || image.data.empty())
        return Error{ErrorCode::invalid_argument, "a Type-10 record needs a compressed image and its size"};
    AnsiNistRecord record{.type = 10};
    put(record, 3, "FACE");
    put(record, 4, source_agency);
    put(record, 5, date_of(image.captured, date));
    put_geometry(record, image.width, image.height, 1, ppi.value_or(0));
    put(record, 11, std::string(face_compressions[compression]));
    put(record, 12, image.colour_space == gray ? "GRAY" : "SRGB");
    const auto kind = static_cast<std::size_t>(image.image_type);
    put(record, 13, std::string(kind < profiles.size() ? profiles[kind] : profiles[0]));
    record.image = image.data;
    return add(file, std::move(record));
}

}  // namespace limner
