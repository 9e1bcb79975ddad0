#include "recognise/mrz_place.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

/// Where an MRZ stands on its document.
struct Place {
    MrzFormat format;
    DocumentSize size;
    cv::Rect2d mm;  ///< From the first cell's left border to the last one's right, and over all capitals.
};

// Lines 15.75 and 9.40 mm above the lower edge, the first character 6 or 4 mm from the left one, ten to the inch.
constexpr double pitch_mm = 2.54, capitals_mm = 2.4, before_character_mm = 0.4;
const std::array places{
    Place{MrzFormat::td3,
          document_sizes::id_3,
          {6.0 - before_character_mm, 88 - 15.75 - capitals_mm / 2, 44 * pitch_mm, 6.35 + capitals_mm}},
    Place{MrzFormat::td2,
          document_sizes::id_2,
          {4.0 - before_character_mm, 74 - 15.75 - capitals_mm / 2, 36 * pitch_mm, 6.35 + capitals_mm}}};

const Place& place_of(MrzFormat format) { return format == MrzFormat::td2 ? places[1] : places[0]; }

std::array<cv::Point2d, 4> corners_of(const cv::Rect2d& box) {
    return {{{box.x, box.y},
             {box.x + box.width, box.y},
             {box.x + box.width, box.y + box.height},
             {box.x, box.y + box.height}}};
}

// How far, in mm, the MRZ lies from its place on a document of those corners.
double misplaced_mm(const Quad& document, const Quad& mrz, const Place& place) {
    const auto width = static_cast<float>(place.size.width_mm), height = static_cast<float>(place.size.height_mm);
    const std::array<cv::Point2f, 4> to{{{0, 0}, {width, 0}, {width, height}, {0, height}}};
    std::array<cv::Point2f, 4> from;
    std::ranges::transform(document, from.begin(), [](Point p) { return cv::Point2f(float(p.x), float(p.y)); });
    std::vector<cv::Point2d> seen, mapped;
    for (Point corner : mrz) seen.emplace_back(corner.x, corner.y);
    cv::perspectiveTransform(seen, mapped, cv::getPerspectiveTransform(from, to));
    double furthest = 0;
    const auto wanted = corners_of(place.mm);
    for (std::size_t i = 0; i < wanted.size(); ++i) furthest = std::max(furthest, cv::norm(mapped[i] - wanted[i]));
    return furthest;
}

Quad by_mrz_alone(const Quad& mrz, const Place& place) {
    const cv::Point2d across{(mrz[1].x - mrz[0].x + mrz[2].x - mrz[3].x) / 2,
                             (mrz[1].y - mrz[0].y + mrz[2].y - mrz[3].y) / 2};
    const cv::Point2d right = across / place.mm.width, down{-right.y, right.x};
    cv::Point2d middle;
    for (Point corner : mrz) middle += cv::Point2d(corner.x, corner.y) / 4;
    const cv::Point2d at = {place.mm.x + place.mm.width / 2, place.mm.y + place.mm.height / 2};
    Quad document;
    const auto corners = corners_of({0, 0, place.size.width_mm, place.size.height_mm});
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const cv::Point2d corner = middle + right * (corners[i].x - at.x) + down * (corners[i].y - at.y);
        document[i] = {corner.x, corner.y};
    }
    return document;
}

}  // namespace

std::optional<DocumentSize> size_with_mrz(MrzFormat format) {
    const auto* place = std::ranges::find(places, format, &Place::format);
    return place == places.end() ? std::nullopt : std::optional(place->size);
}

double mrz_top_mm(MrzFormat format) { return place_of(format).mm.y; }

Quad document_around(const Quad& mrz, MrzFormat format, const std::vector<Quad>& outlines) {
    const Place& place = place_of(format);
    // Doc 9303 allows 1 mm; specimens that are drawn, and outlines, are off by more.
    constexpr double most_misplaced_mm = 6;
    double least = most_misplaced_mm;
    Quad best = by_mrz_alone(mrz, place);
    for (Quad outline : outlines)
        for (int quarter = 0; quarter < 4; ++quarter) {
            const double off = misplaced_mm(outline, mrz, place);
            if (off < least) best = outline;
            least = std::min(least, off);
            std::ranges::rotate(outline, outline.begin() + 1);
        }
    return best;
}

}  // namespace limner
