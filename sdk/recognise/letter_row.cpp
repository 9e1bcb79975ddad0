#include "recognise/letter_row.h"

#include "recognise/cell_net.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner {
namespace {

constexpr int cell_width = 16, cell_height = 18, inputs = cell_width * cell_height, hidden = 40, classes = 26;

constexpr std::int16_t table[] = {
#include "recognise/letter_table.inc"
};
using Net = CellNet<inputs, hidden, classes>;
static_assert(std::size(table) == Net::table_size);

// How much darker than the paper around, 0..1 of the darkest; empty where nothing stands out.
cv::Mat ink_of(const cv::Mat& part) {
    cv::Mat paper, difference, ink;
    const int reach = std::max(3, part.rows) | 1;
    cv::morphologyEx(part, paper, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {reach, reach}));
    cv::subtract(paper, part, difference);
    double darkest = 0;
    cv::minMaxLoc(difference, nullptr, &darkest);
    constexpr double least_contrast = 20;
    if (darkest < least_contrast) return {};
    difference.convertTo(ink, CV_32F, 1 / darkest);
    return ink;
}

// From left to right; what stands over each other is one glyph. What the row's ends cut is another's.
std::vector<cv::Rect> glyphs_of(const cv::Mat& ink) {
    constexpr double share = 0.4;
    constexpr int least_area = 4;
    cv::Mat labels, stats, centres;
    const int count = cv::connectedComponentsWithStats(ink > share, labels, stats, centres, 8, CV_32S);
    std::vector<cv::Rect> parts;
    for (int i = 1; i < count; ++i) {
        const cv::Rect box(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                           stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT));
        if (stats.at<int>(i, cv::CC_STAT_AREA) >= least_area && box.x > 0 && box.x + box.width < ink.cols)
            parts.push_back(box);
    }
    std::ranges::sort(parts, {}, &cv::Rect::x);
    std::vector<cv::Rect> glyphs;
    for (const cv::Rect& part : parts) {
        const int shared = glyphs.empty() ? 0 : glyphs.back().x + glyphs.back().width - part.x;
        if (2 * shared > std::min(part.width, glyphs.empty() ? 0 : glyphs.back().width))
            glyphs.back() |= part;
        else
            glyphs.push_back(part);
    }
    return glyphs;
}

// As tall as the cell, in its middle; too wide ones are made narrower.
std::array<float, inputs> cell_of(const cv::Mat& ink, const cv::Rect& glyph) {
    const double step_y = double(glyph.height) / cell_height;
    const double step_x = std::max(step_y, double(glyph.width) / cell_width);
    const double left = glyph.x + glyph.width / 2.0 - step_x * cell_width / 2;
    const cv::Matx23d to_source(step_x, 0, left + step_x / 2 - 0.5, 0, step_y, glyph.y + step_y / 2 - 0.5);
    cv::Mat smooth = ink, cell;
    const double sigma = 0.35 * step_y;
    if (sigma > 0.3) cv::GaussianBlur(ink, smooth, {}, sigma);
    cv::warpAffine(smooth, cell, to_source, {cell_width, cell_height}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP);
    std::array<float, inputs> values{};
    std::copy(cell.begin<float>(), cell.end<float>(), values.begin());
    spread_out(values);
    return values;
}

void add_letter(LetterRow& row, const cv::Mat& ink, const cv::Rect& glyph, std::string_view letters) {
    constexpr double least = 0.3;
    const auto probabilities = Net{table}.probabilities_of(cell_of(ink, glyph));
    char best = '?';
    double most = least;
    for (char letter : letters)
        if (const double p = probabilities[static_cast<std::size_t>(letter - 'A')]; p > most) {
            most = p;
            best = letter;
        }
    row.text += best;
    row.confidence_0_1 = std::min(row.confidence_0_1, best == '?' ? 0 : most);
}

// Ink in the middle and none in the corners, as no capital has.
bool is_cross(const cv::Mat& ink, const cv::Rect& glyph) {
    constexpr double most_in_corners = 0.25, least_in_middle = 0.4;
    const int width = std::max(1, glyph.width * 3 / 10), height = std::max(1, glyph.height * 3 / 10);
    const int right = glyph.x + glyph.width - width, bottom = glyph.y + glyph.height - height;
    double corners = 0;
    for (const cv::Point at : {cv::Point(glyph.x, glyph.y), {right, glyph.y}, {glyph.x, bottom}, {right, bottom}})
        corners = std::max(corners, cv::mean(ink({at.x, at.y, width, height}))[0]);
    const cv::Rect middle(glyph.x + (glyph.width - width) / 2, glyph.y + (glyph.height - height) / 2, width, height);
    return corners < most_in_corners && cv::mean(ink(middle))[0] > least_in_middle;
}

// As tall as a letter, narrow, its ink going from the lower left to the upper right.
bool is_slash(const cv::Mat& ink, const cv::Rect& glyph) {
    constexpr double least_on = 0.25, most_off = 0.12, widest = 0.75;
    const int width = glyph.width / 2, height = glyph.height / 3;
    if (width < 1 || height < 1 || glyph.width > widest * glyph.height) return false;
    auto share = [&](bool is_right, bool is_low) {
        const int x = is_right ? glyph.x + glyph.width - width : glyph.x;
        const int y = is_low ? glyph.y + glyph.height - height : glyph.y;
        return cv::mean(ink({x, y, width, height}))[0];
    };
    return share(true, false) > least_on && share(false, true) > least_on && share(false, false) < most_off &&
           share(true, true) < most_off;
}

// Behind a letter, in the middle of its height.
char sign_of(const cv::Mat& ink, const cv::Rect& glyph, const cv::Rect& letter) {
    const double off = std::abs(glyph.y + glyph.height / 2.0 - letter.y - letter.height / 2.0);
    if (off > 0.3 * letter.height || glyph.width < 0.25 * letter.height) return 0;
    if (glyph.width >= 1.6 * glyph.height) return '-';
    return glyph.height >= 0.3 * letter.height && is_cross(ink, glyph) ? '+' : char{};
}

}  // namespace

std::optional<LetterRow> read_letter_row(const cv::Mat& page, const cv::Rect& row, std::string_view letters) {
    constexpr double of_tallest = 0.7, of_row = 0.4;
    const cv::Mat ink = ink_of(page(row));
    if (ink.empty()) return std::nullopt;
    const auto glyphs = glyphs_of(ink);
    int tallest = 0;
    for (const cv::Rect& glyph : glyphs) tallest = std::max(tallest, glyph.height);
    if (tallest < of_row * row.height) return std::nullopt;
    LetterRow read{.confidence_0_1 = 1};
    const cv::Rect* letter = nullptr;
    std::size_t count = 0;
    for (const cv::Rect& glyph : glyphs) {
        if (const char sign = letter ? sign_of(ink, glyph, *letter) : char{}; sign != 0) {
            read.text += sign;
        } else if (letter && is_slash(ink, glyph)) {
            read.text += '/';
        } else if (glyph.height >= of_tallest * tallest) {
            add_letter(read, ink, glyph, letters);
            letter = &glyph;
            ++count;
        }
    }
    constexpr std::size_t most_letters = 2;
    return count >= 1 && count <= most_letters ? std::optional(std::move(read)) : std::nullopt;
}

}  // namespace limner
