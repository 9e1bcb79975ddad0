#include "fuzz/fuzz_input.h"
#include "uru4000_protocol.h"

#include <algorithm>

using namespace limner;
using limner::fuzz::demand;

// What a reader sends: an interrupt packet, and an image with the keys to it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::FuzzInput input(data, size);
    (void)uru4000::signal_in(input.take_bytes(input.take<std::uint8_t>()));
    // An image is much longer than what finds its mistakes: what follows its header is repeated.
    const auto count = std::min<std::size_t>(input.take<std::uint32_t>(), uru4000::transfer_bytes + 1000);
    const auto pattern = input.rest();
    std::vector<std::byte> transfer(pattern.empty() ? 0 : count);
    for (std::size_t i = 0; i < transfer.size(); ++i)
        transfer[i] = pattern[i < pattern.size() ? i : uru4000::header_bytes % pattern.size()] ^
                      static_cast<std::byte>(i < pattern.size() ? 0 : i * 31);
    auto decoder = uru4000::CaptureDecoder::from(std::move(transfer));
    if (!decoder) return 0;
    int keys = 0;
    while (decoder->wanted_key(0x51ea2124)) {
        decoder->take_key(std::array<std::byte, 4>{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}});
        demand(++keys <= 16);
    }
    auto picture = decoder->picture(true);
    demand(!picture || picture->size() == std::size_t{uru4000::image_width} * uru4000::image_height);
    return 0;
}
