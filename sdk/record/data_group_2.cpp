#include <limner/record/face_image_record.h>

#include "record/der.h"
#include "record/record_parts.h"

#include <fmt/format.h>

#include <optional>

namespace limner {
namespace {

// Tags of ISO/IEC 7816-11 and ICAO Doc 9303-10.
constexpr std::uint16_t template_group = 0x7F61, information_template = 0x7F60, biometric_data = 0x5F2E,
                        constructed_data = 0x7F2E;
constexpr std::uint8_t data_group_2 = 0x75;

struct Object {
    std::uint64_t tag = 0;
    std::span<const std::byte> value{};
};

// A tag of one or two bytes, a length of up to four and the value; nothing where it leaves what it lies in.
std::optional<Object> take_object(ByteReader& reader) {
    constexpr std::uint64_t long_tag = 0x1F, long_length = 0x80;
    Object object{.tag = reader.take(1)};
    if ((object.tag & long_tag) == long_tag) object.tag = object.tag << 8 | reader.take(1);
    std::uint64_t length = reader.take(1);
    if (length > long_length + 4 || length == long_length) return std::nullopt;
    if (length > long_length) length = reader.take(static_cast<std::size_t>(length - long_length));
    object.value = reader.take_bytes(static_cast<std::size_t>(length));
    if (reader.is_short()) return std::nullopt;
    return object;
}

// A record of ISO/IEC 39794-5 lies in an object of its own, one of 19794-5 does not.
std::span<const std::byte> inside_of(std::span<const std::byte> value) {
    constexpr std::uint64_t extensible_record = 0xA1;
    ByteReader reader(value);
    const auto object = take_object(reader);
    return object && object->tag == extensible_record ? object->value : value;
}

class GroupReader {
public:
    explicit GroupReader(const std::string& name) : name_(name) {}

    Result<std::vector<std::span<const std::byte>>> read(std::span<const std::byte> file) {
        ByteReader reader(file);
        const auto group = take_object(reader);
        if (!group || group->tag != data_group_2) return wrong("no DG2, or a truncated one");
        if (auto ok = read_templates(group->value); !ok) return ok.error();
        if (records_.empty()) return wrong("a DG2 without a biometric data block");
        return std::move(records_);
    }

private:
    Error wrong(std::string_view why) const {
        return Error{ErrorCode::unreadable_file, fmt::format("{}: {}", name_, why)};
    }

    // The group and the templates in it lie within each other, three deep.
    Result<void> read_templates(std::span<const std::byte> value) {
        ByteReader reader(value);
        while (reader.left() > 0) {
            const auto object = take_object(reader);
            if (!object) return wrong("a DG2 with an object that leaves its template");
            if (object->tag == biometric_data) {
                records_.push_back(object->value);
            } else if (object->tag == constructed_data) {
                records_.push_back(inside_of(object->value));
            } else if (object->tag == template_group || object->tag == information_template) {
                if (++depth_ > 2) return wrong("a DG2 of templates within templates");
                if (auto ok = read_templates(object->value); !ok) return ok;
                --depth_;
            }
        }
        return {};
    }

    const std::string& name_;
    int depth_ = 0;
    std::vector<std::span<const std::byte>> records_{};
};

void put_number(DerWriter& writer, std::uint8_t tag, std::uint16_t number, std::size_t bytes) {
    ByteWriter value;
    value.put(number, bytes);
    writer.put(tag, std::move(value).finish());
}

// A face, of no subtype, in a data block of ISO/IEC JTC 1/SC 37 of the type that 19794-5 is registered as.
DerWriter information_header() {
    constexpr std::uint8_t type = 0x81, subtype = 0x82, format_owner = 0x87, format_type = 0x88;
    constexpr std::uint16_t face = 2, none = 0, sc37 = 0x0101, iso_19794_5 = 0x0008;
    DerWriter header;
    put_number(header, type, face, 1);
    put_number(header, subtype, none, 1);
    put_number(header, format_owner, sc37, 2);
    put_number(header, format_type, iso_19794_5, 2);
    return header;
}

}  // namespace

Result<std::vector<std::byte>> write_data_group_2(const FaceImageRecord& record) {
    constexpr std::uint8_t count_of_templates = 0x02, header_template = 0xA1;
    constexpr std::size_t most_templates = 0xFF;
    if (record.edition != FaceImageEdition::iso_2005)
        return Error{ErrorCode::invalid_argument,
                     fmt::format("a DG2 is written with ISO/IEC 19794-5:2005, not {}", name_of(record.edition))};
    if (record.images.empty() || record.images.size() > most_templates)
        return Error{ErrorCode::invalid_argument, "a DG2 holds 1 to 255 images"};
    DerWriter templates;
    put_number(templates, count_of_templates, static_cast<std::uint16_t>(record.images.size()), 1);
    for (const FaceImage& image : record.images) {
        FaceImageRecord one{.edition = record.edition};
        one.images.push_back(image);
        const auto data = write_face_image_record(one);
        if (!data) return data.error();
        DerWriter information;
        information.put(header_template, information_header());
        information.put_long_tag(biometric_data, *data);
        templates.put_long_tag(information_template, information.bytes());
    }
    DerWriter group, file;
    group.put_long_tag(template_group, templates.bytes());
    file.put(data_group_2, group);
    return file.bytes();
}

Result<std::vector<std::span<const std::byte>>> face_records_of_data_group_2(std::span<const std::byte> file,
                                                                             const std::string& name) {
    return GroupReader(name).read(file);
}

}  // namespace limner
