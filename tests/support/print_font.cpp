#include "support/print_font.h"

#include <ft2build.h>

#include <cmath>
#include <filesystem>
#include FT_FREETYPE_H

namespace limner::test {
namespace {

std::string font_path(const std::string& name) {
    std::error_code failed;
    for (std::filesystem::recursive_directory_iterator at("/usr/share/fonts", failed), end; !failed && at != end;
         at.increment(failed))
        if (at->path().filename() == name) return at->path();
    return "";
}

}  // namespace

struct PrintFont::Face {
    FT_Library library = nullptr;
    FT_Face face = nullptr;

    double width_of(const std::string& text, double size) const;
    void blend(cv::Mat& page, int left, int top, const cv::Vec3b& ink) const;
};

PrintFont::PrintFont(const std::string& file) : face_(std::make_unique<Face>()) {
    const std::string path = font_path(file);
    if (path.empty() || FT_Init_FreeType(&face_->library) != 0) return;
    if (FT_New_Face(face_->library, path.c_str(), 0, &face_->face) != 0) face_->face = nullptr;
}

PrintFont::~PrintFont() {
    if (face_->face) FT_Done_Face(face_->face);
    if (face_->library) FT_Done_FreeType(face_->library);
}

bool PrintFont::is_open() const { return face_->face != nullptr; }

void PrintFont::draw(cv::Mat& page, const std::string& text, double x, double baseline, double capitals,
                     const cv::Vec3b& ink, double most_width) const {
    const FT_Face face = face_->face;
    FT_Set_Pixel_Sizes(face, 0, 100);
    FT_Load_Char(face, 'H', FT_LOAD_NO_HINTING);
    double size = capitals * 100 * 64 / double(face->glyph->metrics.horiBearingY);
    const double width = face_->width_of(text, size);
    if (width > most_width) size *= most_width / width;
    FT_Set_Char_Size(face, 0, std::lround(size * 64), 72, 72);
    for (char letter : text) {
        if (FT_Load_Char(face, static_cast<FT_ULong>(letter), FT_LOAD_NO_HINTING | FT_LOAD_RENDER) != 0) continue;
        face_->blend(page, cvRound(x) + face->glyph->bitmap_left, cvRound(baseline) - face->glyph->bitmap_top, ink);
        x += static_cast<double>(face->glyph->linearHoriAdvance) / 65'536;
    }
}

double PrintFont::Face::width_of(const std::string& text, double size) const {
    FT_Set_Char_Size(face, 0, std::lround(size * 64), 72, 72);
    double width = 0;
    for (char letter : text)
        if (FT_Load_Char(face, static_cast<FT_ULong>(letter), FT_LOAD_NO_HINTING) == 0)
            width += static_cast<double>(face->glyph->linearHoriAdvance) / 65'536;
    return width;
}

void PrintFont::Face::blend(cv::Mat& page, int left, int top, const cv::Vec3b& ink) const {
    const FT_Bitmap& glyph = face->glyph->bitmap;
    for (int y = 0; y < static_cast<int>(glyph.rows); ++y)
        for (int x = 0; x < static_cast<int>(glyph.width); ++x) {
            const cv::Point at(left + x, top + y);
            if (!cv::Rect({0, 0}, page.size()).contains(at)) continue;
            const int cover = glyph.buffer[y * glyph.pitch + x];
            for (int channel = 0; channel < 3; ++channel) {
                auto& sample = page.at<cv::Vec3b>(at)[channel];
                sample = static_cast<std::uint8_t>((sample * (255 - cover) + ink[channel] * cover) / 255);
            }
        }
}

}  // namespace limner::test
