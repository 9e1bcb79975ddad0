#include "uru4000_protocol.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

namespace limner::uru4000 {
namespace {

constexpr std::array models{
    Model{0x05ba, 0x0007, "DigitalPersona U.are.U 4000"},
    Model{0x05ba, 0x0008, "DigitalPersona U.are.U 4000"},
    Model{0x05ba, 0x000a, "DigitalPersona U.are.U 4000B/4500", false, true},
    Model{0x045e, 0x00bb, "Microsoft Keyboard with Fingerprint Reader"},
    Model{0x045e, 0x00bc, "Microsoft IntelliMouse with Fingerprint Reader"},
    Model{0x045e, 0x00bd, "Microsoft Fingerprint Reader"},
    Model{0x045e, 0x00ca, "Microsoft Fingerprint Reader v2", true},
};

/// The same in every reader that asks for it.
constexpr std::array<unsigned char, 16> response_key{0x79, 0xac, 0x91, 0x79, 0x5c, 0xa1, 0x47, 0x8e,
                                                     0x98, 0xe0, 0x0f, 0x3c, 0x59, 0x8f, 0x5f, 0x4b};

constexpr std::uint8_t block_changes_key = 0x80, block_keeps_key = 0x04, block_is_scrambled = 0x02,
                       block_is_absent = 0x01;
constexpr std::size_t first_block = 16, most_blocks = 15;
constexpr int fewest_lines = 1;

std::uint8_t byte_at(std::span<const std::byte> bytes, std::size_t at) {
    return std::to_integer<std::uint8_t>(bytes[at]);
}

std::uint32_t next_key(std::uint32_t key) {
    std::uint32_t parity = key & 0x9248144du;
    for (unsigned shift : {16u, 8u, 4u, 2u, 1u}) parity ^= parity >> shift;
    return (key >> 1) | (parity << 31);
}

std::byte mask_of(std::uint32_t key) {
    constexpr std::array<unsigned, 8> taps{4, 8, 11, 14, 18, 21, 24, 29};
    unsigned mask = 0;
    for (unsigned i = 0; i < taps.size(); ++i) mask |= ((key >> taps[i]) & 1u) << i;
    return static_cast<std::byte>(mask);
}

std::uint32_t unscramble(std::span<std::byte> lines, std::uint32_t key) {
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
        lines[i] = lines[i + 1] ^ mask_of(key);
        key = next_key(key);
    }
    lines.back() = std::byte{0};
    return next_key(key);
}

Error bad(std::string what) { return {ErrorCode::bad_data, "the reader's image: " + std::move(what)}; }

}  // namespace

std::optional<Model> find_model(std::uint16_t vendor, std::uint16_t product) {
    const auto* found =
        std::ranges::find_if(models, [&](const Model& one) { return one.vendor == vendor && one.product == product; });
    return found == models.end() ? std::nullopt : std::optional(*found);
}

Signal signal_in(std::span<const std::byte> packet) {
    if (packet.size() < 2) return Signal::other;
    switch (byte_at(packet, 0) << 8 | byte_at(packet, 1)) {
        case 0x56aa: return Signal::powered_up;
        case 0x0101: return Signal::finger_on;
        case 0x0200: return Signal::finger_off;
        case 0x0800: return Signal::failing;
        default: return Signal::other;
    }
}

Result<Challenge> answer_to(const Challenge& challenge) {
    std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    Challenge answer{};
    int count = 0;
    const auto* in = reinterpret_cast<const unsigned char*>(challenge.data());
    bool is_done = context &&
                   EVP_EncryptInit_ex(context.get(), EVP_aes_128_ecb(), nullptr, response_key.data(), nullptr) == 1 &&
                   EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                   EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(answer.data()), &count, in,
                                     static_cast<int>(challenge.size())) == 1;
    if (!is_done || count != static_cast<int>(answer.size()))
        return Error{ErrorCode::internal, "libcrypto cannot answer the reader's challenge"};
    return answer;
}

Result<CaptureDecoder> CaptureDecoder::from(std::vector<std::byte> transfer) {
    if (transfer.size() < header_bytes) return bad(std::to_string(transfer.size()) + " bytes are no header");
    CaptureDecoder decoder;
    decoder.lines_ = byte_at(transfer, 4) | byte_at(transfer, 5) << 8;
    decoder.key_number_ = byte_at(transfer, 6);
    if (decoder.lines_ < fewest_lines || decoder.lines_ > image_height)
        return bad(std::to_string(decoder.lines_) + " lines");
    auto needed = header_bytes + static_cast<std::size_t>(decoder.lines_) * image_width;
    if (transfer.size() < needed)
        return bad(std::to_string(transfer.size()) + " bytes came of " + std::to_string(needed));
    int sent = 0, shown = 0;
    for (std::size_t i = 0; i < most_blocks; ++i) {
        Block block{byte_at(transfer, first_block + 2 * i), byte_at(transfer, first_block + 2 * i + 1)};
        if (block.lines == 0) break;
        shown += block.lines;
        if ((block.flags & block_is_absent) == 0) sent += block.lines;
        decoder.blocks_.push_back(block);
    }
    if (sent > decoder.lines_ || shown > image_height)
        return bad("its blocks hold " + std::to_string(shown) + " lines");
    decoder.bytes_ = std::move(transfer);
    decoder.needs_key_ = decoder.was_scrambled_ = decoder.looks_scrambled();
    return decoder;
}

std::span<const std::byte> CaptureDecoder::line(int number) const {
    return std::span(bytes_).subspan(header_bytes + static_cast<std::size_t>(number) * image_width, image_width);
}

/// The flags of a block are set in plain images, too: what tells is how much the first two lines' columns differ.
bool CaptureDecoder::looks_scrambled() const {
    constexpr int least_variance = 5000;
    if (lines_ < 2 || blocks_.empty()) return false;
    auto first = line(0), second = line(1);
    auto sum = [&](std::size_t x) { return byte_at(first, x) + byte_at(second, x); };
    long mean = 0, variance = 0;
    for (std::size_t x = 0; x < image_width; ++x) mean += sum(x);
    mean /= image_width;
    for (std::size_t x = 0; x < image_width; ++x) variance += (sum(x) - mean) * (sum(x) - mean);
    return variance / image_width >= least_variance;
}

std::optional<std::array<std::byte, 5>> CaptureDecoder::wanted_key(std::uint32_t seed) {
    if (!needs_key_) return std::nullopt;
    seed_ = seed;
    std::array<std::byte, 5> wanted{static_cast<std::byte>(key_number_)};
    for (unsigned i = 0; i < 4; ++i) wanted[i + 1] = static_cast<std::byte>(seed >> (8 * i));
    return wanted;
}

void CaptureDecoder::take_key(std::span<const std::byte, 4> bytes) {
    std::uint32_t key = seed_;
    for (unsigned i = 0; i < 4; ++i) key ^= std::uint32_t{byte_at(bytes, i)} << (8 * i);
    needs_key_ = false;
    for (; block_ < blocks_.size(); ++block_) {
        Block& block = blocks_[block_];
        if ((block.flags & block_changes_key) != 0) {
            block.flags = static_cast<std::uint8_t>(block.flags & ~block_changes_key);
            ++key_number_;
            needs_key_ = true;
            return;
        }
        const bool is_absent = (block.flags & block_is_absent) != 0;
        const auto count = static_cast<std::size_t>(block.lines) * image_width;
        const bool is_scrambled = (block.flags & block_is_scrambled) != 0;
        if ((block.flags & block_keeps_key) == 0) {
            if (is_scrambled && !is_absent) {
                auto begin = header_bytes + static_cast<std::size_t>(line_) * image_width;
                key = unscramble(std::span(bytes_).subspan(begin, count), key);
            } else if (!is_scrambled) {
                for (std::size_t i = 0; i < count; ++i) key = next_key(key);
            }
        }
        if (!is_absent) line_ += block.lines;
    }
}

/// Neighbours in noise differ by 85 on average, in the strongest print that the sensor's range allows by half of it.
bool CaptureDecoder::is_noise() const {
    constexpr long least_difference = 64;
    long sum = 0;
    for (int y = 0; y < lines_; ++y)
        for (std::size_t x = 1; x < image_width; ++x) sum += std::abs(byte_at(line(y), x) - byte_at(line(y), x - 1));
    return sum / (long{lines_} * (image_width - 1)) >= least_difference;
}

Result<std::vector<std::byte>> CaptureDecoder::picture(bool is_turned) const {
    if (was_scrambled_ && is_noise()) return bad("it is still scrambled: the reader's key does not fit");
    std::vector<std::byte> pixels(std::size_t{image_width} * image_height, std::byte{0xff});
    auto at = pixels.begin();
    int from = 0;
    for (const Block& block : blocks_) {
        // A line that was left out is shown as the one after it; the last ones as the last that came.
        for (int i = 0; i < block.lines; ++i) {
            auto source = line(std::min(from + i, lines_ - 1));
            at = std::ranges::transform(source, at, [](std::byte value) { return ~value; }).out;
        }
        if ((block.flags & block_is_absent) == 0) from += block.lines;
    }
    if (is_turned) std::ranges::reverse(pixels);
    return pixels;
}

std::uint32_t scramble(std::span<std::byte> lines, std::uint32_t key) {
    std::byte carried = lines.empty() ? std::byte{0} : lines.front();
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
        std::byte hidden = carried ^ mask_of(key);
        carried = std::exchange(lines[i + 1], hidden);
        key = next_key(key);
    }
    return next_key(key);
}

}  // namespace limner::uru4000
