#pragma once

#include <array>

#include <opencv2/core/mat.hpp>
#include <vector>

namespace limner {

/// A piece of ink of a character's size. `along` is the reading direction, `across` is at right angles to it.
struct MrzGlyph {
    double along = 0;  ///< Centre.
    double across = 0;
    double length = 0;  ///< Extent along.
    double height = 0;  ///< Extent across.
};

/// A connected piece of ink: how far it reaches along directions 30 degrees apart, from x towards y.
struct MrzBlob {
    struct Direction {
        float cosine;
        float sine;
    };
    static constexpr float half = 0.5F, high_half = 0.8660254F;
    static constexpr std::array<Direction, 6> directions{
        {{1, 0}, {high_half, half}, {half, high_half}, {0, 1}, {-half, high_half}, {-high_half, half}}};
    std::array<float, 6> low{far, far, far, far, far, far};
    std::array<float, 6> high{-far, -far, -far, -far, -far, -far};

    void add(int x, int y);
    void add(const MrzBlob& other);

private:
    static constexpr float far = 1e9F;
};

/// Pieces of dark ink of a character's size in a grey picture. Bounded: a picture of noise yields at most 30,000.
std::vector<MrzBlob> find_mrz_blobs(const cv::Mat& gray);

/// The pieces as seen by who reads along a direction (an index of MrzBlob::directions).
std::vector<MrzGlyph> glyphs_along(const std::vector<MrzBlob>& blobs, std::size_t direction);

/// Glyphs on one line, evenly spaced: glyph i is in cell `cells[i]`.
struct MrzRow {
    std::vector<MrzGlyph> glyphs{};
    std::vector<int> cells{};
    std::array<double, 3> along{};  ///< Quadratic in the cell, coefficients ascending.
    std::array<double, 3> across{};
    double pitch = 0;
    double height = 0;  ///< Of a capital.
};

/// Rows of at least 16 glyphs in cells of one pitch.
std::vector<MrzRow> find_mrz_rows(const std::vector<MrzGlyph>& glyphs);

}  // namespace limner
