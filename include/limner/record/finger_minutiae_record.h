#pragma once

#include <limner/check/fingerprint_minutiae.h>
#include <limner/record/finger_image_record.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// Finger minutiae records. Their editions differ in headers and in the unit of angles.
enum class MinutiaeFormat { iso_19794_2_2005, iso_19794_2_2011, ansi_378_2004, ansi_378_2009, ansi_378_2009_am1 };
std::string_view name_of(MinutiaeFormat format) noexcept;

struct Minutia {
    int type = 0;      ///< 0 other, 1 ridge ending, 2 bifurcation.
    int x = 0, y = 0;  ///< Pixels from the upper left corner, 0..16,383.
    int angle =
        0;  ///< In the format's unit: 2 degrees (ANSI 378), 1.40625 degrees (ISO/IEC 19794-2). Counter-clockwise.
    int quality = 0;  ///< 0..100; 0: not given.
    bool operator==(const Minutia&) const = default;
};

/// The minutiae of one image. What an edition has not is left as it is.
struct MinutiaeView {
    CaptureTime captured{};  ///< ISO 2011, as are the technology, vendor, and certifications.
    int technology = 0;
    int vendor = 0;
    int device_type = 0;
    std::vector<CertificationBlock> certifications{};
    std::vector<QualityBlock> qualities{};
    int position = 0;
    int view = 0;
    int impression = 0;
    int width = 0, height = 0;       ///< ISO 2005 and ANSI 2004: the same of all views.
    int x_per_cm = 0, y_per_cm = 0;  ///< Pixels per centimetre.
    int ridge_ending_type = 0;       ///< ISO 2011: 0 valley bifurcation, 1 skeleton end.
    std::vector<Minutia> minutiae{};
    std::vector<std::byte> extended{};  ///< The extended data areas as they are, without their length.
};

struct FingerMinutiaeRecord {
    MinutiaeFormat format = MinutiaeFormat::iso_19794_2_2005;
    int equipment = 0;      ///< Certification and capture device as the header has them; ISO 2011 has them per view.
    int product_owner = 0;  ///< ANSI 378: CBEFF owner and type of what made the record.
    int product_type = 0;
    bool has_certifications = false;  ///< ISO 2011
    std::vector<MinutiaeView> views{};
    std::vector<std::string> problems{};  ///< What a lenient reading forgave.
};

/// Degrees of a minutia's angle.
double degrees_of(const Minutia& minutia, MinutiaeFormat format) noexcept;

/// What extract_minutiae() found as a view of a record, and back for match_minutiae(); angles lose what the format's
/// unit rounds away. `position`: of ISO/IEC 19794-4.
MinutiaeView view_of(const FingerprintMinutiae& minutiae, MinutiaeFormat format, int position = 0);
FingerprintMinutiae minutiae_of(const MinutiaeView& view, MinutiaeFormat format);

/// Reads ISO/IEC 19794-2:2005 (record format) and :2011, ANSI INCITS 378-2004, -2009 and -2009/AM1. unreadable_file
/// names `name`, the place and the reason; nothing is allocated on the word of a length or a count.
Result<FingerMinutiaeRecord> read_finger_minutiae_record(std::span<const std::byte> file, const std::string& name,
                                                         Reading reading = Reading::strict);

/// invalid_argument where a number does not fit its field, or views differ in what is common in that edition.
Result<std::vector<std::byte>> write_finger_minutiae_record(const FingerMinutiaeRecord& record);

}  // namespace limner
