#include <limner/record/face_image_record.h>

#include "record/extensible_blocks.h"

#include <algorithm>

namespace limner {
namespace {

ByteWriter body_of(const FaceImage& image, bool is_2011, bool has_certifications) {
    ByteWriter body;
    if (is_2011) {
        put_capture(body, image);
        put_blocks(body, image, has_certifications);
    }
    body.put(image.points.size(), 2);
    for (int part : {image.gender, image.eye_colour, image.hair_colour}) body.put_int(part, 1);
    if (is_2011) body.put_int(image.subject_height, 1);
    body.put_int(image.properties, 3);
    body.put_int(image.expression, 2);
    for (int angle : image.pose) body.put_int(angle, 1);
    for (int angle : image.pose_uncertainty) body.put_int(angle, 1);
    for (const FacePoint& point : image.points) {
        body.put_int(point.type, 1);
        body.put_int(point.code, 1);
        for (int axis : {point.x, point.y, point.z}) body.put_int(axis, 2);
    }
    body.put_int(image.image_type, 1);
    body.put_int(static_cast<int>(image.compression), 1);
    body.put_int(image.width, 2);
    body.put_int(image.height, 2);
    if (is_2011) {
        body.put_int(image.sampling_rate_level, 1);
        body.put_int(image.post_processing, 2);
        body.put_int(image.cross_reference, 1);
    }
    body.put_int(image.colour_space, 1);
    if (is_2011) {
        body.put(image.data.size(), 4);
    } else {
        body.put_int(image.technology, 1);
        body.put_int(image.device_type, 2);
        body.put_int(image.quality, 2);
    }
    body.put(image.data);
    body.put(image.extended);
    return body;
}

}  // namespace

Result<std::vector<std::byte>> write_face_image_record(const FaceImageRecord& record) {
    const bool is_2011 = record.edition == FaceImageEdition::iso_2011;
    if (record.images.empty()) return Error{ErrorCode::invalid_argument, "a face image record without an image"};
    if (record.edition == FaceImageEdition::iso_39794_2019) return write_extensible_face_images(record);
    const bool has_later_parts = std::ranges::any_of(record.images, [](const FaceImage& image) {
        return image.compression > FaceImageCompression::jpeg_2000_lossy || !image.extended.empty();
    });
    if (!is_2011 && has_later_parts)
        return Error{ErrorCode::invalid_argument,
                     "a record of 2005 holds JPEG or JPEG 2000 (as jpeg_2000_lossy), and nothing behind it"};
    ByteWriter body;
    body.put(record.images.size(), 2);
    if (is_2011) {
        body.put(record.has_certifications ? 1 : 0, 1);
        body.put_int(record.temporal_semantics, 2);
    }
    for (const FaceImage& image : record.images)
        put_with_length(body, body_of(image, is_2011, record.has_certifications));
    constexpr std::size_t in_front = 12;  // magic, edition and this length
    ByteWriter writer;
    writer.put_text(std::string_view("FAC\0", 4));
    writer.put_text(is_2011 ? std::string_view("030\0", 4) : std::string_view("010\0", 4));
    writer.put(body.size() + in_front, 4);
    if (!body.fits() || !writer.fits())
        return Error{ErrorCode::invalid_argument, "a number does not fit its field of a face image record"};
    writer.put(std::move(body).finish());
    return std::move(writer).finish();
}

}  // namespace limner
