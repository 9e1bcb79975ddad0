// What the driver of U.are.U readers adds to the device's own time: from the last byte of an image on the cable,
// scrambled and with a line left out, to the picture. The key that it asks the reader for in between is answered at
// once here.
#include "uru4000_protocol.h"
#include "vm/reader_model.h"

#include <benchmark/benchmark.h>

namespace limner {
namespace {

using namespace uru4000;

constexpr std::uint32_t seed = 0x51ea2124;

void image_to_picture(benchmark::State& state) {
    vm::ReaderModel reader;
    vm::ReaderModel::Bytes print(std::size_t{image_width} * image_height);
    for (std::size_t i = 0; i < print.size(); ++i) print[i] = static_cast<std::byte>(40 + 20 * (i % 9));
    reader.place(print);
    reader.write(registers::mode, {static_cast<std::byte>(Mode::capture)});
    const auto image = reader.next_image().value();
    for (auto _ : state) {
        auto decoder = CaptureDecoder::from(image).value();
        while (auto wanted = decoder.wanted_key(seed)) {
            reader.write(registers::scramble_index, {wanted->begin(), wanted->end()});
            const auto key = reader.read(registers::scramble_key, 4);
            decoder.take_key(std::span(key).first<4>());
        }
        benchmark::DoNotOptimize(decoder.picture(true).value().data());
    }
}
BENCHMARK(image_to_picture)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace limner

BENCHMARK_MAIN();
