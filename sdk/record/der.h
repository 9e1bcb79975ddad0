#pragma once

#include "record/record_parts.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The distinguished encoding rules (ISO/IEC 8825-1) as far as ISO/IEC 39794 takes them: automatic tags, so that every
/// member of a SEQUENCE is context-specific.
namespace limner {

struct DerObject {
    std::uint8_t tag = 0;
    std::span<const std::byte> value{};
    std::span<const std::byte> whole{};  ///< Tag and length too.
};

namespace der {
inline constexpr std::uint8_t sequence = 0x30, context = 0x80, constructed = 0x20, number_mask = 0x1F;
constexpr std::uint8_t primitive_tag(unsigned number) { return static_cast<std::uint8_t>(context | number); }
constexpr std::uint8_t nested_tag(unsigned number) { return static_cast<std::uint8_t>(context | constructed | number); }
}  // namespace der

/// Objects side by side. What BER allows and DER does not (longer lengths and numbers than need be) is a problem that
/// lenient reading forgives; indefinite lengths and tags above 30 are not read.
class DerCursor {
public:
    DerCursor(std::span<const std::byte> bytes, RecordReading& reading) : bytes_(bytes), reading_(reading) {}

    bool is_at_end() const noexcept { return at_ == bytes_.size(); }
    Result<DerObject> take();

private:
    Result<std::size_t> take_length();

    std::span<const std::byte> bytes_;
    RecordReading& reading_;
    std::size_t at_ = 0;
};

/// The members of a SEQUENCE or the one of a CHOICE by their numbers.
class DerFields {
public:
    static constexpr unsigned count = 31;

    /// `where` names the SEQUENCE in messages. Members out of order or twice are a problem.
    static Result<DerFields> of(std::span<const std::byte> value, RecordReading& reading, std::string_view where);

    /// Nothing where it is absent or of the other kind.
    const DerObject* primitive(unsigned number) const noexcept { return find(number, false); }
    const DerObject* nested(unsigned number) const noexcept { return find(number, true); }
    /// The members from `number` on, or before `end`, as they are written.
    std::vector<std::byte> from(unsigned number) const { return between(number, count); }
    std::vector<std::byte> between(unsigned number, unsigned end) const;
    /// The members that `numbers` does not name, as they are written.
    std::vector<std::byte> besides(std::initializer_list<unsigned> numbers) const;

    std::string_view where() const noexcept { return where_; }

private:
    const DerObject* find(unsigned number, bool is_nested) const noexcept;

    std::array<DerObject, count> members_{};
    std::string_view where_{};
};

/// A number of 0 to 2^31 - 1.
Result<int> number_in(const DerObject& object, RecordReading& reading, std::string_view where);

/// Member `number`, a number; an error where it is absent.
Result<int> number_in(const DerFields& fields, unsigned number, RecordReading& reading);

/// Member `number`, a CHOICE of a code [0] and an extension [1] with the code to fall back to [0]. An extension is a
/// problem: it is not kept.
Result<int> code_in(const DerFields& fields, unsigned number, RecordReading& reading);

class DerWriter {
public:
    void put(std::uint8_t tag, std::span<const std::byte> value);
    void put(std::uint8_t tag, const DerWriter& value);
    void put_long_tag(std::uint16_t tag, std::span<const std::byte> value);  ///< Of two bytes, as it is written.
    void put_number(unsigned number, int value);
    void put_code(unsigned number, int code);
    void put_encoded(std::span<const std::byte> objects);
    bool is_empty() const noexcept { return bytes_.empty(); }
    bool fits() const noexcept { return fits_; }  ///< No number below 0 was put, here or inside.
    const std::vector<std::byte>& bytes() const noexcept { return bytes_; }

private:
    std::vector<std::byte> bytes_{};
    bool fits_ = true;
};

}  // namespace limner
