#include "controls.h"
#include "fuzz/fuzz_input.h"
#include "picture_maker.h"

#include <cstring>

using namespace limner;
using limner::fuzz::demand;

// What a camera's kernel driver tells: a control, and a buffer with a format's numbers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::FuzzInput input(data, size);
    v4l2_query_ext_ctrl description{};
    const auto told = input.take_bytes(input.take<std::uint8_t>());
    std::memcpy(&description, told.data(), std::min(told.size(), sizeof description));
    if (auto control = v4l2::control_from(description)) demand(!control->option.name.empty());

    const auto formats = v4l2::known_formats();
    const auto& format = formats[static_cast<std::size_t>(input.take_up_to(static_cast<int>(formats.size()) - 1))];
    v4l2::RawPicture raw{.width = input.take_up_to(300) - 2, .height = input.take_up_to(300) - 2, .format = &format};
    raw.stride_bytes = static_cast<std::uint32_t>(input.take_up_to(2'000));
    const int coding = input.take_up_to(2);
    if (coding == 1) raw.coding = {0.2126, 0.0722, true};
    if (coding == 2) raw.coding.is_full_range = true;
    // What is longer than the input is repeated, so that large pictures need no large files.
    const auto count = static_cast<std::size_t>(input.take<std::uint32_t>() % 300'000);
    const auto pattern = input.rest();
    std::vector<std::byte> bytes(pattern.begin(), pattern.end());
    if (format.layout != v4l2::Layout::motion_jpeg && !pattern.empty())
        while (bytes.size() < count) bytes.push_back(bytes[bytes.size() % pattern.size()]);
    raw.bytes = bytes;
    v4l2::PictureMaker maker;
    auto picture = maker.make(raw);
    if (!picture) return 0;
    volatile unsigned sum = 0;
    for (const std::byte one : picture->pixels) sum = sum + std::to_integer<unsigned>(one);
    demand(picture->stride_bytes != 0 || !picture->pixels.empty());
    return 0;
}
