#include <limner/record/ansi_nist_file.h>

#include "record/ansi_nist_text.h"
#include "record/record_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace limner {
namespace {

constexpr char field_end = 0x1D, record_end = 0x1C, subfield_end = 0x1E, item_end = 0x1F;
constexpr std::size_t longest_label = 16, most_records = 10'000;
constexpr int length_field = 1, image_field = 999;

std::optional<int> whole_number(std::string_view text) noexcept {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_binary(int type) noexcept { return type >= 3 && type <= 8; }

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = std::min(text.find(separator), text.size());
        parts.push_back(text.substr(0, end));
        if (end == text.size()) return parts;
        text.remove_prefix(end + 1);
    }
}

class FileReader : RecordReading {
public:
    FileReader(std::span<const std::byte> file, const std::string& name, Reading reading)
        : RecordReading(name, reading), left_(text_of(file)) {}

    Result<AnsiNistFile> read() {
        if (!left_.starts_with("1.")) return wrong("no ANSI/NIST file");
        if (auto ok = read_tagged(1); !ok) return ok.error();
        const auto types = types_that_follow();
        if (!types) return types.error();
        for (int type : *types)
            if (auto ok = is_binary(type) ? read_binary(type) : read_tagged(type); !ok) return ok.error();
        if (auto ok = expect(left_.empty(), fmt::format("{} bytes behind its last record", left_.size())); !ok)
            return ok.error();
        if (const std::string problem = problem_of_text(file_); !problem.empty())
            if (auto ok = expect(false, problem); !ok) return ok.error();
        file_.problems = take_problems();
        return std::move(file_);
    }

private:
    using RecordReading::wrong;
    Error wrong(int type, std::string_view why) const {
        return wrong(fmt::format("record {} (Type-{}): {}", file_.records.size() + 1, type, why));
    }
    // Of field 1.003: "1 US count RS type US idc RS type US idc ...".
    Result<std::vector<int>> types_that_follow() {
        const AnsiNistField* content = file_.records.front().find(3);
        if (!content) return wrong(1, "it has no field 1.003");
        const auto entries = split(content->value, subfield_end);
        if (entries.size() > most_records) return wrong(1, "field 1.003 lists too many records");
        std::vector<int> types;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const auto items = split(entries[i], item_end);
            const auto first = whole_number(items[0]);
            const auto second = items.size() > 1 ? whole_number(items[1]) : std::nullopt;
            if (!first || !second) return wrong(1, "field 1.003 is no list of records");
            if (i > 0)
                types.push_back(*first);
            else if (auto ok =
                         expect(*second + 1 == static_cast<int>(entries.size()),
                                fmt::format("field 1.003 counts {} records and lists {}", *second, entries.size() - 1));
                     !ok)
                return ok.error();
        }
        return types;
    }

    // The label in front of what is left, without the colon.
    std::optional<std::string_view> next_label(int type) const {
        const std::size_t colon = left_.substr(0, longest_label).find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        const auto label = left_.substr(0, colon);
        const std::string prefix = fmt::format("{}.", type);
        if (!label.starts_with(prefix) || !whole_number(label.substr(prefix.size()))) return std::nullopt;
        return label;
    }

    Result<void> read_tagged(int type) {
        const auto label = next_label(type);
        const std::size_t end = left_.substr(0, 2 * longest_label).find(field_end);
        if (!label || AnsiNistField{.label = std::string(*label)}.number() != length_field ||
            end == std::string_view::npos || end <= label->size())
            return wrong(type, "it does not begin with its length");
        const auto length = whole_number(left_.substr(label->size() + 1, end - label->size() - 1));
        if (!length || *length <= static_cast<int>(end)) return wrong(type, "its length is no number");
        const auto size = static_cast<std::size_t>(*length);
        if (size > left_.size())
            return wrong(type, fmt::format("its length {} is above the {} bytes left", size, left_.size()));
        if (left_[size - 1] != record_end) return wrong(type, fmt::format("it does not end at its length {}", size));
        AnsiNistRecord record{.type = type};
        const auto rest = left_.substr(size);
        left_ = left_.substr(0, size - 1);
        while (!left_.empty())
            if (auto ok = read_field(record); !ok) return ok;
        left_ = rest;
        file_.records.push_back(std::move(record));
        return {};
    }

    Result<void> read_field(AnsiNistRecord& record) {
        const auto label = next_label(record.type);
        if (!label) return wrong(record.type, "a field without a label");
        AnsiNistField field{.label = std::string(*label)};
        if (field.number() == length_field && !record.fields.empty()) return wrong(record.type, "a second length");
        left_.remove_prefix(label->size() + 1);
        const bool is_image = field.number() == image_field;
        const std::size_t end = is_image ? left_.size() : std::min(left_.find(field_end), left_.size());
        if (is_image) {
            const auto* bytes = reinterpret_cast<const std::byte*>(left_.data());
            record.image.assign(bytes, bytes + end);
        } else {
            field.value = left_.substr(0, end);
            if (field.value.find(record_end) != std::string::npos)
                return wrong(record.type, "a record's end within a field");
        }
        left_.remove_prefix(std::min(end + 1, left_.size()));
        record.fields.push_back(std::move(field));
        return {};
    }

    Result<void> read_binary(int type) {
        constexpr std::size_t shortest = 5;
        const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(left_.data()), left_.size());
        ByteReader reader(bytes);
        const auto length = static_cast<std::size_t>(reader.take(4));
        if (reader.is_short() || length < shortest || length > bytes.size())
            return wrong(type, fmt::format("its length {} does not fit the {} bytes left", length, bytes.size()));
        AnsiNistRecord record{.type = type};
        ByteReader body(bytes.first(length));
        auto add = [&](int number, const std::string& value) {
            record.fields.push_back({fmt::format("{}.{:03}", type, number), value});
        };
        add(1, std::to_string(body.take(4)));
        add(2, std::to_string(body.take(1)));
        if (type == 4) add_header_of_type_4(body, add);
        if (body.is_short()) return wrong(type, "truncated within its header");
        const auto data = body.take_bytes(body.left());
        record.image.assign(data.begin(), data.end());
        left_.remove_prefix(length);
        file_.records.push_back(std::move(record));
        return {};
    }

    template <typename Add>
    static void add_header_of_type_4(ByteReader& body, const Add& add) {
        constexpr int unused_position = 255;
        add(3, std::to_string(body.take(1)));
        std::string positions;
        for (int i = 0; i < 6; ++i)
            if (const int position = body.take_int(1); position != unused_position)
                positions += (positions.empty() ? "" : std::string(1, subfield_end)) + std::to_string(position);
        add(4, positions);
        add(5, std::to_string(body.take(1)));
        add(6, std::to_string(body.take(2)));
        add(7, std::to_string(body.take(2)));
        add(8, std::to_string(body.take(1)));
    }

    std::string_view left_;
    AnsiNistFile file_{};
};

}  // namespace

int AnsiNistField::number() const noexcept {
    const std::size_t point = label.find('.');
    return point == std::string::npos ? 0 : whole_number(std::string_view(label).substr(point + 1)).value_or(0);
}

const AnsiNistField* AnsiNistRecord::find(int number) const noexcept {
    const auto at = std::ranges::find_if(fields, [=](const AnsiNistField& field) { return field.number() == number; });
    return at == fields.end() ? nullptr : &*at;
}

std::optional<int> AnsiNistRecord::number_in(int field) const noexcept {
    const AnsiNistField* found = find(field);
    return found ? whole_number(found->value) : std::nullopt;
}

Result<AnsiNistFile> read_ansi_nist_file(std::span<const std::byte> file, const std::string& name, Reading reading) {
    return FileReader(file, name, reading).read();
}

}  // namespace limner
