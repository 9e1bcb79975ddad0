// Small ONNX networks of the tests' own: the protobuf messages by hand, so that no test needs ONNX's library.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace limner::test {

class OnnxWriter {
public:
    using Shape = std::vector<std::int64_t>;
    struct Ints {
        std::string name{};
        Shape values{};
    };

    OnnxWriter& input(const std::string& name, const Shape& shape) { return add(text(11, value(name, shape))); }
    OnnxWriter& output(const std::string& name, const Shape& shape) { return add(text(12, value(name, shape))); }

    OnnxWriter& weights(const std::string& name, const Shape& shape, const std::vector<float>& values) {
        constexpr std::uint64_t float_type = 1;
        std::string tensor;
        for (const std::int64_t side : shape) tensor += number(1, static_cast<std::uint64_t>(side));
        std::string raw(values.size() * sizeof(float), '\0');
        if (!values.empty()) std::memcpy(raw.data(), values.data(), raw.size());
        return add(text(5, tensor + number(2, float_type) + text(8, name) + text(9, raw)));
    }

    OnnxWriter& node(const std::string& operation, const std::vector<std::string>& inputs, const std::string& made,
                     const std::vector<Ints>& attributes = {}) {
        constexpr std::uint64_t ints_type = 7;
        std::string message;
        for (const std::string& input : inputs) message += text(1, input);
        message += text(2, made) + text(3, operation + "_" + made) + text(4, operation);
        for (const Ints& attribute : attributes) {
            std::string written = text(1, attribute.name);
            for (const std::int64_t one : attribute.values) written += number(8, static_cast<std::uint64_t>(one));
            message += text(5, written + number(20, ints_type));
        }
        return add(text(1, message));
    }

    /// The file's bytes.
    std::string file() const {
        constexpr std::uint64_t ir_version = 6, opset = 11;
        return number(1, ir_version) + text(7, graph_ + text(2, "test")) + text(8, text(1, "") + number(2, opset));
    }

private:
    static std::string varint(std::uint64_t value) {
        std::string bytes;
        for (; value > 127; value >>= 7) bytes += static_cast<char>(value | 128);
        return bytes += static_cast<char>(value);
    }
    static std::string number(std::uint64_t field, std::uint64_t value) { return varint(field << 3) + varint(value); }
    static std::string text(std::uint64_t field, std::string_view value) {
        return varint(field << 3 | 2) + varint(value.size()) + std::string(value);
    }
    static std::string value(const std::string& name, const Shape& shape) {
        constexpr std::uint64_t float_type = 1;
        std::string sides;
        for (const std::int64_t side : shape) sides += text(1, number(1, static_cast<std::uint64_t>(side)));
        return text(1, name) + text(2, text(1, number(1, float_type) + text(2, sides)));
    }
    OnnxWriter& add(const std::string& field) {
        graph_ += field;
        return *this;
    }
    std::string graph_{};
};

/// A network that answers with one number of its picture of 3 x side x side, times `factor`.
inline std::string picking_network(int side, int channel, int x, int y, float factor = 1) {
    const auto area = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    std::vector<float> weights(3 * area);
    weights[static_cast<std::size_t>(channel) * area + static_cast<std::size_t>(y * side + x)] = factor;
    return OnnxWriter()
        .input("input", {1, 3, side, side})
        .weights("place", {1, 3, side, side}, weights)
        .node("Conv", {"input", "place"}, "output", {{"kernel_shape", {side, side}}})
        .output("output", {1, 1, 1, 1})
        .file();
}

}  // namespace limner::test
