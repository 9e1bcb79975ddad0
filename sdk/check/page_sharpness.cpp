#include "check/page_print.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr double working_height_px = 14;                         // characters are measured at this height at most
constexpr double fine_share = 1 / 18.0, coarse_share = 1 / 9.0;  // of the height: the two scales
constexpr std::size_t max_patches = 60;

// At which the characters of a page are measured.
struct Scale {
    double of_full;    ///< 1 or less
    double height_px;  ///< of a character then
    double fine() const { return height_px * fine_share; }
    double coarse() const { return height_px * coarse_share; }
};

// Energy of a patch's slopes at two scales. Smoothing takes much of it from sharp print and little from blurred,
// whatever the contrast.
struct Energy {
    double fine = 0, coarse = 0;
    Energy& operator+=(const Energy& other) {
        fine += other.fine;
        coarse += other.coarse;
        return *this;
    }
};

double slope_energy(const cv::Mat& patch, double sigma, int margin) {
    cv::Mat smooth, across, down;
    cv::GaussianBlur(patch, smooth, {}, sigma, sigma, cv::BORDER_REFLECT);
    cv::Matx<float, 1, 3> difference(-0.5F, 0, 0.5F);
    cv::filter2D(smooth, across, CV_32F, difference);
    cv::filter2D(smooth, down, CV_32F, difference.t());
    cv::Rect inside(margin, margin, patch.cols - 2 * margin, patch.rows - 2 * margin);
    return (across(inside).dot(across(inside)) + down(inside).dot(down(inside))) / inside.area();
}

std::optional<Energy> energy_of(const PageView& view, const cv::Rect& reduced, const Scale& scale) {
    constexpr int margin = 3;
    cv::Rect full(reduced.x * view.factor(), reduced.y * view.factor(), reduced.width * view.factor(),
                  reduced.height * view.factor());
    cv::Mat patch = view.full_gray(full);
    if (patch.empty()) return std::nullopt;
    patch.convertTo(patch, CV_32F);
    if (scale.of_full < 1) cv::resize(patch, patch, {}, scale.of_full, scale.of_full, cv::INTER_AREA);
    if (patch.cols <= 2 * margin + 2 || patch.rows <= 2 * margin + 2) return std::nullopt;
    return Energy{slope_energy(patch, scale.fine(), margin), slope_energy(patch, scale.coarse(), margin)};
}

// Boxes of common height, spread over the page, with paper around them.
std::vector<cv::Rect> glyph_patches(const PagePrint& print) {
    double height = print.glyph_height_px;
    std::vector<cv::Rect> fitting;
    for (const cv::Rect& box : print.glyphs)
        if (box.height >= 0.6 * height && box.height <= 1.7 * height) fitting.push_back(box);
    std::vector<cv::Rect> patches;
    std::size_t step = fitting.size() / max_patches + 1;
    auto frame = static_cast<int>(std::lround(0.3 * height)) + 1;
    for (std::size_t i = 0; i < fitting.size(); i += step) {
        cv::Rect box = fitting[i];
        box.width = std::min(box.width, static_cast<int>(4 * height));
        patches.emplace_back(box.x - frame, box.y - frame, box.width + 2 * frame, box.height + 2 * frame);
    }
    return patches;
}

// The page's plain places tell what noise alone does.
std::vector<cv::Rect> paper_patches(const PagePrint& print) {
    constexpr std::size_t enough = 24;
    int side = std::max(8, static_cast<int>(1.5 * print.glyph_height_px));
    cv::Mat sums;
    cv::integral(print.ink, sums, CV_32S);
    std::vector<cv::Rect> patches;
    for (int y = 0; y + side < print.ink.rows; y += side)
        for (int x = 0; x + side < print.ink.cols; x += side) {
            int ink = sums.at<int>(y + side, x + side) - sums.at<int>(y, x + side) - sums.at<int>(y + side, x) +
                      sums.at<int>(y, x);
            if (ink == 0 && print.region.at<std::uint8_t>(y + side / 2, x + side / 2))
                patches.emplace_back(x, y, side, side);
        }
    std::size_t step = patches.size() / enough + 1, kept = 0;
    for (std::size_t i = 0; i < patches.size(); i += step) patches[kept++] = patches[i];
    patches.resize(kept);
    return patches;
}

// The quieter half: faint pattern in the paper is not noise.
Energy noise_energy(const PageView& view, const PagePrint& print, const Scale& scale) {
    std::vector<Energy> energies;
    for (const cv::Rect& patch : paper_patches(print))
        if (auto energy = energy_of(view, patch, scale)) energies.push_back(*energy);
    if (energies.empty()) return {};
    auto middle = energies.begin() + static_cast<std::ptrdiff_t>(energies.size() / 2);
    std::ranges::nth_element(energies, middle, {}, &Energy::fine);
    return *middle;
}

}  // namespace

std::optional<double> sharpness_of_print(const PageView& view, const PagePrint& print) {
    constexpr std::size_t least_patches = 6;
    if (print.glyph_height_px <= 0) return std::nullopt;
    double full_height = print.glyph_height_px * view.factor();
    double reduction = std::min(1.0, working_height_px / full_height);
    Scale scale{reduction, full_height * reduction};
    Energy noise = noise_energy(view, print, scale), sum;
    std::size_t count = 0;
    for (const cv::Rect& patch : glyph_patches(print)) {
        auto energy = energy_of(view, patch, scale);
        if (!energy) continue;
        sum += {energy->fine - noise.fine, energy->coarse - noise.coarse};
        ++count;
    }
    if (count < least_patches || sum.fine <= 0.3 * noise.fine * static_cast<double>(count)) return std::nullopt;
    return std::clamp(1 - sum.coarse / sum.fine, 0.0, 1.0);
}

}  // namespace limner
