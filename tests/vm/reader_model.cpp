#include "reader_model.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace limner::vm {

using namespace uru4000;

namespace {

constexpr std::uint32_t device_key = 0x1badf00d;
constexpr auto width = std::size_t{image_width}, height = std::size_t{image_height};
constexpr std::size_t left_out = 100;  // one line is not sent, as by recorded readers

}  // namespace

ReaderModel::Bytes ReaderModel::read(int number, std::size_t count) const {
    std::lock_guard lock(mutex_);
    Bytes bytes(count);
    if (number == registers::status && count > 0) bytes[0] = std::byte{status_};
    if (number != registers::scramble_key) return bytes;
    for (unsigned i = 0; i < 4 && i < count; ++i) bytes[i] = static_cast<std::byte>((device_key ^ seed_) >> (8 * i));
    return bytes;
}

void ReaderModel::write(int number, const Bytes& bytes) {
    std::lock_guard lock(mutex_);
    if (number == registers::status && !bytes.empty()) {
        const auto old = std::exchange(status_, std::to_integer<std::uint8_t>(bytes[0]));
        if ((old & status_low_power) != 0 && (status_ & status_low_power) == 0) send(0x56, 0xaa);
    }
    if (number == registers::scramble_index && bytes.size() >= 5) std::memcpy(&seed_, bytes.data() + 1, sizeof seed_);
    if (number != registers::mode || bytes.empty()) return;
    mode_ = std::to_integer<std::uint8_t>(bytes[0]);
    if (mode_ == static_cast<std::uint8_t>(Mode::await_finger) && !print_.empty()) send(0x01, 0x01);
    if (mode_ == static_cast<std::uint8_t>(Mode::await_lift) && print_.empty()) send(0x02, 0x00);
    has_image_ = mode_ == static_cast<std::uint8_t>(Mode::capture);
    changes_.notify_all();
}

void ReaderModel::send(std::uint8_t first, std::uint8_t second) {
    Bytes packet(interrupt_bytes);
    packet[0] = std::byte{first};
    packet[1] = std::byte{second};
    packets_.push_back(std::move(packet));
    changes_.notify_all();
}

std::optional<ReaderModel::Bytes> ReaderModel::next_packet() {
    std::unique_lock lock(mutex_);
    const int resets = resets_;
    changes_.wait(lock, [&] { return !packets_.empty() || resets_ != resets; });
    if (packets_.empty()) return std::nullopt;
    Bytes packet = std::move(packets_.front());
    packets_.pop_front();
    return packet;
}

std::optional<ReaderModel::Bytes> ReaderModel::next_image() {
    std::unique_lock lock(mutex_);
    const int resets = resets_;
    changes_.wait(lock, [&] { return (has_image_ && !is_held_) || resets_ != resets; });
    if (!has_image_ || is_held_) return std::nullopt;
    has_image_ = false;
    return image();
}

void ReaderModel::place(Bytes print) {
    std::lock_guard lock(mutex_);
    print_ = std::move(print);
    if (mode_ == static_cast<std::uint8_t>(Mode::await_finger)) send(0x01, 0x01);
}

void ReaderModel::lift() {
    std::lock_guard lock(mutex_);
    print_.clear();
    if (mode_ == static_cast<std::uint8_t>(Mode::await_lift)) send(0x02, 0x00);
}

void ReaderModel::hold_images(bool is_held) {
    std::lock_guard lock(mutex_);
    is_held_ = is_held;
    changes_.notify_all();
}

bool ReaderModel::is_holding() const {
    std::lock_guard lock(mutex_);
    return has_image_ && is_held_;
}

void ReaderModel::reset() {
    std::lock_guard lock(mutex_);
    status_ = 0x01;
    mode_ = 0x70;
    packets_.clear();
    has_image_ = false;
    ++resets_;
    changes_.notify_all();
}

ReaderModel::Bytes ReaderModel::image() const {
    const std::size_t lines_sent = height - 1;
    Bytes bytes(header_bytes + width * lines_sent);
    bytes[4] = static_cast<std::byte>(lines_sent & 0xff);
    bytes[5] = static_cast<std::byte>(lines_sent >> 8);
    constexpr std::uint8_t blocks[][2] = {{0x02, left_out}, {0x01, 1}, {0x02, 189}};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 2; ++j) bytes[16 + 2 * i + j] = std::byte{blocks[i][j]};
    Bytes print = print_;
    print.resize(width * height);
    const auto first = print.begin();
    auto to = std::copy_n(first, left_out * width, bytes.begin() + header_bytes);
    std::copy_n(first + (left_out + 1) * width, 189 * width, to);
    auto lines = std::span(bytes).subspan(header_bytes);
    auto key = scramble(lines.first(left_out * width), device_key);
    for (std::size_t i = 0; i < width; ++i) key = scramble(lines.first(1), key);
    scramble(lines.subspan(left_out * width), key);
    return bytes;
}

}  // namespace limner::vm
