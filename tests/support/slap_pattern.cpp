#include "support/slap_pattern.h"

#include "support/ridge_pattern.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <random>

namespace limner::test {
namespace {

constexpr std::uint32_t joint_seed = 2;
constexpr int width_px = 1600, height_px = 1500, ground = 238;

// Of a usual right hand, in pixels at 500 ppi: widths of the ends, their lengths, how far their tips lie behind the
// middle finger's, and how far each finger leans out.
struct Shape {
    double width, length, behind, lean_degrees;
};
constexpr Shape four[] = {{300, 420, 90, -5}, {305, 440, 0, 0}, {295, 420, 70, 4}, {250, 350, 330, 9}};
constexpr Shape two[] = {{400, 540, 0, -8}, {400, 540, 0, 8}};

const Image& print_of(std::uint32_t seed) {
    static std::map<std::uint32_t, Image> drawn;
    const auto at = drawn.find(seed);
    if (at != drawn.end()) return at->second;
    constexpr std::size_t most_kept = 16;
    if (drawn.size() >= most_kept) drawn.clear();
    const auto flow = seed == joint_seed ? RidgePattern::Flow::arch : static_cast<RidgePattern::Flow>(seed % 4);
    return drawn.emplace(seed, make_ridge_pattern({.seed = seed, .flow = flow, .noise = 0})).first->second;
}

cv::Mat pattern_of(std::uint32_t seed, const Shape& shape) {
    const Image& image = print_of(seed);
    const cv::Mat pixels(image.height(), image.width(), CV_8U, const_cast<std::byte*>(image.bytes().data()));
    // The pattern's outline is 380 x 502 px; ridges keep their period, so that it is cut, not shrunk.
    cv::Mat outline = cv::Mat::zeros(pixels.size(), CV_8U), cut(pixels.size(), CV_8U, cv::Scalar(ground));
    const cv::Point centre(pixels.cols / 2, pixels.rows / 2);
    cv::ellipse(outline, centre, {cvRound(shape.width / 2), cvRound(shape.length / 2)}, 0, 0, 360, 255, cv::FILLED);
    pixels.copyTo(cut, outline);
    return cut;
}

// Dark on light: the darker one stays where prints meet.
void lay_down(cv::Mat& glass, const cv::Mat& print, cv::Point2d centre, double tilt) {
    const double sine = std::sin(tilt), cosine = std::cos(tilt), middle_x = print.cols / 2.0,
                 middle_y = print.rows / 2.0;
    const cv::Matx23d to_print(cosine, sine, middle_x - cosine * centre.x - sine * centre.y, -sine, cosine,
                               middle_y + sine * centre.x - cosine * centre.y);
    cv::Mat placed;
    cv::warpAffine(print, placed, to_print, glass.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT,
                   ground);
    cv::min(glass, placed, glass);
}

}  // namespace

DrawnSlap make_slap_pattern(const SlapPattern& wanted) {
    const bool is_thumbs = wanted.slap == Slap::thumbs, is_left = wanted.slap == Slap::left_four;
    std::vector<Shape> shapes(std::begin(four), std::end(four));
    if (is_thumbs) shapes.assign(std::begin(two), std::end(two));
    std::mt19937 random(wanted.seed * 7 + static_cast<std::uint32_t>(wanted.slap));
    std::uniform_real_distribution<double> share(-1, 1);
    std::vector<Finger> fingers = fingers_of(wanted.slap);
    if (is_left) std::ranges::reverse(fingers);  // from the index finger on, as the shapes
    double whole = 0;
    const double gap = 12 + 60 * wanted.spread;
    for (const Shape& shape : shapes) whole += shape.width + gap;
    cv::Mat glass(height_px, width_px, CV_8U, cv::Scalar(ground));
    DrawnSlap drawn;
    const double tilt = wanted.tilt_degrees * std::numbers::pi / 180;
    double across = -whole / 2;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const Shape& shape = shapes[i];
        const double side = is_left ? -1 : 1, lean = side * wanted.spread * shape.lean_degrees * std::numbers::pi / 180;
        const double x = side * (across + (shape.width + gap) / 2),
                     y = -330 + shape.behind + shape.length / 2 + 20 * share(random);
        across += shape.width + gap;
        if (wanted.absent.contains(fingers[i])) continue;
        auto on_glass = [&](double u, double v) {
            return cv::Point2d(width_px / 2.0 + u * std::cos(tilt) - v * std::sin(tilt),
                               height_px / 2.0 + u * std::sin(tilt) + v * std::cos(tilt));
        };
        const auto seed = wanted.has_one_print ? 1 : wanted.seed * 100 + static_cast<std::uint32_t>(fingers[i]);
        const cv::Point2d centre = on_glass(x, y);
        lay_down(glass, pattern_of(seed, shape), centre, tilt + lean);
        const double next = shape.length / 2 + 30 + 0.3 * shape.length;
        const Shape joint{.width = 0.85 * shape.width, .length = 0.6 * shape.length, .behind = 0, .lean_degrees = 0};
        if (wanted.has_joints && !is_thumbs)
            lay_down(glass, pattern_of(joint_seed, joint),
                     on_glass(x - next * std::sin(lean), y + next * std::cos(lean)), tilt + lean);
        drawn.fingers.push_back(
            {fingers[i], {centre.x, centre.y}, shape.width, shape.length, (tilt + lean) * 180 / std::numbers::pi});
    }
    if (is_left) std::ranges::reverse(drawn.fingers);
    cv::Mat noisy, noise(glass.size(), CV_32F);
    cv::RNG grains(wanted.seed + 1);
    grains.fill(noise, cv::RNG::NORMAL, 0.0, 255 * wanted.noise);
    glass.convertTo(noisy, CV_32F);
    cv::Mat(noisy + noise).convertTo(noisy, CV_8U);
    const auto* begin = reinterpret_cast<const std::byte*>(noisy.data);
    drawn.image = Image::from_pixels(width_px, height_px, PixelFormat::gray8, {begin, begin + noisy.total()}).value();
    return drawn;
}

}  // namespace limner::test
