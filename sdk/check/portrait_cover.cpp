#include "check/portrait_cover.h"

#include "check/portrait_light.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <span>

namespace limner::portrait {
namespace {

constexpr int shrink = 4;
constexpr double most_chromaticity_distance = 0.07;  // of skin from its own median, shaded or lit
constexpr double dark_ratio = 0.14;                  // of the skin's light: below it hair, beard or dark cloth
constexpr double bright_ratio = 2.6;                 // above it white cloth

constexpr std::array right_brow{70, 63, 105, 66, 107, 55, 65, 52, 53, 46};
constexpr std::array left_brow{300, 293, 334, 296, 336, 285, 295, 282, 283, 276};
constexpr std::array lips{61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185};

/// A small picture of the face in linear light.
struct Small {
    cv::Mat linear{};  ///< CV_32FC3
    cv::Mat hull{};
    cv::Point2d right_eye{}, left_eye{}, mouth{};
    double unit = 0;  ///< Pixels between the eyes.
};

Small small_of(const AlignedFace& face) {
    Small small;
    cv::Size size(std::max(1, face.rgb.cols / shrink), std::max(1, face.rgb.rows / shrink));
    cv::Mat rgb;
    cv::resize(face.rgb, rgb, size, 0, 0, cv::INTER_AREA);
    cv::resize(face.hull, small.hull, size, 0, 0, cv::INTER_NEAREST);
    small.linear.create(size, CV_32FC3);
    const auto& linear = luminance_table().linear;
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            const auto& pixel = rgb.at<cv::Vec3b>(y, x);
            small.linear.at<cv::Vec3f>(y, x) = {linear[pixel[0]], linear[pixel[1]], linear[pixel[2]]};
        }
    small.right_eye = face.right_eye / shrink;
    small.left_eye = face.left_eye / shrink;
    small.mouth = face.mouth / shrink;
    small.unit = face.inter_eye_px() / shrink;
    return small;
}

struct Skin {
    float red = 0, green = 0;  ///< Shares of the three channels' sum.
    float light = 0;           ///< That sum.
};

Skin skin_of(const cv::Vec3f& pixel) {
    float sum = std::max(1e-4F, pixel[0] + pixel[1] + pixel[2]);
    return {pixel[0] / sum, pixel[1] / sum, sum};
}

float median(std::vector<float>& values) {
    auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// Median of the places that are covered least often: below the eyes, beside the nose, between the brows.
std::optional<Skin> own_skin(const Small& face) {
    cv::Point2d eyes = (face.right_eye + face.left_eye) / 2;
    std::vector<float> red, green, light;
    auto take = [&](double left, double top, double right, double bottom) {
        cv::Rect part = inside({eyes.x + left * face.unit, eyes.y + top * face.unit, (right - left) * face.unit,
                                (bottom - top) * face.unit},
                               face.linear.size());
        for (int y = part.y; y < part.br().y; ++y)
            for (int x = part.x; x < part.br().x; ++x) {
                Skin skin = skin_of(face.linear.at<cv::Vec3f>(y, x));
                red.push_back(skin.red);
                green.push_back(skin.green);
                light.push_back(skin.light);
            }
    };
    take(-0.65, 0.2, 0.65, 0.42);
    take(-0.15, -0.6, 0.15, 0.2);
    constexpr std::size_t least = 30;
    if (red.size() < least) return std::nullopt;
    return Skin{median(red), median(green), median(light)};
}

void fill(cv::Mat& mask, const AlignedFace& face, std::span<const int> points, uchar value) {
    std::vector<cv::Point> corners;
    for (int i : points) {
        const cv::Point2f& p = face.mesh[static_cast<std::size_t>(i)];
        // A point far outside, or nowhere, would have the polygon's edges followed for seconds.
        auto near = [](float place, int side) {
            auto most = 2 * static_cast<float>(side), least = -static_cast<float>(side);
            return cvRound(place / shrink > least ? std::min(place / shrink, most) : least);
        };
        corners.emplace_back(near(p.x, mask.cols), near(p.y, mask.rows));
    }
    cv::fillPoly(mask, std::vector{corners}, cv::Scalar(value));
}

enum class Cover : uchar { none = 0, coloured = 1, dark = 2 };

cv::Mat cover_of(const Small& face, const Skin& skin) {
    cv::Mat cover(face.linear.size(), CV_8U);
    for (int y = 0; y < cover.rows; ++y)
        for (int x = 0; x < cover.cols; ++x) {
            Skin pixel = skin_of(face.linear.at<cv::Vec3f>(y, x));
            double ratio = static_cast<double>(pixel.light) / std::max(1e-3F, skin.light);
            double away = std::hypot(pixel.red - skin.red, pixel.green - skin.green);
            Cover kind = ratio < dark_ratio                                          ? Cover::dark
                         : away > most_chromaticity_distance || ratio > bright_ratio ? Cover::coloured
                                                                                     : Cover::none;
            cover.at<uchar>(y, x) = static_cast<uchar>(kind);
        }
    return cover;
}

struct Shares {
    double coloured = 0, dark = 0;
};

Shares shares_in(const cv::Mat& cover, const cv::Mat& where) {
    double count = std::max(1, cv::countNonZero(where));
    return {cv::countNonZero((cover == static_cast<int>(Cover::coloured)) & where) / count,
            cv::countNonZero((cover == static_cast<int>(Cover::dark)) & where) / count};
}

cv::Mat ellipse(cv::Size size, cv::Point2d centre, double width, double height) {
    cv::Mat mask = cv::Mat::zeros(size, CV_8U);
    cv::ellipse(mask, cv::Point(cvRound(centre.x), cvRound(centre.y)), cv::Size(cvRound(width), cvRound(height)), 0, 0,
                360, cv::Scalar(255), cv::FILLED);
    return mask;
}

/// Around an eye without the eye: what hair or a hand would lie on.
cv::Mat eye_zone(const Small& face, cv::Point2d eye) {
    cv::Size size = face.hull.size();
    cv::Mat zone = ellipse(size, eye + cv::Point2d(0, 0.08 * face.unit), 0.34 * face.unit, 0.24 * face.unit);
    return zone & ~ellipse(size, eye, 0.24 * face.unit, 0.11 * face.unit) & face.hull;
}

/// How much redder the lips are than what surrounds them.
double lips_redness(const Small& face, const cv::Mat& lips_mask) {
    cv::Mat around;
    int reach = std::max(1, cvRound(0.12 * face.unit));
    cv::dilate(lips_mask, around, cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * reach + 1, 2 * reach + 1}));
    around = around & ~lips_mask;
    cv::Scalar in = cv::mean(face.linear, lips_mask), out = cv::mean(face.linear, around);
    auto red = [](const cv::Scalar& c) { return c[0] / std::max(1e-4, c[0] + c[1] + c[2]); };
    return red(in) - red(out);
}

}  // namespace

std::optional<FaceCover> measure_cover(const AlignedFace& face) {
    if (face.mesh.empty()) return std::nullopt;
    Small small = small_of(face);
    auto skin = own_skin(small);
    if (!skin) return std::nullopt;
    cv::Size size = small.hull.size();
    cv::Mat cover = cover_of(small, *skin), brows = cv::Mat::zeros(size, CV_8U), mouth = brows.clone();
    fill(brows, face, right_brow, 255);
    fill(brows, face, left_brow, 255);
    cv::dilate(brows, brows, cv::Mat());
    fill(mouth, face, lips, 255);

    FaceCover found;
    for (cv::Point2d eye : {small.right_eye, small.left_eye}) {
        Shares around = shares_in(cover, eye_zone(small, eye) & ~brows);
        found.eyes = std::max(found.eyes, around.coloured + around.dark);
    }
    cv::Mat lower = ellipse(size, small.mouth, 0.55 * small.unit, 0.42 * small.unit) & small.hull;
    Shares low = shares_in(cover, lower & ~mouth);
    constexpr double visible_lips = 0.01;
    found.mouth = low.coloured + (lips_redness(small, mouth) < visible_lips ? low.dark : 0);
    cv::Mat eyes = ellipse(size, small.right_eye, 0.3 * small.unit, 0.18 * small.unit) |
                   ellipse(size, small.left_eye, 0.3 * small.unit, 0.18 * small.unit);
    Shares all = shares_in(cover, small.hull & ~brows & ~eyes & ~mouth);
    found.face = all.coloured + all.dark;
    return found;
}

}  // namespace limner::portrait
