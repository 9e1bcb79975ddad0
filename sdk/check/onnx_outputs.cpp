#include "check/onnx_outputs.h"

#include "base/read_file.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace limner {
namespace {

constexpr std::size_t most_bytes = 1U << 30;

// ONNX's fields, by its protobuf description.
constexpr std::uint64_t graph_of_model = 7, output_of_graph = 12, name_of_value = 1;

/// Walks over the fields of one protobuf message.
class Message {
public:
    explicit Message(std::string_view bytes) : left_(bytes) {}

    struct Field {
        std::uint64_t number = 0;
        std::string_view bytes{};  ///< Empty unless it is a text or a message.
    };

    /// Nothing at the end, and where the bytes are no message.
    std::optional<Field> next() {
        const auto key = number();
        if (!key) return std::nullopt;
        Field field{.number = *key >> 3};
        constexpr std::uint64_t varint = 0, eight_bytes = 1, text = 2, four_bytes = 5;
        std::optional<std::uint64_t> size = 0;
        const std::uint64_t kind = *key & 7;
        if (kind == varint) {
            if (!number()) return std::nullopt;
        } else if (kind == text) {
            size = number();
        } else if (kind == eight_bytes || kind == four_bytes) {
            size = kind == eight_bytes ? 8 : 4;
        } else {
            return std::nullopt;
        }
        if (!size || *size > left_.size()) return std::nullopt;
        if (kind == text) field.bytes = left_.substr(0, *size);
        left_.remove_prefix(*size);
        return field;
    }

private:
    std::optional<std::uint64_t> number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !left_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(left_.front());
            left_.remove_prefix(1);
            value |= std::uint64_t(byte & 127U) << shift;
            if (byte < 128) return value;
        }
        return std::nullopt;
    }

    std::string_view left_;
};

std::vector<std::string_view> fields_of(std::string_view message, std::uint64_t number) {
    std::vector<std::string_view> found;
    Message fields(message);
    while (const auto field = fields.next())
        if (field->number == number) found.push_back(field->bytes);
    return found;
}

}  // namespace

Result<std::vector<std::string>> onnx_outputs(const std::filesystem::path& file) {
    const auto bytes = read_file(file, most_bytes);
    if (!bytes) return bytes.error();
    std::vector<std::string> names;
    for (std::string_view graph : fields_of(*bytes, graph_of_model))
        for (std::string_view output : fields_of(graph, output_of_graph))
            for (std::string_view name : fields_of(output, name_of_value)) names.emplace_back(name);
    if (names.empty()) return Error{ErrorCode::unreadable_file, file.string() + ": no ONNX network with an output"};
    return names;
}

}  // namespace limner
