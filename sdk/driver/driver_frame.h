#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>
#include <limner/driver/driver_abi.h>
#include <limner/frame/image.h>
#include <limner/frame/page.h>

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace limner {

class ImagePool;

/// A driver's picture, checked and copied: nothing in it depends on the driver any more.
struct DriverImage {
    Image image{};
    std::uint64_t sequence = 0;
    Clock::time_point exposed_at{};
    std::optional<double> ppi_x{}, ppi_y{};
    PageSide side = PageSide::front;
    PageLight light = PageLight::white;
    int sheet = 1;
    int first_row = 0;
    std::optional<int> total_rows{};
    bool is_last_band = false;
    bool is_damaged = false;
};

/// Where a picture's pixels lie in driver memory, after every number of its header was checked against the others.
struct FrameLayout {
    int width = 0;
    int height = 0;
    PixelFormat format = PixelFormat::rgb8;
    std::size_t row_bytes = 0;  ///< Packed.
    std::size_t stride_bytes = 0;
    std::size_t rows = 0;  ///< Of row_bytes each; nv12 has height * 3/2.
};

/// Checks a frame header of a driver: a pure function of its numbers, which does not read the pixels. bad_data names
/// the number and the reason. A picture has at most 65,535 pixels a side and 1 GiB.
Result<FrameLayout> check_frame_header(const limner_frame_v1& raw, Clock::time_point now);

/// Checks the header, then copies the pixels once, packed, into memory of the pool.
Result<DriverImage> take_frame(const limner_frame_v1& raw, ImagePool& pool);

}  // namespace limner
