#include "record/der.h"

#include <fmt/format.h>

#include <algorithm>

namespace limner {
namespace {

constexpr std::uint8_t long_form = 0x80;

std::uint8_t number_of(const DerObject& object) { return object.tag & der::number_mask; }

}  // namespace

Result<std::size_t> DerCursor::take_length() {
    constexpr std::size_t most_bytes = 4;
    if (at_ == bytes_.size()) return reading_.wrong("truncated before a length");
    const auto first = static_cast<std::uint8_t>(bytes_[at_++]);
    if (first < long_form) return std::size_t{first};
    const std::size_t count = first & 0x7Fu;
    if (count == 0 || count > most_bytes) return reading_.wrong("a length of a form that is not read");
    if (count > bytes_.size() - at_) return reading_.wrong("truncated within a length");
    std::size_t length = 0;
    for (std::size_t i = 0; i < count; ++i) length = length << 8 | static_cast<std::uint8_t>(bytes_[at_++]);
    const bool is_shortest = length >= long_form && length >> (8 * (count - 1)) != 0;
    if (auto ok = reading_.expect(is_shortest, fmt::format("the length {} is written longer than need be", length));
        !ok)
        return ok.error();
    return length;
}

Result<DerObject> DerCursor::take() {
    const std::size_t begin = at_;
    if (is_at_end()) return reading_.wrong("truncated before an object");
    DerObject object{.tag = static_cast<std::uint8_t>(bytes_[at_++])};
    if (number_of(object) == der::number_mask) return reading_.wrong("a tag above 30");
    const auto length = take_length();
    if (!length) return length.error();
    if (*length > bytes_.size() - at_)
        return reading_.wrong(fmt::format("an object of {} bytes where {} are left", *length, bytes_.size() - at_));
    object.value = bytes_.subspan(at_, *length);
    at_ += *length;
    object.whole = bytes_.subspan(begin, at_ - begin);
    return object;
}

Result<DerFields> DerFields::of(std::span<const std::byte> value, RecordReading& reading, std::string_view where) {
    DerFields fields;
    fields.where_ = where;
    int last = -1;
    for (DerCursor cursor(value, reading); !cursor.is_at_end();) {
        const auto object = cursor.take();
        if (!object) return object.error();
        if ((object->tag & 0xC0) != der::context)
            return reading.wrong(fmt::format("{}: a member of tag 0x{:02X}", where, object->tag));
        const int number = number_of(*object);
        if (!fields.members_[static_cast<std::size_t>(number)].whole.empty())
            return reading.wrong(fmt::format("{}: member {} stands there twice", where, number));
        if (auto ok = reading.expect(number > last, fmt::format("{}: member {} is out of order", where, number)); !ok)
            return ok.error();
        last = number;
        fields.members_[static_cast<std::size_t>(number)] = *object;
    }
    return fields;
}

const DerObject* DerFields::find(unsigned number, bool is_nested) const noexcept {
    const DerObject& member = members_[number];
    if (member.whole.empty() || ((member.tag & der::constructed) != 0) != is_nested) return nullptr;
    return &member;
}

std::vector<std::byte> DerFields::between(unsigned number, unsigned end) const {
    std::vector<std::byte> bytes;
    for (unsigned i = number; i < end; ++i)
        bytes.insert(bytes.end(), members_[i].whole.begin(), members_[i].whole.end());
    return bytes;
}

std::vector<std::byte> DerFields::besides(std::initializer_list<unsigned> numbers) const {
    std::vector<std::byte> bytes;
    for (unsigned i = 0; i < count; ++i)
        if (std::ranges::find(numbers, i) == numbers.end())
            bytes.insert(bytes.end(), members_[i].whole.begin(), members_[i].whole.end());
    return bytes;
}

Result<int> number_in(const DerObject& object, RecordReading& reading, std::string_view where) {
    const auto bytes = object.value;
    auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
    if (bytes.empty() || byte(0) >= 0x80) return reading.wrong(fmt::format("{}: no number of 0 or more", where));
    const bool is_shortest = bytes.size() == 1 || byte(0) != 0 || byte(1) >= 0x80;
    if (auto ok = reading.expect(is_shortest, fmt::format("{}: a number longer than need be", where)); !ok)
        return ok.error();
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        value = value << 8 | byte(i);
        if (value > 0x7FFFFFFF) return reading.wrong(fmt::format("{}: a number above 2^31", where));
    }
    return static_cast<int>(value);
}

Result<int> number_in(const DerFields& fields, unsigned number, RecordReading& reading) {
    const DerObject* member = fields.primitive(number);
    if (!member) return reading.wrong(fmt::format("{}: no number {}", fields.where(), number));
    return number_in(*member, reading, fields.where());
}

Result<int> code_in(const DerFields& fields, unsigned number, RecordReading& reading) {
    const DerObject* member = fields.nested(number);
    if (!member) return reading.wrong(fmt::format("{}: no code {}", fields.where(), number));
    const auto choice = DerFields::of(member->value, reading, fields.where());
    if (!choice) return choice.error();
    if (choice->primitive(0)) return number_in(*choice, 0, reading);
    const DerObject* extension = choice->nested(1);
    if (!extension) return reading.wrong(fmt::format("{}: code {} is none", fields.where(), number));
    if (auto ok = reading.expect(
            false, fmt::format("{}: code {} is an extension; what it falls back to is taken", fields.where(), number));
        !ok)
        return ok.error();
    const auto inside = DerFields::of(extension->value, reading, fields.where());
    if (!inside) return inside.error();
    return number_in(*inside, 0, reading);
}

void DerWriter::put(std::uint8_t tag, std::span<const std::byte> value) {
    bytes_.push_back(static_cast<std::byte>(tag));
    const std::size_t length = value.size();
    if (length < long_form) {
        bytes_.push_back(static_cast<std::byte>(length));
    } else {
        int count = 1;
        while (length >> (8 * count) != 0) ++count;
        bytes_.push_back(static_cast<std::byte>(long_form | count));
        for (int i = count; i-- > 0;) bytes_.push_back(static_cast<std::byte>(length >> (8 * i)));
    }
    bytes_.insert(bytes_.end(), value.begin(), value.end());
}

void DerWriter::put_long_tag(std::uint16_t tag, std::span<const std::byte> value) {
    bytes_.push_back(static_cast<std::byte>(tag >> 8));
    put(static_cast<std::uint8_t>(tag), value);
}

void DerWriter::put(std::uint8_t tag, const DerWriter& value) {
    fits_ = fits_ && value.fits_;
    put(tag, value.bytes());
}

void DerWriter::put_number(unsigned number, int value) {
    if (value < 0) fits_ = false;
    std::vector<std::byte> bytes;
    const auto left = static_cast<std::uint32_t>(std::max(value, 0));
    int count = 1;
    while (count < 5 && (std::uint64_t{left} >> (8 * count - 1)) != 0) ++count;
    for (int i = count; i-- > 0;) bytes.push_back(static_cast<std::byte>(std::uint64_t{left} >> (8 * i)));
    put(der::primitive_tag(number), bytes);
}

void DerWriter::put_code(unsigned number, int code) {
    DerWriter choice;
    choice.put_number(0, code);
    put(der::nested_tag(number), choice);
}

void DerWriter::put_encoded(std::span<const std::byte> objects) {
    bytes_.insert(bytes_.end(), objects.begin(), objects.end());
}

}  // namespace limner
