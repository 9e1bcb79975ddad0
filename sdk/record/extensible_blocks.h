#pragma once

#include "record/der.h"

#include <functional>
#include <optional>
#include <utility>
#include <vector>

/// What the parts of ISO/IEC 39794 have in common (39794-1), and the two parts that Limner reads and writes. Each takes
/// the file from [APPLICATION part] on.
namespace limner {

struct FaceImageRecord;

inline constexpr std::uint8_t extensible_fingers = 0x64, extensible_faces = 0x65;

Result<FingerImageRecord> read_extensible_finger_images(std::span<const std::byte> file, const std::string& name,
                                                        Reading reading);
Result<std::vector<std::byte>> write_extensible_finger_images(const FingerImageRecord& record);
Result<FaceImageRecord> read_extensible_face_images(std::span<const std::byte> file, const std::string& name,
                                                    Reading reading);
Result<std::vector<std::byte>> write_extensible_face_images(const FaceImageRecord& record);

/// Gives `take` each representation of a data block, the first that fails the last.
Result<void> each_representation(std::span<const std::byte> file, std::uint8_t tag, RecordReading& reading,
                                 const std::function<Result<void>(std::span<const std::byte>)>& take);
/// `kind` names the record in the message where a number of it does not fit its member.
Result<std::vector<std::byte>> data_block(std::uint8_t tag, const DerWriter& representations, std::string_view kind);

/// The representations of a record's images, each as `one` writes it.
template <class Image>
Result<DerWriter> representations_of(const std::vector<Image>& images, Result<DerWriter> (*one)(const Image&)) {
    DerWriter representations;
    for (const Image& image : images) {
        const auto written = one(image);
        if (!written) return written.error();
        representations.put(der::sequence, *written);
    }
    return representations;
}

Result<CaptureTime> time_in(const DerObject& block, RecordReading& reading);
void put_time(DerWriter& writer, unsigned number, const CaptureTime& time);

Result<std::vector<QualityBlock>> qualities_in(const DerObject& blocks, RecordReading& reading);
void put_qualities(DerWriter& writer, unsigned number, const std::vector<QualityBlock>& qualities);

/// Organisation and number.
Result<std::pair<int, int>> registry_id_in(const DerObject& block, RecordReading& reading, std::string_view where);
void put_registry_id(DerWriter& writer, std::uint8_t tag, int organisation, int id);
Result<std::vector<CertificationBlock>> certifications_in(const DerObject& blocks, RecordReading& reading);
void put_certifications(DerWriter& writer, unsigned number, const std::vector<CertificationBlock>& certifications);

}  // namespace limner
