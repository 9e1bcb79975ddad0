#include <limner/recognise/document_page.h>

#include "recognise/document_quads.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr double mm_per_inch = 25.4;
constexpr int coarse_side = 640, fine_side = 1600, least_side = 32;
constexpr std::array all_sizes{document_sizes::id_1, document_sizes::id_3, document_sizes::a4,
                               document_sizes::a4_across, document_sizes::id_2};

// OpenCV has no constant matrix; nothing writes to it.
cv::Mat header_of(const Image& image) {
    const int type = image.format() == PixelFormat::gray8 ? CV_8UC1 : CV_8UC3;
    return {image.height(), image.width(), type, const_cast<std::byte*>(image.bytes().data())};
}

// By a whole number, so that pixels are means of squares: several times as fast as any other factor.
cv::Mat reduced_by_squares(const cv::Mat& picture, int side) {
    const int factor = std::max(picture.cols, picture.rows) / side;
    const cv::Size size(picture.cols / std::max(1, factor), picture.rows / std::max(1, factor));
    if (factor <= 1 || size.empty()) return picture;
    cv::Mat small;
    cv::resize(picture(cv::Rect(0, 0, size.width * factor, size.height * factor)), small, size, 0, 0, cv::INTER_AREA);
    return small;
}

cv::Mat reduced(const cv::Mat& picture, int side) {
    const double factor = double(side) / std::max(picture.cols, picture.rows);
    if (factor >= 1) return picture;
    cv::Mat small;
    const cv::Size size(std::max(1, cvRound(picture.cols * factor)), std::max(1, cvRound(picture.rows * factor)));
    cv::resize(picture, small, size, 0, 0, cv::INTER_AREA);
    return small;
}

Corners scaled(const Corners& corners, double factor) {
    Corners result;
    std::ranges::transform(corners, result.begin(), [&](cv::Point2d corner) {
        return (corner + cv::Point2d(0.5, 0.5)) * factor - cv::Point2d(0.5, 0.5);
    });
    return result;
}

// Begins with the corner that turns the document the least, its longer sides across.
Corners begun_upright(Corners corners, bool is_across) {
    std::size_t best = 0;
    double least = 1e9;
    for (std::size_t i = 0; i < 4; ++i) {
        const cv::Point2d top = corners[(i + 1) % 4] - corners[i], right = corners[(i + 2) % 4] - corners[(i + 1) % 4];
        if ((cv::norm(top) > cv::norm(right)) != is_across) continue;
        const double turned = std::abs(std::atan2(top.y, top.x));
        if (turned < least) best = i;
        least = std::min(least, turned);
    }
    std::ranges::rotate(corners, corners.begin() + static_cast<std::ptrdiff_t>(best));
    return corners;
}

// How far a quad's sides are from a size's, by proportions alone or in millimetres.
double misfit(const DocumentSize& size, double aspect, double longer_mm) {
    const double longer = std::max(size.width_mm, size.height_mm), shorter = std::min(size.width_mm, size.height_mm);
    double off = std::abs(std::log(aspect * shorter / longer));
    if (longer_mm > 0) off += std::abs(std::log(longer_mm / longer));
    return off;
}

std::vector<DocumentSize> sizes_for(double aspect, double longer_mm, bool is_across_here) {
    constexpr double most_off = 0.12;
    double least = 1e9;
    for (const DocumentSize& size : all_sizes) least = std::min(least, misfit(size, aspect, longer_mm));
    std::vector<DocumentSize> sizes;
    for (const DocumentSize& size : all_sizes) {
        const bool is_sheet = size == document_sizes::a4 || size == document_sizes::a4_across;
        if (is_sheet && (size.width_mm > size.height_mm) != is_across_here) continue;
        if (misfit(size, aspect, longer_mm) <= least + most_off / 4) sizes.push_back(size);
    }
    return sizes;
}

double mean_length(const Corners& corners, std::size_t side) {
    return (cv::norm(corners[side + 1] - corners[side]) + cv::norm(corners[(side + 3) % 4] - corners[side + 2])) / 2;
}

bool is_across(const Corners& corners) {
    const cv::Point2d side = corners[1] - corners[0];
    const bool first_is_longer = mean_length(corners, 0) > mean_length(corners, 1);
    return (std::abs(side.x) > std::abs(side.y)) == first_is_longer;
}

DocumentOutline outline_of(const QuadCandidate& found, const Corners& full, cv::Size picture,
                           std::optional<double> ppi) {
    const double aspect = aspect_of(full, picture);
    const double longer_px = std::max(mean_length(full, 0), mean_length(full, 1));
    DocumentOutline outline{.score_0_1 = std::min(1.0, found.coverage)};
    outline.sizes = sizes_for(std::max(aspect, 1 / aspect), ppi ? longer_px / *ppi * mm_per_inch : 0, is_across(full));
    const DocumentSize& size = outline.sizes.front();
    const Corners upright = begun_upright(full, size.width_mm > size.height_mm);
    for (std::size_t i = 0; i < 4; ++i) outline.quad[i] = {upright[i].x, upright[i].y};
    return outline;
}

// Print on the ground breaks a document's edges into pieces too short to be found. Where nothing of a document's usual
// size is seen, lines are looked for once more without what is dark and thin.
std::vector<QuadCandidate> find_quads(const cv::Mat& picture) {
    constexpr std::size_t most_lines = 36, most_documents = 4;
    constexpr double usual_share = 0.15;
    constexpr int thin_px = 9;
    auto candidates = quads_between(find_straight_lines(picture, most_lines), picture.size());
    auto best = best_quads(candidates, most_documents);
    if (!best.empty() && share_of(best.front(), picture.size()) >= usual_share) return best;
    cv::Mat without_print;
    cv::morphologyEx(picture, without_print, cv::MORPH_CLOSE,
                     cv::getStructuringElement(cv::MORPH_RECT, {thin_px, thin_px}));
    const auto more = quads_between(find_straight_lines(without_print, most_lines), picture.size());
    candidates.insert(candidates.end(), more.begin(), more.end());
    return best_quads(std::move(candidates), most_documents);
}

bool is_convex(const Quad& quad) {
    for (std::size_t i = 0; i < 4; ++i) {
        const Point a = quad[i], b = quad[(i + 1) % 4], c = quad[(i + 2) % 4];
        const double turn = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
        if (!(turn > 0) || !std::isfinite(turn)) return false;
    }
    return true;
}

// The picture's own resolution along the quad's longest side.
double ppi_of(const Quad& quad, const DocumentSize& size) {
    constexpr double least = 100, most = 600;
    auto length = [&](std::size_t i) {
        const Point a = quad[i], b = quad[(i + 1) % 4];
        return std::hypot(b.x - a.x, b.y - a.y);
    };
    const double across = std::max(length(0), length(2)) / size.width_mm;
    const double down = std::max(length(1), length(3)) / size.height_mm;
    return std::clamp(std::max(across, down) * mm_per_inch, least, most);
}

Result<Image> warped(const cv::Mat& picture, const Quad& quad, cv::Size size, PixelFormat format) {
    const auto width = static_cast<float>(size.width), height = static_cast<float>(size.height);
    const std::array<cv::Point2f, 4> to{
        {{-0.5F, -0.5F}, {width - 0.5F, -0.5F}, {width - 0.5F, height - 0.5F}, {-0.5F, height - 0.5F}}};
    std::array<cv::Point2f, 4> from;
    std::ranges::transform(quad, from.begin(), [](Point p) { return cv::Point2f(float(p.x), float(p.y)); });
    std::vector<std::byte> pixels(static_cast<std::size_t>(size.area()) * picture.elemSize());
    cv::Mat target(size, picture.type(), pixels.data());
    cv::warpPerspective(picture, target, cv::getPerspectiveTransform(from, to), size, cv::INTER_LINEAR,
                        cv::BORDER_REPLICATE);
    return Image::from_pixels(size.width, size.height, format, std::move(pixels));
}

}  // namespace

Result<std::vector<DocumentOutline>> find_documents(const Image& image, std::optional<double> ppi) try {
    if (ppi && !(*ppi > 0)) return Error{ErrorCode::invalid_argument, "a resolution that is not above 0 ppi"};
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "the image has no pixels"};
    auto displayable = to_displayable(image);
    if (!displayable) return displayable.error();
    const cv::Mat picture = header_of(*displayable), fine = reduced_by_squares(picture, fine_side);
    const cv::Mat coarse = reduced(fine, coarse_side);
    if (std::min(coarse.cols, coarse.rows) < least_side) return std::vector<DocumentOutline>{};
    const auto quads = find_quads(coarse);
    cv::Mat gray = fine;
    if (fine.channels() == 3) cv::transform(fine, gray, cv::Matx13f(0.5F, 0.1F, 0.4F));
    const double to_fine = double(fine.cols) / coarse.cols, to_full = std::round(double(picture.cols) / fine.cols);
    std::vector<DocumentOutline> outlines;
    for (const QuadCandidate& quad : quads) {
        const Corners near = refined(gray, scaled(quad.corners, to_fine), std::max(2.0, 1.5 * to_fine));
        outlines.push_back(outline_of(quad, scaled(near, to_full), picture.size(), ppi));
    }
    return outlines;
} catch (const std::exception& caught) {
    return Error{ErrorCode::internal, std::string("looking for documents: ") + caught.what()};
}

Result<RectifiedPage> rectify(const Image& image, const Quad& quad, const DocumentSize& size,
                              std::optional<double> ppi) try {
    constexpr double least_ppi = 50, most_ppi = 1200;
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "the image has no pixels"};
    if (!is_convex(quad)) return Error{ErrorCode::invalid_argument, "corners that are no convex quadrangle, clockwise"};
    const double wanted = ppi.value_or(ppi_of(quad, size));
    if (!(wanted >= least_ppi && wanted <= most_ppi))
        return Error{ErrorCode::invalid_argument, "a resolution outside 50 to 1,200 ppi"};
    auto displayable = to_displayable(image);
    if (!displayable) return displayable.error();
    const cv::Size pixels(cvRound(size.width_mm / mm_per_inch * wanted),
                          cvRound(size.height_mm / mm_per_inch * wanted));
    auto page = warped(header_of(*displayable), quad, pixels, displayable->format());
    if (!page) return page.error();
    return RectifiedPage{*std::move(page), wanted, size};
} catch (const std::exception& caught) {
    return Error{ErrorCode::internal, std::string("rectifying a document: ") + caught.what()};
}

}  // namespace limner
