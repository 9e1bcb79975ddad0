#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

/// Little-endian numbers in byte strings.
namespace limner::simulation {

class ByteWriter {
public:
    void u32(std::uint32_t value) { put(value, 4); }
    void u64(std::uint64_t value) { put(value, 8); }
    void i32(std::int32_t value) { u32(static_cast<std::uint32_t>(value)); }
    void i64(std::int64_t value) { u64(static_cast<std::uint64_t>(value)); }
    void f64(double value) { u64(std::bit_cast<std::uint64_t>(value)); }
    std::string take() { return std::move(bytes_); }

private:
    void put(std::uint64_t value, int count) {
        for (int i = 0; i < count; ++i) bytes_.push_back(static_cast<char>(value >> (8 * i)));
    }
    std::string bytes_{};
};

/// Reads zeros beyond the end and remembers it.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

    std::uint32_t u32() { return static_cast<std::uint32_t>(take(4)); }
    std::uint64_t u64() { return take(8); }
    std::int32_t i32() { return static_cast<std::int32_t>(u32()); }
    std::int64_t i64() { return static_cast<std::int64_t>(u64()); }
    double f64() { return std::bit_cast<double>(u64()); }
    std::string_view rest() const { return bytes_; }
    bool has_failed() const { return has_failed_; }

private:
    std::uint64_t take(std::size_t count) {
        if (bytes_.size() < count) {
            has_failed_ = true;
            bytes_ = {};
            return 0;
        }
        std::uint64_t value = 0;
        for (std::size_t i = count; i-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes_[i]);
        bytes_.remove_prefix(count);
        return value;
    }
    std::string_view bytes_;
    bool has_failed_ = false;
};

}  // namespace limner::simulation
