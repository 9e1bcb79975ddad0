// What a 1080p picture of a camera costs on its way to RGB: the driver's share (Motion JPEG, orders of samples, other
// colour codings) and the SDK's (YUYV and NV12, which the driver gives without a copy).
#include "picture_maker.h"
#include "support/ridge_pattern.h"
#include "support/sample_images.h"

#include <limner/frame/image_file.h>

#include <benchmark/benchmark.h>
#include <linux/videodev2.h>

namespace limner {
namespace {

constexpr int width = 1920, height = 1080;

/// Detail of a photograph's kind: a file of some 2 bits a pixel, as cameras send it.
Image textured() {
    const Image ridges = test::make_ridge_pattern({.width_px = width, .height_px = height, .noise = 0.01});
    const Image colours = test::gradient_rgb(width, height);
    std::vector<std::byte> pixels(colours.bytes().begin(), colours.bytes().end());
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::byte>(
            (3 * std::to_integer<int>(pixels[i]) + std::to_integer<int>(ridges.bytes()[i / 3])) / 4);
    return Image::from_pixels(width, height, PixelFormat::rgb8, std::move(pixels)).value();
}

void driver_share(benchmark::State& state, std::uint32_t fourcc, const v4l2::ColourCoding& coding = {}) {
    const bool is_jpeg = fourcc == V4L2_PIX_FMT_MJPEG;
    const auto raw = is_jpeg ? encode_jpeg(textured(), 85).value() : std::vector<std::byte>(width * height * 2);
    v4l2::PictureMaker maker;
    for (auto _ : state) {
        auto picture = maker.make({raw, width, height, 0, v4l2::find_format(fourcc), coding});
        benchmark::DoNotOptimize(picture->pixels.data());
    }
    if (is_jpeg) state.counters["file_kB"] = static_cast<double>(raw.size()) / 1000;
}

void sdk_share(benchmark::State& state, PixelFormat format) {
    const auto bytes = static_cast<std::size_t>(byte_count(width, height, format).value());
    const Image image = Image::from_pixels(width, height, format, std::vector<std::byte>(bytes)).value();
    for (auto _ : state) benchmark::DoNotOptimize(to_displayable(image).value().bytes().data());
}

BENCHMARK_CAPTURE(driver_share, mjpeg, V4L2_PIX_FMT_MJPEG)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(driver_share, yuyv, V4L2_PIX_FMT_YUYV)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(driver_share, nv12, V4L2_PIX_FMT_NV12)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(driver_share, uyvy, V4L2_PIX_FMT_UYVY)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(driver_share, yuyv_bt709, V4L2_PIX_FMT_YUYV, v4l2::ColourCoding{0.2126, 0.0722, false})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(sdk_share, yuyv, PixelFormat::yuyv)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(sdk_share, nv12, PixelFormat::nv12)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace limner

BENCHMARK_MAIN();
