#include "support/glyph_painter.h"

#include <ft2build.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

namespace limner::test {
namespace {

namespace fs = std::filesystem;

constexpr double font_unit = 64;  // FreeType counts in 1/64 pixel

void blend(cv::Mat& picture, const FT_Bitmap& glyph, int left, int top, const std::array<std::uint8_t, 3>& ink) {
    for (int y = 0; y < static_cast<int>(glyph.rows); ++y) {
        if (top + y < 0 || top + y >= picture.rows) continue;
        const unsigned char* coverage = glyph.buffer + std::ptrdiff_t{y} * glyph.pitch;
        auto* row = picture.ptr<std::uint8_t>(top + y);
        for (int x = 0; x < static_cast<int>(glyph.width); ++x) {
            if (left + x < 0 || left + x >= picture.cols) continue;
            for (int channel = 0; channel < 3; ++channel) {
                auto& sample = row[(left + x) * 3 + channel];
                int paper = 255 - coverage[x];
                sample = static_cast<std::uint8_t>(
                    (sample * paper + ink[static_cast<std::size_t>(channel)] * coverage[x] + 127) / 255);
            }
        }
    }
}

}  // namespace

std::optional<fs::path> find_ocr_b_font() {
    std::error_code failed;
    for (const char* folder : {"/usr/share/fonts", "/usr/local/share/fonts"})
        for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
            if (at->path().filename() == "OCRB.otf") return at->path();
    return std::nullopt;
}

struct GlyphPainter::Font {
    FT_Library library = nullptr;
    FT_Face face = nullptr;

    Font() = default;
    Font(const Font&) = delete;
    Font& operator=(const Font&) = delete;
    ~Font() {
        if (face) FT_Done_Face(face);
        if (library) FT_Done_FreeType(library);
    }
};

GlyphPainter::GlyphPainter(std::unique_ptr<Font> font) : font_(std::move(font)) {}
GlyphPainter::GlyphPainter(GlyphPainter&&) noexcept = default;
GlyphPainter& GlyphPainter::operator=(GlyphPainter&&) noexcept = default;
GlyphPainter::~GlyphPainter() = default;

Result<GlyphPainter> GlyphPainter::open() {
    auto path = find_ocr_b_font();
    if (!path) return Error{ErrorCode::file_missing, "the font OCRB.otf is not installed (Debian package fonts-ocr-b)"};
    auto font = std::make_unique<Font>();
    if (FT_Init_FreeType(&font->library) != 0 || FT_New_Face(font->library, path->c_str(), 0, &font->face) != 0)
        return Error{ErrorCode::unreadable_file, path->native() + ": no font that FreeType reads"};
    return GlyphPainter(std::move(font));
}

void GlyphPainter::draw(cv::Mat& picture, std::string_view text, double x, double baseline, double pitch,
                        const std::array<std::uint8_t, 3>& ink) const {
    FT_Face face = font_->face;
    double em = pitch * face->units_per_EM / face->max_advance_width;
    FT_Set_Char_Size(face, 0, static_cast<FT_F26Dot6>(std::lround(em * font_unit)), 72, 72);
    double whole_y = std::floor(baseline);
    for (std::size_t i = 0; i < text.size(); ++i) {
        double at = x + pitch * static_cast<double>(i), whole_x = std::floor(at);
        auto character = static_cast<FT_ULong>(static_cast<unsigned char>(text[i]));
        if (FT_Load_Char(face, character, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0) continue;
        FT_Outline_Translate(&face->glyph->outline, std::lround((at - whole_x) * font_unit),
                             -std::lround((baseline - whole_y) * font_unit));
        if (FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL) != 0) continue;
        blend(picture, face->glyph->bitmap, static_cast<int>(whole_x) + face->glyph->bitmap_left,
              static_cast<int>(whole_y) - face->glyph->bitmap_top, ink);
    }
}

double GlyphPainter::capital_height(double pitch) const {
    FT_Face face = font_->face;
    if (FT_Load_Char(face, 'H', FT_LOAD_NO_SCALE) != 0) return pitch;
    return pitch * static_cast<double>(face->glyph->metrics.horiBearingY) / face->max_advance_width;
}

}  // namespace limner::test
