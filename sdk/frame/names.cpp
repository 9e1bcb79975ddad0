#include <limner/frame/page.h>
#include <limner/frame/pixel_format.h>

namespace limner {

std::string_view name_of(PixelFormat format) noexcept {
    switch (format) {
        case PixelFormat::gray8: return "gray8";
        case PixelFormat::rgb8: return "rgb8";
        case PixelFormat::gray16: return "gray16";
        case PixelFormat::rgb16: return "rgb16";
        case PixelFormat::yuyv: return "yuyv";
        case PixelFormat::nv12: return "nv12";
        case PixelFormat::jpeg: return "jpeg";
        case PixelFormat::bayer_rggb8: return "bayer_rggb8";
        case PixelFormat::bayer_grbg8: return "bayer_grbg8";
        case PixelFormat::bayer_gbrg8: return "bayer_gbrg8";
        case PixelFormat::bayer_bggr8: return "bayer_bggr8";
    }
    return "unknown";
}

std::string_view name_of(PageSide side) noexcept { return side == PageSide::back ? "back" : "front"; }

std::string_view name_of(PageLight light) noexcept {
    switch (light) {
        case PageLight::infrared: return "infrared";
        case PageLight::ultraviolet: return "ultraviolet";
        case PageLight::white: break;
    }
    return "white";
}

}  // namespace limner
