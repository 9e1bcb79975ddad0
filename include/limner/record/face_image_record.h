#pragma once

#include <limner/record/finger_image_record.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// Editions of ISO/IEC 19794-5, face image data, and its successor 39794-5:2019 in DER. A passport's DG2 holds that of
/// 2005, newer ones 39794-5.
enum class FaceImageEdition { iso_2005, iso_2011, iso_39794_2019 };
std::string_view name_of(FaceImageEdition edition) noexcept;

/// ISO/IEC 19794-5, image data type. 2005 has the first two only and means any JPEG 2000 by the second.
enum class FaceImageCompression : std::uint8_t { jpeg = 0, jpeg_2000_lossy = 1, jpeg_2000_lossless = 2, png = 3 };
std::string_view name_of(FaceImageCompression compression) noexcept;

/// A feature or landmark point, in pixels from the upper left corner.
struct FacePoint {
    int type = 1;  ///< 1: of MPEG-4's feature points; 2 (2011): anthropometric.
    int code =
        0;  ///< The major number in the upper four bits, the minor one in the lower: 12.1 (0xC1) is the left pupil.
    int x = 0, y = 0, z = 0;  ///< z: 2011; of 2005 the reserved field.
    bool operator==(const FacePoint&) const = default;
};

/// One image. What an edition has not is left as it is. Codes are the standard's; 0 is "unspecified" in each.
struct FaceImage {
    CaptureTime captured{};  ///< 2011, as are vendor, qualities and certifications.
    int technology = 0;  ///< 2005: source type. 1, 2: a static photograph, from an unknown source or digital camera.
    int vendor = 0;
    int device_type = 0;
    std::vector<QualityBlock> qualities{};
    std::vector<CertificationBlock> certifications{};
    int gender = 0;  ///< 1 male, 2 female, 255 (2005: also 3) unknown.
    int eye_colour = 0;
    int hair_colour = 0;
    int subject_height = 0;  ///< 2011, centimetres.
    int properties = 0;      ///< Bits: 0 the others count, 1 glasses, 2 moustache, 3 beard, ...
    int expression = 0;      ///< 1 neutral, ...
    std::array<int, 3>
        pose{};  ///< Yaw, pitch, roll as coded: 1..91 for 0..180 degrees in steps of 2, 92..180 for negative.
    std::array<int, 3> pose_uncertainty{};
    std::vector<FacePoint> points{};
    int image_type = 1;  ///< 0 basic, 1 full frontal, 2 token frontal (2005: 2), ...
    FaceImageCompression compression = FaceImageCompression::jpeg;
    int width = 0, height = 0;    ///< 39794-5: 0 where it does not state them.
    int colour_space = 1;         ///< 1: RGB of 24 bits, 2: YUV422, 3: gray of 8 bits, 4: other.
    int quality = 0;              ///< 2005.
    int sampling_rate_level = 0;  ///< 2011: 0 up to 180 pixels of head width, ..., 7 above 750.
    int post_processing = 0;      ///< 2011, bits.
    int cross_reference = 0;      ///< 2011; 39794-5: the representation's identifier.
    std::vector<std::byte> data{};
    std::vector<std::byte> extended{};  ///< 2011: three-dimensional information as it is; 39794-5: the members of its
                                        ///< representation from 4 on (person, landmarks, device), encoded.
    std::vector<std::byte> details{};   ///< 39794-5: the members of its image information that are not above, encoded.
    std::vector<std::byte> camera{};    ///< 39794-5: the members behind the image information, encoded.
};

struct FaceImageRecord {
    FaceImageEdition edition = FaceImageEdition::iso_2005;
    bool has_certifications = false;  ///< 2011
    int temporal_semantics = 0;       ///< 2011: 0 for one image, 1: several, how they follow is not said.
    std::vector<FaceImage> images{};
    std::vector<std::string> problems{};  ///< What a lenient reading forgave.
};

/// unreadable_file names `name`, the place and the reason. Nothing is allocated on the word of a length or a count:
/// each is held against the bytes that are there.
Result<FaceImageRecord> read_face_image_record(std::span<const std::byte> file, const std::string& name,
                                               Reading reading = Reading::strict);

/// invalid_argument where a number does not fit its field or the edition has no such compression.
Result<std::vector<std::byte>> write_face_image_record(const FaceImageRecord& record);

/// The records of a passport's DG2 (ICAO Doc 9303-10: biometric information templates, a patron format of ISO/IEC
/// 19785-3 in tags of ISO/IEC 7816-11), as parts of `file`. unreadable_file names `name` and the reason.
Result<std::vector<std::span<const std::byte>>> face_records_of_data_group_2(std::span<const std::byte> file,
                                                                             const std::string& name);

/// A passport's DG2 with a biometric information template for each image, 1 to 255, in a record of ISO/IEC 19794-5:2005
/// of its own. invalid_argument for the other editions, and as of write_face_image_record().
Result<std::vector<std::byte>> write_data_group_2(const FaceImageRecord& record);

/// The pixels as gray8 or rgb8. `name` stands for it in messages.
Result<Image> decode_face_image(const FaceImage& image, const std::string& name);

}  // namespace limner
