#include <limner/record/face_image_record.h>

#include "record/extensible_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limner {
namespace {

// Members of a representation and of the information on its picture (ISO/IEC 39794-5).
enum Member : unsigned { identifier, picture, time, quality };
enum Detail : unsigned { format, kind, size = 7, colours = 9 };

// Codes of 39794-5 by those of 19794-5.
constexpr std::array<int, 3> formats{2, 3, 4};
constexpr std::array<int, 5> colour_codes{0, 2, 4, 5, 1};
const std::string details_name = "a face image's details";
constexpr int travel_document = 0, general_purpose = 1, full_frontal = 1;

template <std::size_t count>
std::optional<int> index_of(int code, const std::array<int, count>& codes) {
    const auto at = std::ranges::find(codes, code);
    return at == codes.end() ? std::nullopt : std::optional(static_cast<int>(at - codes.begin()));
}

class RecordReader {
public:
    RecordReader(const std::string& name, Reading reading) : reading_(name, reading) {}

    Result<FaceImageRecord> read(std::span<const std::byte> file) {
        const auto take = [this](std::span<const std::byte> value) { return read_representation(value); };
        if (auto ok = each_representation(file, extensible_faces, reading_, take); !ok) return ok.error();
        record_.problems = reading_.take_problems();
        return std::move(record_);
    }

private:
    Result<void> read_representation(std::span<const std::byte> value) {
        where_ = fmt::format("image {}", record_.images.size() + 1);
        const auto fields = DerFields::of(value, reading_, where_);
        if (!fields) return fields.error();
        FaceImage image;
        const auto id = number_in(*fields, identifier, reading_);
        if (!id) return id.error();
        image.cross_reference = *id;
        if (auto ok = read_picture(*fields, image); !ok) return ok;
        if (const DerObject* block = fields->nested(time)) {
            const auto captured = time_in(*block, reading_);
            if (!captured) return captured.error();
            image.captured = *captured;
        }
        if (const DerObject* blocks = fields->nested(quality)) {
            auto qualities = qualities_in(*blocks, reading_);
            if (!qualities) return qualities.error();
            image.qualities = *std::move(qualities);
        }
        image.extended = fields->from(quality + 1);
        record_.images.push_back(std::move(image));
        return {};
    }

    // Choices within choices: a base, of two dimensions.
    Result<void> read_picture(const DerFields& fields, FaceImage& image) {
        const DerObject* inside = fields.nested(picture);
        DerFields parts;
        for (int depth = 0; depth < 3 && inside; ++depth) {
            const auto next = DerFields::of(inside->value, reading_, where_);
            if (!next) return next.error();
            parts = *next;
            if (depth < 2) inside = parts.nested(0);
        }
        const DerObject *bytes = parts.primitive(0), *details = parts.nested(1);
        if (!inside || !bytes || !details) return reading_.wrong(fmt::format("{}: no image of two dimensions", where_));
        image.data.assign(bytes->value.begin(), bytes->value.end());
        image.camera = parts.from(2);
        return read_details(*details, image);
    }

    Result<void> read_details(const DerObject& block, FaceImage& image) {
        const auto fields = DerFields::of(block.value, reading_, where_);
        if (!fields) return fields.error();
        const auto code = code_in(*fields, format, reading_);
        if (!code) return code.error();
        const auto compression = index_of(*code, formats);
        if (!compression) return reading_.wrong(fmt::format("{}: data format {} is unknown", where_, *code));
        image.compression = static_cast<FaceImageCompression>(*compression);
        if (fields->nested(kind)) {
            const auto is = code_in(*fields, kind, reading_);
            if (!is) return is.error();
            image.image_type = *is == travel_document ? full_frontal : 0;
        }
        image.colour_space = 0;
        if (fields->nested(colours)) {
            const auto is = code_in(*fields, colours, reading_);
            if (!is) return is.error();
            image.colour_space = index_of(*is, colour_codes).value_or(4);
        }
        image.details = fields->besides({format, kind, size, colours});
        const DerObject* extent = fields->nested(size);
        return extent ? read_size(*extent, image) : Result<void>{};
    }

    Result<void> read_size(const DerObject& block, FaceImage& image) {
        const auto fields = DerFields::of(block.value, reading_, where_);
        if (!fields) return fields.error();
        const auto width = number_in(*fields, 0, reading_), height = number_in(*fields, 1, reading_);
        if (!width) return width.error();
        if (!height) return height.error();
        if (*width == 0 || *height == 0 || *width > 0xFFFF || *height > 0xFFFF)
            return reading_.wrong(fmt::format("{}: a size of {} x {}", where_, *width, *height));
        image.width = *width;
        image.height = *height;
        return {};
    }

    RecordReading reading_;
    std::string where_{};
    FaceImageRecord record_{};
};

// In the order of their numbers, the members of `details` among them.
Result<DerWriter> details_of(const FaceImage& image) {
    RecordReading reading(details_name, Reading::strict);
    const auto others = DerFields::of(image.details, reading, "details");
    if (!others) return Error{ErrorCode::invalid_argument, others.error().message};
    DerWriter details;
    details.put_code(format, formats.at(static_cast<std::size_t>(image.compression)));
    details.put_code(kind, image.image_type == full_frontal ? travel_document : general_purpose);
    details.put_encoded(others->between(kind + 1, size));
    if (image.width > 0) {
        DerWriter extent;
        extent.put_number(0, image.width);
        extent.put_number(1, image.height);
        details.put(der::nested_tag(size), extent);
    }
    details.put_encoded(others->between(size + 1, colours));
    if (image.colour_space != 0)
        details.put_code(colours, colour_codes.at(static_cast<std::size_t>(image.colour_space)));
    details.put_encoded(others->from(colours + 1));
    return details;
}

Result<DerWriter> representation_of(const FaceImage& image) {
    if (static_cast<std::size_t>(image.compression) >= formats.size() || image.colour_space < 0 ||
        static_cast<std::size_t>(image.colour_space) >= colour_codes.size())
        return Error{ErrorCode::invalid_argument,
                     "ISO/IEC 39794-5 is written with JPEG or JPEG 2000, in a colour space of 0 to 4"};
    DerWriter flat, base, choice, writer;
    flat.put(der::primitive_tag(0), image.data);
    const auto details = details_of(image);
    if (!details) return details.error();
    flat.put(der::nested_tag(1), *details);
    flat.put_encoded(image.camera);
    base.put(der::nested_tag(0), flat);
    choice.put(der::nested_tag(0), base);
    writer.put_number(identifier, image.cross_reference);
    writer.put(der::nested_tag(picture), choice);
    put_time(writer, time, image.captured);
    put_qualities(writer, quality, image.qualities);
    writer.put_encoded(image.extended);
    return writer;
}

}  // namespace

Result<FaceImageRecord> read_extensible_face_images(std::span<const std::byte> file, const std::string& name,
                                                    Reading reading) {
    auto record = RecordReader(name, reading).read(file);
    if (record) record->edition = FaceImageEdition::iso_39794_2019;
    return record;
}

Result<std::vector<std::byte>> write_extensible_face_images(const FaceImageRecord& record) {
    const auto representations = representations_of(record.images, representation_of);
    if (!representations) return representations.error();
    return data_block(extensible_faces, *representations, "face image");
}

}  // namespace limner
