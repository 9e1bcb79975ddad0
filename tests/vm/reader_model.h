#pragma once

#include "uru4000_protocol.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace limner::vm {

/// What a U.are.U 4000B does behind its registers and endpoints. Every function is safe from any thread.
class ReaderModel {
public:
    using Bytes = std::vector<std::byte>;

    std::vector<std::byte> read(int number, std::size_t count) const;
    void write(int number, const Bytes& bytes);
    /// Wait for what an endpoint has to send; nothing after reset() or, of images, where they are held back.
    std::optional<Bytes> next_packet();
    std::optional<Bytes> next_image();

    /// image_width x image_height, as the sensor sees it.
    void place(Bytes print);
    void lift();
    /// Images are commanded and never come.
    void hold_images(bool is_held);
    bool is_holding() const;
    /// As after it was plugged in.
    void reset();

private:
    void send(std::uint8_t first, std::uint8_t second);
    Bytes image() const;

    mutable std::mutex mutex_;
    std::condition_variable changes_;
    std::uint8_t status_ = 0x01, mode_ = 0x70;
    std::uint32_t seed_ = 0;
    Bytes print_{};
    std::deque<Bytes> packets_{};
    bool has_image_ = false, is_held_ = false;
    int resets_ = 0;
};

}  // namespace limner::vm
