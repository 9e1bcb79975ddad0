#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace limner {

/// Big-endian numbers of a record. Reading behind the end gives zeros and is remembered.
class ByteReader {
public:
    explicit ByteReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    std::uint64_t take(std::size_t count) noexcept {
        std::uint64_t value = 0;
        for (std::byte byte : take_bytes(count)) value = value << 8 | static_cast<std::uint8_t>(byte);
        return value;
    }
    int take_int(std::size_t count) noexcept { return static_cast<int>(take(count)); }
    /// Empty, and is_short(), where so many are not left.
    std::span<const std::byte> take_bytes(std::size_t count) noexcept {
        if (count > bytes_.size() - at_) {
            is_short_ = true;
            return {};
        }
        at_ += count;
        return bytes_.subspan(at_ - count, count);
    }
    std::size_t at() const noexcept { return at_; }
    std::size_t left() const noexcept { return bytes_.size() - at_; }
    bool is_short() const noexcept { return is_short_; }

private:
    std::span<const std::byte> bytes_;
    std::size_t at_ = 0;
    bool is_short_ = false;
};

/// The same for writing. A number that does not fit its field is remembered.
class ByteWriter {
public:
    void put(std::uint64_t value, std::size_t count) {
        if (count < sizeof value && value >> (8 * count) != 0) fits_ = false;
        for (std::size_t i = count; i-- > 0;) bytes_.push_back(static_cast<std::byte>(value >> (8 * i)));
    }
    void put_int(int value, std::size_t count) {
        if (value < 0) fits_ = false;
        put(static_cast<std::uint64_t>(value < 0 ? 0 : value), count);
    }
    void put(std::span<const std::byte> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
    void put_text(std::string_view text) {
        for (char c : text) bytes_.push_back(static_cast<std::byte>(c));
    }
    std::size_t size() const noexcept { return bytes_.size(); }
    bool fits() const noexcept { return fits_; }
    std::vector<std::byte> finish() && { return std::move(bytes_); }

private:
    std::vector<std::byte> bytes_{};
    bool fits_ = true;
};

}  // namespace limner
