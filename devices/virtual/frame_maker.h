#pragma once

#include "picture_source.h"

#include <chrono>
#include <optional>

namespace limner::virtual_driver {

/// One picture: which of its source's, and what its stamps carry.
struct Exposure {
    std::uint64_t picture = 0;
    std::uint64_t sequence = 0;
    std::chrono::steady_clock::time_point at{};
};

/// Makes a device's pictures: the source's, in the device's size and format, with noise, counter and faults.
class FrameMaker {
public:
    FrameMaker(const DeviceConfig& config, std::unique_ptr<PictureSource> source);

    /// From the next picture on; absent: the source's.
    void resize(std::optional<int> width, std::optional<int> height);

    /// Pixels stay until the next call. The caller fills in sequence and time.
    Result<driver::FrameView> make(const Exposure& exposure, const PictureFaults& faults);

    /// A scanner's page in gray8 or rgb8 at `dpi`, where its source's resolution is known or configured.
    Result<driver::FrameView> make_page(const Exposure& exposure, double dpi, PixelFormat format);

    /// What the device says its resolution is.
    std::optional<double> ppi(std::uint64_t picture);

private:
    Result<SharedPicture> base(std::uint64_t index);
    Picture sized(const Picture& picture);
    Result<void> render(const Exposure& exposure, const PictureFaults& faults);
    void finish(const Exposure& exposure);

    DeviceConfig config_;
    std::unique_ptr<PictureSource> source_;
    Noise noise_;
    SharedPicture base_from_{};
    SharedPicture base_{};
    Picture shown_{};
    std::vector<std::byte> file_{};
};

/// Makes a frame's header or length lie.
void spoil(driver::FrameView& frame, const PictureFaults& faults);

}  // namespace limner::virtual_driver
