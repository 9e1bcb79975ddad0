#pragma once

#include <limner/record/face_image_record.h>
#include <limner/record/finger_image_record.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner {

/// One field of a record of ANSI/NIST-ITL 1-2011, traditional encoding.
struct AnsiNistField {
    std::string label{};  ///< As it is written: "1.002", in older files "1.02".
    std::string value{};  ///< Bytes; subfields are parted by 0x1E, items by 0x1F. UTF-8 where 1.015 says so.

    int number() const noexcept;  ///< 2 of "1.002".
};

/// One logical record. Of the binary types (3 to 8) Type-4 has its header as fields 4.001 to 4.008; of the others only
/// the length and the IDC are known, the rest is `image`.
struct AnsiNistRecord {
    int type = 0;
    std::vector<AnsiNistField> fields{};
    std::vector<std::byte> image{};  ///< Field 999 of tagged types, 4.009 of Type-4.

    const AnsiNistField* find(int number) const noexcept;
    std::optional<int> number_in(int field) const noexcept;  ///< Where the field is one whole number.
};

struct AnsiNistFile {
    std::vector<AnsiNistRecord> records{};
    std::vector<std::string> problems{};  ///< What a lenient reading forgave.
};

/// Reads a file of Type-1 and any other types. unreadable_file names `name`, the record and the reason; lengths and
/// counts are held against the bytes that are there. strict: 1.003 lists exactly the records that follow, and texts are
/// what field 1.015 says, UTF-8 or by default ASCII.
Result<AnsiNistFile> read_ansi_nist_file(std::span<const std::byte> file, const std::string& name,
                                         Reading reading = Reading::strict);

/// Writes what read_ansi_nist_file() reads; the lengths (field 001 of each record) are set anew. invalid_argument where
/// a value holds a separator that ends its field or is not what 1.015 says, or a binary record lacks its header.
Result<std::vector<std::byte>> write_ansi_nist_file(const AnsiNistFile& file);

/// Of Type-1: field 1.004 (at most 16 letters), 1.005 (YYYYMMDD), 1.007, 1.008 and 1.009.
struct AnsiNistTransaction {
    std::string type{"CAPTURE"};
    std::string date{}, destination{}, originator{}, control_number{};
};

/// A file of one Type-1 record of version 0502 (Update 2015) in UTF-8, to which the following add records: they number
/// them and keep field 1.003. invalid_argument where the file does not begin with Type-1, or what has to be there is
/// not.
AnsiNistFile new_ansi_nist_file(const AnsiNistTransaction& transaction);
/// Type-2, by the numbers of its fields from 3 on.
Result<void> add_text_record(AnsiNistFile& file, const std::vector<std::pair<int, std::string>>& fields);
/// Type-14. `source_agency`: field 004; `date`: YYYYMMDD, where the image does not say when it was captured.
Result<void> add_finger_image(AnsiNistFile& file, const FingerImage& image, const std::string& source_agency,
                              const std::string& date);
/// Type-10.
Result<void> add_face_image(AnsiNistFile& file, const FaceImage& image, const std::string& source_agency,
                            const std::string& date, std::optional<int> ppi = {});

/// What a record of Type-4, 10, 13, 14 or 15 says of its image.
struct AnsiNistImage {
    int width = 0, height = 0;
    std::optional<double> ppi{};
    std::string compression{};     ///< "NONE", "WSQ20", "JPEGB", "JP2", "PNG", ...
    std::vector<int> positions{};  ///< Of fingers; none in Type-10.
};
std::optional<AnsiNistImage> image_of(const AnsiNistRecord& record, const AnsiNistFile& file);

/// Its pixels as gray8, of Type-10 in its colours: uncompressed, WSQ, JPEG, JPEG 2000 and PNG. unsupported for others.
Result<Image> decode_ansi_nist_image(const AnsiNistRecord& record, const AnsiNistFile& file, const std::string& name);

}  // namespace limner
