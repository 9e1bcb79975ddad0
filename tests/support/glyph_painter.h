#pragma once

#include <limner/base/result.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string_view>

namespace limner::test {

/// Debian's OCR-B (package fonts-ocr-b), wherever the font folders hold it.
std::optional<std::filesystem::path> find_ocr_b_font();

/// Draws text of OCR-B, a font of fixed pitch, at exact sub-pixel places.
class GlyphPainter {
public:
    /// file_missing where the font is not installed; the message names the package.
    static Result<GlyphPainter> open();

    GlyphPainter(GlyphPainter&&) noexcept;
    GlyphPainter& operator=(GlyphPainter&&) noexcept;
    ~GlyphPainter();

    /// Draws on an 8UC3 picture; `x` and `baseline` in pixels from its top left corner, `pitch` from character to
    /// character. Characters that the font lacks leave a gap.
    void draw(cv::Mat& picture, std::string_view text, double x, double baseline, double pitch,
              const std::array<std::uint8_t, 3>& ink) const;

    /// Height of a capital H at this pitch.
    double capital_height(double pitch) const;

private:
    struct Font;
    explicit GlyphPainter(std::unique_ptr<Font> font);
    std::unique_ptr<Font> font_;
};

}  // namespace limner::test
