#include <limner/record/finger_image_record.h>

#include "record/extensible_blocks.h"

#include <algorithm>
#include <set>

namespace limner {
namespace {

constexpr std::size_t finger_2005 = 14;  // bytes of a finger's header

void put_resolution(ByteWriter& writer, const FingerImage& image) {
    writer.put_int(image.scale_units, 1);
    for (int axis : {image.scan_x, image.scan_y, image.image_x, image.image_y}) writer.put_int(axis, 2);
    writer.put_int(image.depth, 1);
    writer.put_int(static_cast<int>(image.compression), 1);
}

void put_representation(ByteWriter& writer, const FingerImage& image, bool has_certifications) {
    ByteWriter body;
    put_capture(body, image);
    put_blocks(body, image, has_certifications);
    body.put_int(image.position, 1);
    body.put_int(image.representation, 1);
    put_resolution(body, image);
    body.put_int(image.impression, 1);
    body.put_int(image.width, 2);
    body.put_int(image.height, 2);
    body.put(image.data.size(), 4);
    body.put(image.data);
    body.put(image.extended);
    put_with_length(writer, std::move(body));
}

std::vector<std::byte> whole(ByteWriter body, std::string_view magic, std::size_t length_bytes, bool& fits) {
    ByteWriter writer;
    writer.put_text(magic);
    writer.put(body.size() + magic.size() + length_bytes, length_bytes);
    fits = body.fits() && writer.fits();
    writer.put(std::move(body).finish());
    return std::move(writer).finish();
}

std::vector<std::byte> write_2011(const FingerImageRecord& record, bool& fits) {
    std::set<int> positions;
    for (const FingerImage& image : record.images) positions.insert(image.position);
    ByteWriter body;
    body.put(record.images.size(), 2);
    body.put(record.has_certifications ? 1 : 0, 1);
    body.put(positions.size(), 1);
    for (const FingerImage& image : record.images) put_representation(body, image, record.has_certifications);
    return whole(std::move(body),
                 std::string_view("FIR\0"
                                  "020\0",
                                  8),
                 4, fits);
}

std::vector<std::byte> write_2005(const FingerImageRecord& record, bool& fits) {
    ByteWriter body;
    body.put_int(record.device_id, 2);
    body.put_int(record.acquisition_level, 2);
    body.put(record.images.size(), 1);
    put_resolution(body, record.images.front());
    body.put(0, 2);
    for (const FingerImage& image : record.images) {
        body.put(image.data.size() + finger_2005, 4);
        body.put_int(image.position, 1);
        body.put_int(image.view_count, 1);
        body.put_int(image.representation, 1);
        body.put_int(image.qualities.empty() ? 254 : image.qualities.front().score, 1);
        body.put_int(image.impression, 1);
        body.put_int(image.width, 2);
        body.put_int(image.height, 2);
        body.put(0, 1);
        body.put(image.data);
    }
    return whole(std::move(body),
                 std::string_view("FIR\0"
                                  "010\0",
                                  8),
                 6, fits);
}

bool has_common_resolution(const FingerImageRecord& record) {
    const FingerImage& first = record.images.front();
    return std::ranges::all_of(record.images, [&](const FingerImage& image) {
        return image.scale_units == first.scale_units && image.scan_x == first.scan_x && image.scan_y == first.scan_y &&
               image.image_x == first.image_x && image.image_y == first.image_y && image.depth == first.depth &&
               image.compression == first.compression;
    });
}

}  // namespace

Result<std::vector<std::byte>> write_finger_image_record(const FingerImageRecord& record) {
    const bool is_2005 = record.edition == FingerImageEdition::iso_2005;
    if (record.images.empty()) return Error{ErrorCode::invalid_argument, "a finger image record without an image"};
    if (record.edition == FingerImageEdition::iso_39794_2019) return write_extensible_finger_images(record);
    if (is_2005 && !has_common_resolution(record))
        return Error{ErrorCode::invalid_argument,
                     "a record of 2005 has one resolution, depth and compression for all images"};
    bool fits = true;
    auto bytes = is_2005 ? write_2005(record, fits) : write_2011(record, fits);
    if (!fits) return Error{ErrorCode::invalid_argument, "a number does not fit its field of a finger image record"};
    return bytes;
}

}  // namespace limner
