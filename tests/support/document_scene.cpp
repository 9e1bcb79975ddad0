#include "support/document_scene.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <random>
#include <vector>

namespace limner::test {
namespace {

cv::Mat matrix_of(const Image& image) {
    const Image shown = to_displayable(image).value();
    const int type = shown.format() == PixelFormat::gray8 ? CV_8UC1 : CV_8UC3;
    cv::Mat pixels(shown.height(), shown.width(), type, const_cast<std::byte*>(shown.bytes().data()));
    cv::Mat colour = pixels.clone();
    if (type == CV_8UC1) cv::cvtColor(pixels, colour, cv::COLOR_GRAY2RGB);
    return colour;
}

Image image_of(const cv::Mat& colour) {
    const auto* first = reinterpret_cast<const std::byte*>(colour.data);
    return Image::from_pixels(colour.cols, colour.rows, PixelFormat::rgb8, {first, first + colour.total() * 3}).value();
}

using Random = std::mt19937_64;
int draw(Random& random, int low, int high) { return low + static_cast<int>(random() % unsigned(high - low + 1)); }

cv::Mat ground_of(const SceneSpec& spec, Random& random) {
    cv::Mat ground(spec.height, spec.width, CV_8UC3,
                   cv::Scalar(draw(random, 90, 220), draw(random, 90, 220), draw(random, 90, 220)));
    cv::RNG rng(spec.seed);
    if (spec.ground == 1) {
        cv::Mat grain(spec.height, std::max(1, spec.width / 60), CV_8UC3), wide;
        rng.fill(grain, cv::RNG::NORMAL, cv::Scalar(140, 100, 60), cv::Scalar(25, 20, 15));
        cv::resize(grain, ground, ground.size(), 0, 0, cv::INTER_CUBIC);
    } else if (spec.ground == 2) {
        const int side = draw(random, 30, 90);
        for (int y = 0; y < spec.height; ++y)
            for (int x = 0; x < spec.width; ++x)
                if ((x / side + y / side) % 2) ground.at<cv::Vec3b>(y, x) = {200, 190, 190};
    } else if (spec.ground == 3) {
        ground = cv::Scalar(215, 215, 210);
        for (int y = 24; y < spec.height; y += 26)
            for (int x = 20; x < spec.width - 60; x += draw(random, 30, 110))
                cv::rectangle(ground, cv::Rect(x, y, draw(random, 10, 70), 9), cv::Scalar(60, 60, 70), cv::FILLED);
    } else if (spec.ground == 4) {
        for (int i = 0; i < 60; ++i)
            cv::circle(ground, {draw(random, 0, spec.width), draw(random, 0, spec.height)}, draw(random, 20, 160),
                       cv::Scalar(draw(random, 30, 220), draw(random, 30, 220), draw(random, 30, 220)), cv::FILLED);
    }
    return ground * spec.brightness;
}

// A pinhole camera above the table: the document's corners turned, tilted and projected.
std::array<cv::Point2f, 4> project(const SceneSpec& spec, double aspect, Random& random) {
    const double half_width = spec.width_share * spec.width / 2, half_height = half_width / aspect;
    const double turn = spec.turn_degrees * CV_PI / 180, tilt = spec.tilt_degrees * CV_PI / 180;
    const double axis = draw(random, 0, 359) * CV_PI / 180, focal = 1.1 * spec.width;
    const cv::Point2d shift(draw(random, -40, 40), draw(random, -30, 30));
    std::array<cv::Point2f, 4> corners;
    const std::array<cv::Point2d, 4> flat{{{-half_width, -half_height},
                                           {half_width, -half_height},
                                           {half_width, half_height},
                                           {-half_width, half_height}}};
    for (std::size_t i = 0; i < 4; ++i) {
        const double x = flat[i].x * std::cos(turn) - flat[i].y * std::sin(turn);
        const double y = flat[i].x * std::sin(turn) + flat[i].y * std::cos(turn);
        const double off = -x * std::sin(axis) + y * std::cos(axis);  // from the tilt's axis
        const double depth = focal + off * std::sin(tilt), kept = off * (std::cos(tilt) - 1);
        const cv::Point2d tilted(x - std::sin(axis) * kept, y + std::cos(axis) * kept);
        corners[i] = cv::Point2f(cv::Point2d(spec.width / 2.0, spec.height / 2.0) + shift + tilted * (focal / depth));
    }
    return corners;
}

cv::Mat mask_of(cv::Size size, double radius) {
    cv::Mat mask(size, CV_8UC1, cv::Scalar(255));
    if (radius < 1) return mask;
    mask = cv::Scalar(0);
    const int r = static_cast<int>(radius);
    cv::rectangle(mask, cv::Rect(r, 0, size.width - 2 * r, size.height), cv::Scalar(255), cv::FILLED);
    cv::rectangle(mask, cv::Rect(0, r, size.width, size.height - 2 * r), cv::Scalar(255), cv::FILLED);
    for (cv::Point at : {cv::Point(r, r),
                         {size.width - 1 - r, r},
                         {r, size.height - 1 - r},
                         {size.width - 1 - r, size.height - 1 - r}})
        cv::circle(mask, at, r, cv::Scalar(255), cv::FILLED);
    return mask;
}

}  // namespace

Scene photograph(const Image& document, const SceneSpec& spec) {
    Random random(spec.seed);
    const cv::Mat flat = matrix_of(document);
    cv::Mat scene = ground_of(spec, random);
    const auto corners = project(spec, double(flat.cols) / flat.rows, random);
    const auto w = static_cast<float>(flat.cols), h = static_cast<float>(flat.rows);
    const std::array<cv::Point2f, 4> from{{{-0.5F, -0.5F}, {w - 0.5F, -0.5F}, {w - 0.5F, h - 0.5F}, {-0.5F, h - 0.5F}}};
    const cv::Mat how = cv::getPerspectiveTransform(from, corners);
    cv::Mat seen, mask, small = flat;
    // As optics do: no detail below a pixel.
    const double reduction = spec.width_share * spec.width / flat.cols;
    if (reduction < 0.7) cv::GaussianBlur(flat, small, {}, 0.45 / reduction);
    cv::warpPerspective(small, seen, how, scene.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    cv::warpPerspective(mask_of(flat.size(), spec.corner_radius_share * flat.cols), mask, how, scene.size());
    seen.copyTo(scene, mask > 127);
    cv::GaussianBlur(scene, scene, {}, 0.7);
    cv::Mat noise(scene.size(), CV_16SC3), noisy;
    cv::RNG(spec.seed).fill(noise, cv::RNG::NORMAL, 0, spec.noise);
    cv::add(scene, noise, noisy, cv::noArray(), CV_8UC3);
    Scene made{image_of(noisy)};
    for (std::size_t i = 0; i < 4; ++i) made.quad[i] = {corners[i].x, corners[i].y};
    return made;
}

double overlap_of(const Quad& a, const Quad& b) {
    auto points = [](const Quad& quad) {
        std::vector<cv::Point2f> all;
        for (Point p : quad) all.emplace_back(float(p.x), float(p.y));
        return all;
    };
    const auto one = points(a), other = points(b);
    std::vector<cv::Point2f> common;
    const double shared = cv::intersectConvexConvex(one, other, common);
    return shared / (cv::contourArea(one) + cv::contourArea(other) - shared);
}

Image invented_document(int width, int height, std::uint64_t seed) {
    Random random(seed);
    cv::Mat page(height, width, CV_8UC3,
                 cv::Scalar(draw(random, 180, 240), draw(random, 195, 245), draw(random, 190, 245)));
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (std::sin(y * 0.15 + 2 * std::sin(x * 0.02)) > 0.85) page.at<cv::Vec3b>(y, x) *= 0.93;
    const cv::Scalar ink(40, 40, 50);
    cv::rectangle(page, cv::Rect(width / 18, height / 4, width / 4, height / 2), cv::Scalar(150, 130, 120), cv::FILLED);
    for (int line = 0; line < 9; ++line)
        for (int x = width * 3 / 8; x < width * 7 / 8; x += draw(random, width / 20, width / 8))
            cv::rectangle(
                page, cv::Rect(x, height / 8 + line * height / 14, draw(random, width / 50, width / 22), height / 40),
                ink, cv::FILLED);
    for (int line = 0; line < 2; ++line)
        for (int x = width / 20; x < width * 19 / 20; x += width / 44)
            cv::rectangle(page, cv::Rect(x, height * (42 + 4 * line) / 50, width / 75, height / 30), ink, cv::FILLED);
    return image_of(page);
}

}  // namespace limner::test
