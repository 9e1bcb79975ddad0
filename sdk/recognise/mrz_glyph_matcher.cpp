#include "recognise/mrz_glyph_matcher.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr int cell_width = 16;
constexpr int cell_height = 24;
constexpr int characters = static_cast<int>(mrz_alphabet.size());
constexpr int half_border = 3;  // rows added above and below a strip at half the size

// How a line may be printed. The first of each is the usual one; the prints are all combinations, heights slowest.
constexpr std::array heights{0.9, 0.82, 0.98, 1.06};
constexpr std::array widths{1.0, 0.85, 1.15};
struct Style {
    double weight;
    double softness;
};
constexpr std::array styles{Style{0, 0.7}, Style{0.6, 0.9}, Style{0, 1.5}};
constexpr std::size_t prints_of_a_height = widths.size() * styles.size();

struct Glyph {
    char character;
    const char* ink;
};

constexpr Glyph glyph_table[] = {
#include "recognise/mrz_glyph_table.inc"
};
static_assert(std::size(glyph_table) == mrz_alphabet.size());

cv::Mat glyph_image(const Glyph& glyph) {
    cv::Mat image(cell_height, cell_width, CV_32F);
    for (int i = 0; i < cell_height * cell_width; ++i) {
        char digit = glyph.ink[i];
        image.at<float>(i / cell_width, i % cell_width) = float(digit <= '9' ? digit - '0' : digit - 'a' + 10) / 15.0F;
    }
    return image;
}

// Heavier or lighter than the font by a blend with its widened or narrowed self, and as soft as a picture is.
cv::Mat printed(const cv::Mat& glyph, double wide, double high, double weight, double softness) {
    cv::Mat around = (cv::Mat_<double>(2, 3) << wide, 0, (1 - wide) * (cell_width - 1) / 2, 0, high,
                      (1 - high) * (cell_height - 1) / 2);
    cv::Mat image;
    cv::warpAffine(glyph, image, around, glyph.size(), cv::INTER_LINEAR);
    cv::Mat other;
    cv::Mat cross = cv::getStructuringElement(cv::MORPH_CROSS, {3, 3});
    if (weight > 0) cv::dilate(image, other, cross);
    if (weight < 0) cv::erode(image, other, cross);
    if (weight != 0) cv::addWeighted(image, 1 - std::abs(weight), other, std::abs(weight), 0, image);
    cv::GaussianBlur(image, image, {}, softness);
    return image;
}

// One row of mean 0 and length 1 for each row.
void normalise(cv::Mat& rows) {
    for (int i = 0; i < rows.rows; ++i) {
        cv::Mat row = rows.row(i);
        row -= cv::mean(row)[0];
        double length = cv::norm(row);
        if (length > 1e-6) row /= length;
    }
}

struct Grid {
    cv::Size cell;
    int border;  // rows above and below the strip
};

// The cells of a strip as rows, those of one shift after those of the other.
cv::Mat cells_of(const cv::Mat& ink, const Grid& grid, const std::vector<int>& cells,
                 const std::vector<cv::Point>& shifts) {
    cv::Mat rows(static_cast<int>(cells.size() * shifts.size()), grid.cell.area(), CV_32F);
    int row = 0;
    for (cv::Point shift : shifts)
        for (int cell : cells) {
            int left = (MrzStrip::margin_cells + cell) * grid.cell.width + shift.x;
            cv::Mat target = rows.row(row++).reshape(1, grid.cell.height);
            ink(cv::Rect({left, grid.border + shift.y}, grid.cell)).copyTo(target);
        }
    normalise(rows);
    return rows;
}

cv::Mat similarities(const cv::Mat& cells, const cv::Mat& glyphs) {
    cv::Mat result;
    cv::gemm(cells, glyphs, 1, cv::noArray(), 0, result, cv::GEMM_2_T);
    return result;
}

std::vector<cv::Point> shifts_around(cv::Point middle, int across, int down) {
    std::vector<cv::Point> shifts;
    for (int y = -down; y <= down; ++y)
        for (int x = -across; x <= across; ++x) shifts.push_back(middle + cv::Point(x, y));
    return shifts;
}

// Enough cells to tell how a line is printed.
std::vector<int> some_of(int cells) {
    std::vector<int> some;
    for (int i = 0; i < cells; i += 3) some.push_back(i);
    return some;
}

cv::Mat ink_of(const MrzStrip& strip, int width, int height, int border) {
    cv::Mat ink;
    cv::resize(strip.gray, ink, {(strip.cells + 2 * MrzStrip::margin_cells) * width, height}, 0, 0, cv::INTER_AREA);
    ink.convertTo(ink, CV_32F, -1.0 / 255, 1);
    cv::copyMakeBorder(ink, ink, border, border, 0, 0, cv::BORDER_CONSTANT, cv::Scalar(0));
    return ink;
}

cv::Mat half_ink_of(const MrzStrip& strip) { return ink_of(strip, cell_width / 2, cell_height / 2, half_border); }

}  // namespace

MrzGlyphMatcher::MrzGlyphMatcher() {
    std::vector<cv::Mat> glyphs;
    for (const Glyph& glyph : glyph_table) glyphs.push_back(glyph_image(glyph));
    for (double high : heights)
        for (double wide : widths)
            for (Style style : styles) {
                cv::Mat whole;
                for (const cv::Mat& glyph : glyphs) {
                    cv::Mat image = printed(glyph, wide, high, style.weight, style.softness);
                    cv::Mat half;
                    cv::resize(image, half, {}, 0.5, 0.5, cv::INTER_AREA);
                    whole.push_back(image.reshape(1, 1));
                    half_.push_back(half.reshape(1, 1));
                }
                normalise(whole);
                whole_.push_back(std::move(whole));
            }
    normalise(half_);
}

namespace {

// The best mean, over the cells of one shift, of each cell's best character of one print.
template <typename Report>
void each_fit(const cv::Mat& found, std::size_t shifts, Report report) {
    int cells = found.rows / static_cast<int>(shifts);
    cv::Mat best;
    for (int print = 0; print < found.cols / characters; ++print) {
        cv::reduce(found.colRange(print * characters, (print + 1) * characters), best, 1, cv::REDUCE_MAX);
        for (int shift = 0; shift < static_cast<int>(shifts); ++shift)
            report(std::size_t(print), std::size_t(shift),
                   cv::mean(best.rowRange(shift * cells, (shift + 1) * cells))[0]);
    }
}

const Grid half_grid{{cell_width / 2, cell_height / 2}, half_border};

}  // namespace

MrzGlyphMatcher::Place MrzGlyphMatcher::rough_place(const cv::Mat& half, int cells) const {
    auto shifts = shifts_around({}, 2, 2);
    cv::Mat rows = cells_of(half, half_grid, some_of(cells), shifts);
    cv::Mat usual;
    for (std::size_t i = 0; i < heights.size(); ++i) {
        int first = static_cast<int>(i * prints_of_a_height) * characters;
        usual.push_back(half_.rowRange(first, first + characters));
    }
    Place best;
    each_fit(similarities(rows, usual), shifts.size(), [&](std::size_t height, std::size_t shift, double fit) {
        if (fit > best.fit) best = {height * prints_of_a_height, shifts[shift], fit};
    });
    return best;
}

MrzGlyphMatcher::Place MrzGlyphMatcher::place_of(const cv::Mat& half, int cells) const {
    auto shifts = shifts_around(rough_place(half, cells).shift, 1, 1);
    cv::Mat rows = cells_of(half, half_grid, some_of(cells), shifts);
    Place best;
    each_fit(similarities(rows, half_), shifts.size(), [&](std::size_t print, std::size_t shift, double fit) {
        if (fit > best.fit) best = {print, shifts[shift], fit};
    });
    return best;
}

double MrzGlyphMatcher::rough_fit(const MrzStrip& strip) const {
    return rough_place(half_ink_of(strip), strip.cells).fit;
}

MrzMatch MrzGlyphMatcher::match(const MrzStrip& strip) const {
    Place place = place_of(half_ink_of(strip), strip.cells);
    const Grid grid{{cell_width, cell_height}, 2 * half_border + 1};
    cv::Mat ink = ink_of(strip, cell_width, cell_height, grid.border);
    std::vector<int> cells;
    for (int i = -MrzMatch::spare_cells; i < strip.cells + MrzMatch::spare_cells; ++i) cells.push_back(i);
    MrzMatch match;
    MrzSimilarities none;
    none.fill(-1);
    match.cells.assign(cells.size(), none);
    auto shifts = shifts_around(2 * place.shift, 2, 1);
    cv::Mat found = similarities(cells_of(ink, grid, cells, shifts), whole_[place.print]);
    for (int row = 0; row < found.rows; ++row) {
        MrzSimilarities& cell = match.cells[std::size_t(row) % cells.size()];
        for (std::size_t c = 0; c < cell.size(); ++c) cell[c] = std::max(cell[c], found.at<float>(row, int(c)));
    }
    return match;
}

}  // namespace limner
