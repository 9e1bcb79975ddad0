#pragma once

#include <limner/base/result.h>
#include <limner/frame/geometry.h>
#include <limner/frame/image.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limner::test {

using Colour = std::array<std::uint8_t, 3>;

/// A lamp's reflection: a soft spot that burns out at its middle. Shares of the page's width and height.
struct Glare {
    double x = 0.6;
    double y = 0.4;
    double radius = 0.1;  ///< Of what is burnt out, as a share of the page's width.
};

/// What to render. The lines of the MRZ say which document it is (Doc 9303 parts 4 to 7): 3 x 30 a card of 85.6 x 54
/// mm, 2 x 36 one of 105 x 74 mm, 2 x 44 a passport's data page of 125 x 88 mm; none is a sheet of text of A4 size.
struct PageSpec {
    std::vector<std::string> mrz{};
    std::vector<std::pair<std::string, std::string>> fields{};  ///< Label and value; empty: invented ones.
    std::optional<Image> portrait{};                            ///< rgb8 or gray8, laid at the left.
    bool has_text = true;  ///< Without: paper alone, and the MRZ where there is one.
    double ppi = 300;
    bool is_on_a4 = false;  ///< The document lies on a scanner's A4 glass; else `margin_mm` of ground surround it.
    double margin_mm = 0;
    double shift_x_mm = 0;  ///< Moves the document on its ground; so far that it is cut off, where wanted.
    double shift_y_mm = 0;
    double skew_degrees = 0;  ///< Clockwise, about the document's middle.
    double blur_mm = 0;       ///< Standard deviation of the optics' blur, on the paper.
    double noise = 0;         ///< Standard deviation, of 255.
    std::optional<Glare> glare{};
    Colour paper{236, 233, 222};
    Colour ground{252, 252, 252};
    Colour ink{32, 30, 36};
    std::uint64_t seed = 1;  ///< Of the noise and of the invented text: equal specs make equal pictures.
};

struct RenderedPage {
    Image image;  ///< rgb8
    Quad page{};  ///< The document's corners.
    Quad mrz{};   ///< Of the MRZ's print, where there is one.
    double ppi = 0;
};

/// A passport specimen that is valid by all its check digits.
std::vector<std::string> specimen_mrz();

/// Errors: file_missing where the OCR-B font is not installed: tests skip then.
Result<RenderedPage> render_page(const PageSpec& spec);

}  // namespace limner::test
