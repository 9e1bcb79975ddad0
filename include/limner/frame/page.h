#pragma once

#include <limner/frame/image.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace limner {

enum class PageSide : std::int32_t { front = 0, back = 1 };
enum class PageLight : std::int32_t { white = 0, infrared = 1, ultraviolet = 2 };

std::string_view name_of(PageSide side) noexcept;
std::string_view name_of(PageLight light) noexcept;

/// One side of one sheet in one light.
struct Page {
    Image image{};
    std::string device_id{};
    PageSide side = PageSide::front;
    PageLight light = PageLight::white;
    int sheet = 1;                  ///< 1-based count within the scan.
    std::optional<double> ppi_x{};  ///< Pixels per inch across, where the device knows.
    std::optional<double> ppi_y{};
    std::chrono::system_clock::time_point captured_at{};
};

}  // namespace limner
