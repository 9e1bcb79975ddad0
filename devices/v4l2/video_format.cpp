#include "video_format.h"

#include <linux/videodev2.h>

#include <algorithm>

namespace limner::v4l2 {
namespace {

using enum Layout;
using enum PixelFormat;

// The order of memory is the kernel documentation's, which its names do not always follow.
constexpr std::array formats{
    VideoFormat{V4L2_PIX_FMT_YUYV, as_is, yuyv, {}, true, 1},
    VideoFormat{V4L2_PIX_FMT_UYVY, packed_422, yuyv, {1, 0, 3, 2}, true, 2},
    VideoFormat{V4L2_PIX_FMT_YVYU, packed_422, yuyv, {0, 3, 2, 1}, true, 2},
    VideoFormat{V4L2_PIX_FMT_VYUY, packed_422, yuyv, {1, 2, 3, 0}, true, 2},
    VideoFormat{V4L2_PIX_FMT_NV16, biplanar_422, yuyv, {0}, true, 3},
    VideoFormat{V4L2_PIX_FMT_NV61, biplanar_422, yuyv, {1}, true, 3},
    VideoFormat{V4L2_PIX_FMT_YUV422P, planar_422, yuyv, {}, true, 3},
    VideoFormat{V4L2_PIX_FMT_RGB24, as_is, rgb8, {}, false, 4},
    VideoFormat{V4L2_PIX_FMT_BGR24, packed_rgb, rgb8, {2, 1, 0, 3}, false, 5},
    VideoFormat{V4L2_PIX_FMT_BGR32, packed_rgb, rgb8, {2, 1, 0, 4}, false, 6},
    VideoFormat{V4L2_PIX_FMT_XBGR32, packed_rgb, rgb8, {2, 1, 0, 4}, false, 6},
    VideoFormat{V4L2_PIX_FMT_ABGR32, packed_rgb, rgb8, {2, 1, 0, 4}, false, 6},
    VideoFormat{V4L2_PIX_FMT_RGB32, packed_rgb, rgb8, {1, 2, 3, 4}, false, 6},
    VideoFormat{V4L2_PIX_FMT_XRGB32, packed_rgb, rgb8, {1, 2, 3, 4}, false, 6},
    VideoFormat{V4L2_PIX_FMT_ARGB32, packed_rgb, rgb8, {1, 2, 3, 4}, false, 6},
    VideoFormat{V4L2_PIX_FMT_RGBX32, packed_rgb, rgb8, {0, 1, 2, 4}, false, 6},
    VideoFormat{V4L2_PIX_FMT_RGBA32, packed_rgb, rgb8, {0, 1, 2, 4}, false, 6},
    VideoFormat{V4L2_PIX_FMT_BGRX32, packed_rgb, rgb8, {3, 2, 1, 4}, false, 6},
    VideoFormat{V4L2_PIX_FMT_BGRA32, packed_rgb, rgb8, {3, 2, 1, 4}, false, 6},
    VideoFormat{V4L2_PIX_FMT_NV12, as_is, nv12, {}, true, 7},
    VideoFormat{V4L2_PIX_FMT_NV21, biplanar_420, nv12, {}, true, 8},
    VideoFormat{V4L2_PIX_FMT_YUV420, planar_420, nv12, {0}, true, 8},
    VideoFormat{V4L2_PIX_FMT_YVU420, planar_420, nv12, {1}, true, 8},
    VideoFormat{V4L2_PIX_FMT_MJPEG, motion_jpeg, rgb8, {}, false, 9},
    VideoFormat{V4L2_PIX_FMT_JPEG, motion_jpeg, rgb8, {}, false, 9},
    VideoFormat{V4L2_PIX_FMT_SRGGB8, as_is, bayer_rggb8, {}, false, 10},
    VideoFormat{V4L2_PIX_FMT_SGRBG8, as_is, bayer_grbg8, {}, false, 10},
    VideoFormat{V4L2_PIX_FMT_SGBRG8, as_is, bayer_gbrg8, {}, false, 10},
    VideoFormat{V4L2_PIX_FMT_SBGGR8, as_is, bayer_bggr8, {}, false, 10},
    VideoFormat{V4L2_PIX_FMT_RGB565, rgb_565, rgb8, {0}, false, 11},
    VideoFormat{V4L2_PIX_FMT_RGB565X, rgb_565, rgb8, {1}, false, 11},
    VideoFormat{V4L2_PIX_FMT_Y16, gray_16, gray16, {0, 0}, false, 12},
    VideoFormat{V4L2_PIX_FMT_Y16_BE, gray_16, gray16, {0, 1}, false, 12},
    VideoFormat{V4L2_PIX_FMT_Y12, gray_16, gray16, {4, 0}, false, 12},
    VideoFormat{V4L2_PIX_FMT_Y10, gray_16, gray16, {6, 0}, false, 12},
    VideoFormat{V4L2_PIX_FMT_GREY, as_is, gray8, {}, false, 13},
};

}  // namespace

std::span<const VideoFormat> known_formats() noexcept { return formats; }

const VideoFormat* find_format(std::uint32_t fourcc) noexcept {
    const auto found = std::ranges::find(formats, fourcc, &VideoFormat::fourcc);
    return found == formats.end() ? nullptr : &*found;
}

std::string fourcc_text(std::uint32_t fourcc) {
    std::string text;
    for (int shift = 0; shift < 32; shift += 8) {
        const char one = static_cast<char>((fourcc >> shift) & 0x7f);
        text += one >= ' ' && one <= '~' ? one : '?';
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return (fourcc >> 31) != 0 ? text + "-BE" : text;
}

}  // namespace limner::v4l2
