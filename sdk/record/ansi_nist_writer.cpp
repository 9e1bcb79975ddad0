#include <limner/record/ansi_nist_file.h>

#include "record/ansi_nist_text.h"
#include "record/byte_order.h"

#include <fmt/format.h>

#include <algorithm>

namespace limner {
namespace {

constexpr char field_end = 0x1D, record_end = 0x1C, subfield_end = 0x1E;
constexpr int length_field = 1, image_field = 999;

bool is_binary(int type) noexcept { return type >= 3 && type <= 8; }

// A length counts its own digits.
std::size_t with_own_digits(std::size_t rest) {
    std::size_t length = rest + 1;
    while (rest + std::to_string(length).size() > length) ++length;
    return length;
}

Result<void> put_tagged(ByteWriter& writer, const AnsiNistRecord& record) {
    std::string text;
    std::string length_label;
    for (const AnsiNistField& field : record.fields) {
        if (field.value.find_first_of(std::string{field_end, record_end}) != std::string::npos)
            return Error{ErrorCode::invalid_argument, fmt::format("the value of {} holds a separator", field.label)};
        if (field.number() == length_field) {
            length_label = field.label;
            continue;
        }
        text += field_end;
        text += field.label + ":";
        if (field.number() != image_field) text += field.value;
    }
    if (length_label.empty())
        return Error{ErrorCode::invalid_argument, fmt::format("a Type-{} record without field 001", record.type)};
    writer.put_text(fmt::format("{}:{}", length_label,
                                with_own_digits(length_label.size() + 1 + text.size() + record.image.size() + 1)));
    writer.put_text(text);
    writer.put(record.image);
    writer.put_text(std::string(1, record_end));
    return {};
}

Result<void> put_header_of_type_4(ByteWriter& body, const AnsiNistRecord& record) {
    constexpr int most_positions = 6, unused_position = 255;
    const AnsiNistField* positions = record.find(4);
    if (!positions) return Error{ErrorCode::invalid_argument, "a Type-4 record without field 004"};
    body.put_int(record.number_in(3).value_or(-1), 1);
    int count = 0;
    for (std::size_t at = 0; at < positions->value.size(); ++count) {
        const std::size_t end = std::min(positions->value.find(subfield_end, at), positions->value.size());
        body.put_int(std::atoi(positions->value.substr(at, end - at).c_str()), 1);
        at = end + 1;
    }
    for (; count < most_positions; ++count) body.put_int(unused_position, 1);
    body.put_int(record.number_in(5).value_or(-1), 1);
    body.put_int(record.number_in(6).value_or(-1), 2);
    body.put_int(record.number_in(7).value_or(-1), 2);
    body.put_int(record.number_in(8).value_or(-1), 1);
    if (count > most_positions) return Error{ErrorCode::invalid_argument, "a Type-4 record of more than six positions"};
    return {};
}

Result<void> put_binary(ByteWriter& writer, const AnsiNistRecord& record) {
    ByteWriter body;
    body.put_int(record.number_in(2).value_or(-1), 1);
    if (record.type == 4)
        if (auto ok = put_header_of_type_4(body, record); !ok) return ok;
    body.put(record.image);
    if (!body.fits())
        return Error{ErrorCode::invalid_argument,
                     fmt::format("a number of a Type-{} record is missing or does not fit", record.type)};
    writer.put(body.size() + 4, 4);
    writer.put(std::move(body).finish());
    return {};
}

}  // namespace

Result<std::vector<std::byte>> write_ansi_nist_file(const AnsiNistFile& file) {
    if (file.records.empty() || file.records.front().type != 1)
        return Error{ErrorCode::invalid_argument, "an ANSI/NIST file begins with a Type-1 record"};
    if (const std::string problem = problem_of_text(file); !problem.empty())
        return Error{ErrorCode::invalid_argument, problem};
    ByteWriter writer;
    for (const AnsiNistRecord& record : file.records)
        if (auto ok = is_binary(record.type) ? put_binary(writer, record) : put_tagged(writer, record); !ok)
            return ok.error();
    return std::move(writer).finish();
}

}  // namespace limner
