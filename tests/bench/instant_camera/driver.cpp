// A camera whose 1080p frame is there before it is asked for: what a frame's way to the caller costs, without a device.
#include <limner/driver/driver.h>

#include <numeric>

namespace {

using namespace limner;

constexpr int width = 1920, height = 1080;

struct InstantCamera final : driver::Camera {
    InstantCamera() { std::iota(pixels.begin(), pixels.end(), std::uint8_t{40}); }

    Result<void> start(const driver::Settings&) override { return {}; }
    Result<driver::FrameView> grab(std::chrono::milliseconds) override {
        // Another picture each time, or it would count as frozen.
        for (std::size_t at = 0; at < 8; ++at) pixels[at] = static_cast<std::uint8_t>(sequence >> (8 * at));
        return driver::FrameView{.width = width,
                                 .height = height,
                                 .format = PixelFormat::rgb8,
                                 .pixels = std::as_bytes(std::span(pixels)),
                                 .sequence = ++sequence,
                                 .exposed_at = std::chrono::steady_clock::now()};
    }
    void cancel() noexcept override {}

    std::vector<std::uint8_t> pixels = std::vector<std::uint8_t>(std::size_t{width} * height * 3);
    std::uint64_t sequence = 0;
};

struct InstantDriver {
    static constexpr auto name = "instant", version = "1";

    static std::vector<driver::Listing> enumerate() { return {{"instant/camera", "Instant camera"}}; }
    static Result<std::unique_ptr<driver::Device>> open(std::string_view) {
        return std::unique_ptr<driver::Device>(std::make_unique<InstantCamera>());
    }
};

}  // namespace

LIMNER_DRIVER(InstantDriver)
