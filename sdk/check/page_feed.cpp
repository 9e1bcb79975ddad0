#include "check/page_feed.h"

#include <algorithm>
#include <cmath>

namespace limner {
namespace {

constexpr int parts = 3;

// The print of one part of the page, from the top.
PagePrint part_of(const PagePrint& print, int part) {
    const cv::Rect page = cv::boundingRect(print.region);
    const int top = page.y + page.height * part / parts, bottom = page.y + page.height * (part + 1) / parts;
    PagePrint result = print;
    result.glyphs.clear();
    for (const cv::Rect& box : print.glyphs)
        if (box.y >= top && box.br().y <= bottom) result.glyphs.push_back(box);
    return result;
}

double length(Point from, Point to) { return std::hypot(to.x - from.x, to.y - from.y); }

}  // namespace

std::optional<double> spread_of_skews(const PagePrint& print, double around_degrees) {
    // Fewer make no line whose direction could be told to a degree.
    constexpr std::size_t least_glyphs = 25;
    std::vector<double> skews;
    for (int part = 0; part < parts; ++part) {
        const PagePrint here = part_of(print, part);
        if (here.glyphs.size() < least_glyphs) continue;
        if (auto skew = skew_of_print(here, around_degrees)) skews.push_back(*skew);
    }
    if (skews.size() < 2) return std::nullopt;
    const auto [least, most] = std::ranges::minmax(skews);
    return most - least;
}

double length_by_width(const PageView& view, const std::optional<Quad>& quad) {
    double across = view.full_size().width, down = view.full_size().height;
    if (quad) {
        const Quad& q = *quad;
        across = (length(q[0], q[1]) + length(q[3], q[2])) / 2;
        down = (length(q[1], q[2]) + length(q[0], q[3])) / 2;
    }
    return std::max(across, down) / std::max(1.0, std::min(across, down));
}

}  // namespace limner
