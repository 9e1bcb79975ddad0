#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace limner::devices {

/// How luma and chroma were made of red, green and blue: Rec. ITU-R BT.601, BT.709 or BT.2020.
struct ColourCoding {
    double red_share = 0.299, blue_share = 0.114;
    bool is_full_range = false;

    bool operator==(const ColourCoding&) const = default;
};

/// Luma and chroma to red, green and blue in 1/65536.
class ColourMatrix {
public:
    explicit ColourMatrix(const ColourCoding& coding) {
        const double green_share = 1 - coding.red_share - coding.blue_share;
        const double luma = coding.is_full_range ? 1 : 255.0 / 219, chroma = coding.is_full_range ? 1 : 255.0 / 224;
        offset_ = coding.is_full_range ? 0 : 16;
        luma_ = fixed(luma);
        red_ = fixed(chroma * 2 * (1 - coding.red_share));
        blue_ = fixed(chroma * 2 * (1 - coding.blue_share));
        green_red_ = fixed(chroma * 2 * (1 - coding.red_share) * coding.red_share / green_share);
        green_blue_ = fixed(chroma * 2 * (1 - coding.blue_share) * coding.blue_share / green_share);
    }
    void write(int y, int cb, int cr, std::uint8_t* rgb) const {
        const int light = luma_ * (y - offset_) + 32'768;
        rgb[0] = clamp(light + red_ * (cr - 128));
        rgb[1] = clamp(light - green_red_ * (cr - 128) - green_blue_ * (cb - 128));
        rgb[2] = clamp(light + blue_ * (cb - 128));
    }

private:
    static int fixed(double value) { return static_cast<int>(std::lround(value * 65'536)); }
    static std::uint8_t clamp(int value) { return static_cast<std::uint8_t>(std::clamp(value >> 16, 0, 255)); }

    int offset_, luma_, red_, blue_, green_red_, green_blue_;
};

}  // namespace limner::devices
