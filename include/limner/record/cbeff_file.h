#pragma once

#include <limner/record/finger_image_record.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner {

/// One biometric information record (BIR) of CBEFF in XML: the patron format of ISO/IEC 19785-3 that OASIS BIAS and
/// MOSIP use (namespace http://standards.iso.org/iso-iec/19785/-3/ed-2/). Texts are the schema's; what is not written
/// is empty. A BIR whose data are given in a record holds that record's bytes in `data`.
struct CbeffRecord {
    std::string version{"1.1"}, cbeff_version{"1.1"};  ///< "MAJOR.MINOR".
    std::string creator{}, index{};
    bool has_integrity = false;           ///< The security block holds a signature.
    std::string format_organisation{};    ///< "257" or "Mosip": ISO/IEC JTC 1/SC 37.
    std::string format_type{};            ///< "7" finger image, "8" face image, "2" minutiae (of 19794), ...
    std::string created{};                ///< xs:dateTime, UTC.
    std::string type{};                   ///< "Finger", "Face", "Iris", ...
    std::vector<std::string> subtypes{};  ///< "Right" and "IndexFinger", ...
    std::string level{};                  ///< "Raw", "Intermediate" or "Processed".
    std::string purpose{};                ///< "Enroll", "Verify", ...
    std::string quality_organisation{}, quality_type{};
    std::optional<int> quality_score{};                         ///< 0..100; -1: failed, -2: not given.
    std::vector<std::pair<std::string, std::string>> others{};  ///< MOSIP's entries, in order.
    std::vector<std::byte> data{};                              ///< The BDB.
    std::vector<std::byte> security{};                          ///< The SB.
};

struct CbeffFile {
    std::vector<CbeffRecord> records{};
    std::vector<std::string> problems{};  ///< What a lenient reading forgave.
};

/// Whether a file begins as XML whose first element is a BIR.
bool is_cbeff_file(std::span<const std::byte> file) noexcept;

/// Reads a BIR, or BIRs within one. unreadable_file names `name` and the reason: no XML (of at most 65,536 elements,
/// 32 deep, UTF-8, without document types), base64 that is none. strict: elements, their order and values are the
/// schema's. Elements of other namespaces are passed over.
Result<CbeffFile> read_cbeff_file(std::span<const std::byte> file, const std::string& name,
                                  Reading reading = Reading::strict);

/// A BIR with each record as a BIR in it, as MOSIP has it. invalid_argument where a value is none of the schema's.
Result<std::vector<std::byte>> write_cbeff_file(const CbeffFile& file);

/// ISO/IEC 19794-4's position of "Right", "IndexFinger", ...: 0 where the subtypes are no single finger or one slap.
int finger_position_of(const CbeffRecord& record) noexcept;
/// The same the other way: empty for an unknown position.
std::vector<std::string> subtypes_of_position(int position);

}  // namespace limner
