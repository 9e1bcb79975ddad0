#pragma once

#include <limner/base/result.h>
#include <limner/frame/image.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// How much a reader of a standard's record forgives. strict: every length, count and code is as the standard has it.
/// lenient: what can be read without guessing is read, and what is wrong is listed.
enum class Reading { strict, lenient };

/// Editions of ISO/IEC 19794-4, finger image data, and its successor 39794-4:2019 in DER.
enum class FingerImageEdition { iso_2005, iso_2011, iso_39794_2019 };
std::string_view name_of(FingerImageEdition edition) noexcept;

/// ISO/IEC 19794-4, image compression algorithm.
enum class FingerImageCompression : std::uint8_t {
    none = 0,
    bit_packed = 1,
    wsq = 2,
    jpeg = 3,
    jpeg_2000_lossy = 4,
    jpeg_2000_lossless = 5,
    png = 6,
};
std::string_view name_of(FingerImageCompression compression) noexcept;

/// A quality score and the registered vendor and number of what gave it (CBEFF): NFIQ 2 is vendor 257.
struct QualityBlock {
    int score = 255;  ///< 0..100; 254: not given, 255: failed.
    int vendor = 0;
    int algorithm = 0;
    bool operator==(const QualityBlock&) const = default;
};

struct CertificationBlock {
    int authority = 0;
    int scheme = 0;
    bool operator==(const CertificationBlock&) const = default;
};

/// UTC; zeros where it is not given.
struct CaptureTime {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0;
    bool operator==(const CaptureTime&) const = default;
};

/// One representation. Codes are the standard's values: those of technologies in 39794-4 are others than in 19794-4.
struct FingerImage {
    CaptureTime captured{};  ///< 2011 only, as are the technology, vendor, type, and certifications.
    int technology = 0;      ///< 0 unknown, 2 optical TIR bright, ... (table 4)
    int vendor = 0;
    int device_type = 0;
    std::vector<QualityBlock> qualities{};  ///< 2005: one score without vendor.
    std::vector<CertificationBlock> certifications{};
    int position = 0;        ///< 0 unknown, 1 right thumb .. 10 left little, 13/14 slaps, 15 thumbs, ...
    int representation = 0;  ///< 2005: view number.
    int view_count = 1;      ///< 2005 only.
    int scale_units = 1;     ///< 1: per inch, 2: per centimetre.
    int scan_x = 500, scan_y = 500, image_x = 500, image_y = 500;  ///< In scale units.
    int depth = 8;
    FingerImageCompression compression = FingerImageCompression::none;
    int impression = 0;         ///< 0 live plain, 1 live rolled, 28 contact plain .., 29 unknown.
    int width = 0, height = 0;  ///< 39794-4 states them for uncompressed images only; 0: as the data say.
    std::vector<std::byte> data{};
    std::vector<std::byte> extended{};  ///< 2011: segmentation, annotation and comment blocks as they are; 39794-4: the
                                        ///< members of its representation from 8 on, encoded.

    /// Of the image, pixels per inch; nothing where the two axes differ or it is 0.
    std::optional<double> ppi() const noexcept;
};

struct FingerImageRecord {
    FingerImageEdition edition = FingerImageEdition::iso_2011;
    bool has_certifications = false;  ///< 2011
    int device_id = 0;                ///< 2005
    int acquisition_level = 0;        ///< 2005
    std::vector<FingerImage> images{};
    std::vector<std::string> problems{};  ///< What a lenient reading forgave.
};

/// unreadable_file names `name`, the place and the reason. Nothing is allocated on the word of a length or a count:
/// each is held against the bytes that are there. The edition is told by the first bytes.
Result<FingerImageRecord> read_finger_image_record(std::span<const std::byte> file, const std::string& name,
                                                   Reading reading = Reading::strict);

/// invalid_argument where a number does not fit its field, images of a 2005 record differ in what is common there, or
/// the edition has no such compression.
Result<std::vector<std::byte>> write_finger_image_record(const FingerImageRecord& record);

/// The pixels as gray8. unsupported: bit-packed, a depth other than 8. `name` stands for it in messages.
Result<Image> decode_finger_image(const FingerImage& image, const std::string& name);

}  // namespace limner
