// Writes sdk/recognise/mrz_glyph_table.inc: the 37 characters of an MRZ in OCR-B, for the reader's cell classifier.
//   g++ -std=c++20 -O2 sdk/recognise/training/mrz_glyph_table.cpp -o mrz_glyph_table $(pkg-config --cflags --libs
//   freetype2)
//   ./mrz_glyph_table /usr/share/fonts/opentype/ocr-b/OCRB.otf > sdk/recognise/mrz_glyph_table.inc

#include <ft2build.h>
#include FT_FREETYPE_H

#include <cstdio>
#include <string>
#include <vector>

namespace {

constexpr int cell_width = 16, cell_height = 24, capital_height = 16;
constexpr int em_px = 1024;

struct Font {
    FT_Library library = nullptr;
    FT_Face face = nullptr;
    double advance = 0, capital = 0;

    bool open(const char* path) {
        if (FT_Init_FreeType(&library) || FT_New_Face(library, path, 0, &face)) return false;
        if (FT_Set_Pixel_Sizes(face, em_px, em_px) || FT_Load_Char(face, 'H', FT_LOAD_RENDER)) return false;
        advance = face->glyph->advance.x / 64.0;
        capital = face->glyph->bitmap.rows;
        return true;
    }
};

// Ink of one cell, 0 to 15 a pixel: each pixel is the mean of the part of the large rendering that it covers.
std::string render(const Font& font, char c) {
    FT_Load_Char(font.face, static_cast<FT_ULong>(c), FT_LOAD_RENDER);
    const FT_GlyphSlot glyph = font.face->glyph;
    std::vector<double> ink(cell_width * cell_height, 0), area(cell_width * cell_height, 0);
    double per_column = font.advance / cell_width, per_row = font.capital / capital_height;
    double top = font.capital / 2 + per_row * cell_height / 2;  // above the base line
    for (int y = 0; y < int(per_row * cell_height); ++y)
        for (int x = 0; x < int(per_column * cell_width); ++x) {
            auto at = std::size_t(y / per_row) * cell_width + std::size_t(x / per_column);
            area[at] += 1;
            int column = x - glyph->bitmap_left, row = y - int(top) + glyph->bitmap_top;
            bool is_inside =
                column >= 0 && row >= 0 && column < int(glyph->bitmap.width) && row < int(glyph->bitmap.rows);
            if (is_inside) ink[at] += glyph->bitmap.buffer[row * glyph->bitmap.pitch + column] / 255.0;
        }
    std::string hex;
    for (std::size_t i = 0; i < ink.size(); ++i) hex += "0123456789abcdef"[int(15 * ink[i] / area[i] + 0.5)];
    return hex;
}

}  // namespace

int main(int count, char** arguments) {
    Font font;
    if (count != 2 || !font.open(arguments[1])) {
        std::fprintf(stderr, "usage: mrz_glyph_table FONT\n");
        return 3;
    }
    std::printf(
        "// Made by sdk/recognise/training/mrz_glyph_table.cpp from OCR-B of Debian's fonts-ocr-b (Norbert Schwarz; "
        "free without\n"
        "// limitation). Ink 0 to f, %d x %d pixels a character, one cell wide, capitals %d high.\n",
        cell_width, cell_height, capital_height);
    for (char c : std::string("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<")) {
        std::string hex = render(font, c);
        std::printf("{'%c',\n", c);
        constexpr std::size_t line = 96;
        for (std::size_t i = 0; i < hex.size(); i += line)
            std::printf(" \"%s\"%s\n", hex.substr(i, line).c_str(), i + line < hex.size() ? "" : "},");
    }
    return 0;
}
