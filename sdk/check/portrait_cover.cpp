#include "check/portrait_cover.h"

#include "check/mesh_points.h"
#include "check/portrait_light.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

constexpr int shrink = 4;
constexpr double most_chromaticity_distance = 0.07;  // of skin from its own median, shaded or lit
constexpr double dark_ratio = 0.14;                  // of the skin's light: below it hair, beard or dark cloth
constexpr double bright_ratio = 2.6;                 // above it white cloth

constexpr std::array right_brow{70, 63, 105, 66, 107, 55, 65, 52, 53, 46};
constexpr std::array left_brow{300, 293, 334, 296, 336, 285, 295, 282, 283, 276};

constexpr std::array oval{10,  338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
                          152, 148, 176, 149, 150, 136, 172, 58,  132, 93,  234, 127, 162, 21,  54,  103, 67,  109};

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

/// A part of the face in distances between the eyes, from their middle.
struct Part {
    double left, top, right, bottom;
};
// Covered least often: below the eyes, beside the nose, between the brows.
constexpr std::array seldom_covered{Part{-0.65, 0.2, 0.65, 0.42}, Part{-0.15, -0.6, 0.15, 0.2}};
// Below them, where light from the side shows on one and its shadow on the other.
constexpr std::array cheeks{Part{-0.7, 0.42, -0.38, 0.65}, Part{0.38, 0.42, 0.7, 0.65}};

/// The pixels of some parts of a face, as skin.
struct Patch {
    std::vector<float> red{}, green{}, light{};
    void add(const Small& face, const Part& part) {
        cv::Point2d eyes = (face.right_eye + face.left_eye) / 2;
        cv::Rect where = inside({eyes.x + part.left * face.unit, eyes.y + part.top * face.unit,
                                 (part.right - part.left) * face.unit, (part.bottom - part.top) * face.unit},
                                face.linear.size());
        for (int y = where.y; y < where.br().y; ++y)
            for (int x = where.x; x < where.br().x; ++x) {
                Skin skin = skin_of(face.linear.at<cv::Vec3f>(y, x));
                red.push_back(skin.red);
                green.push_back(skin.green);
                light.push_back(skin.light);
            }
    }
    std::optional<Skin> middle() {
        constexpr std::size_t least = 6;
        if (light.size() < least) return std::nullopt;
        return Skin{median(red), median(green), median(light)};
    }
    /// Bright against dark within: skin is smooth where strands of hair are not.
    double contrast() {
        std::ranges::sort(light);
        return static_cast<double>(light[light.size() * 17 / 20] / std::max(1e-4F, light[light.size() * 3 / 20]));
    }
};

/// What the face's own skin looks like: in its middle, and on a cheek in other light where that is skin too. Nothing
/// where too little is to be seen.
std::vector<Skin> own_skin(const Small& face) {
    Patch middle;
    for (const Part& part : seldom_covered) middle.add(face, part);
    constexpr std::size_t least = 30;
    if (middle.light.size() < least) return {};
    std::vector<Skin> found{*middle.middle()};
    for (const Part& part : cheeks) {
        constexpr double most_away = 0.1, least_light = 0.12, most_contrast = 3.5;
        Patch patch;
        patch.add(face, part);
        auto cheek = patch.middle();
        if (!cheek || cheek->light < static_cast<float>(least_light) * found[0].light) continue;
        double away = std::hypot(cheek->red - found[0].red, cheek->green - found[0].green);
        if (away < most_away && patch.contrast() < most_contrast) found.push_back(*cheek);
    }
    return found;
}

enum class Cover : uchar { none = 0, coloured = 1, dark = 2 };

Cover cover_of(const Skin& pixel, const Skin& skin) {
    double ratio = static_cast<double>(pixel.light) / std::max(1e-3F, skin.light);
    double away = std::hypot(pixel.red - skin.red, pixel.green - skin.green);
    if (ratio < dark_ratio) return Cover::dark;
    return away > most_chromaticity_distance || ratio > bright_ratio ? Cover::coloured : Cover::none;
}

/// What every pixel is, seen against the skin that is most like it.
cv::Mat cover_of(const Small& face, const std::vector<Skin>& skins) {
    cv::Mat cover(face.linear.size(), CV_8U);
    for (int y = 0; y < cover.rows; ++y)
        for (int x = 0; x < cover.cols; ++x) {
            Skin pixel = skin_of(face.linear.at<cv::Vec3f>(y, x));
            Cover kind = cover_of(pixel, skins[0]);
            for (const Skin& skin : skins)
                if (kind != Cover::none) kind = std::min(kind, cover_of(pixel, skin));
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

/// 1 where the forehead has light in every row, down to 0 where one is dark: in the shade of a rim of cloth, or
/// covered.
double lit_forehead(const AlignedFace& face, const Small& small, const Skin& skin) {
    constexpr std::size_t between_brows = 9, forehead_top = 10;
    constexpr double from = 0.25, to = 0.9, half_width = 0.22;
    cv::Point2d low = face.mesh[between_brows], high = face.mesh[forehead_top];
    double darkest = 1;
    for (double along = from; along <= to; along += 0.05) {
        cv::Point2d place = (low + (high - low) * along) / shrink;
        cv::Rect row = inside({place.x - half_width * small.unit, place.y - 0.5, 2 * half_width * small.unit, 1},
                              small.linear.size());
        if (row.empty()) continue;
        std::vector<float> light;
        for (int x = row.x; x < row.br().x; ++x) light.push_back(skin_of(small.linear.at<cv::Vec3f>(row.y, x)).light);
        darkest = std::min(darkest, static_cast<double>(median(light) / std::max(1e-3F, skin.light)));
    }
    constexpr double covered = 0.17, lit = 0.33;  // 45 and 60 % of the skin's gray value
    return std::clamp((darkest - covered) / (lit - covered), 0.0, 1.0);
}

/// Of the outline's places, the share at which skin, or a beard below lips that show, is seen a little further in; less
/// where the forehead lacks light.
double visible_outline(const AlignedFace& face, const Small& small, const cv::Mat& cover, const Skin& skin,
                       bool are_lips_visible) {
    cv::Point2d middle;
    for (int i : oval) middle += cv::Point2d(face.mesh[static_cast<std::size_t>(i)]) / static_cast<double>(oval.size());
    constexpr std::array reaches{0.82, 0.86, 0.9};
    int seen = 0;
    for (int i : oval)
        for (double reach : reaches) {
            cv::Point2d place =
                (middle + (cv::Point2d(face.mesh[static_cast<std::size_t>(i)]) - middle) * reach) / shrink;
            if (!cv::Rect2d({}, cv::Size2d(cover.size())).contains(place)) continue;
            cv::Point at(static_cast<int>(place.x), static_cast<int>(place.y));
            constexpr float beards_light = 0.45F;  // at most, of the skin's
            bool is_beard = are_lips_visible && place.y > small.mouth.y - 0.3 * small.unit &&
                            skin_of(small.linear.at<cv::Vec3f>(at)).light < beards_light * skin.light;
            if (is_beard || cover.at<uchar>(at) == static_cast<uchar>(Cover::none)) ++seen;
        }
    return lit_forehead(face, small, skin) * seen / static_cast<double>(oval.size() * reaches.size());
}

}  // namespace

std::optional<FaceCover> measure_cover(const AlignedFace& face) {
    if (face.mesh.empty()) return std::nullopt;
    Small small = small_of(face);
    std::vector<Skin> skins = own_skin(small);
    if (skins.empty()) return std::nullopt;
    cv::Size size = small.hull.size();
    cv::Mat cover = cover_of(small, skins), brows = cv::Mat::zeros(size, CV_8U), mouth = brows.clone();
    fill_mesh(brows, face, right_brow, shrink);
    fill_mesh(brows, face, left_brow, shrink);
    cv::dilate(brows, brows, cv::Mat());
    fill_mesh(mouth, face, mesh_points::lips, shrink);

    FaceCover found;
    for (cv::Point2d eye : {small.right_eye, small.left_eye}) {
        Shares around = shares_in(cover, eye_zone(small, eye) & ~brows);
        found.eyes = std::max(found.eyes, around.coloured + around.dark);
    }
    cv::Mat lower = ellipse(size, small.mouth, 0.55 * small.unit, 0.42 * small.unit) & small.hull;
    Shares low = shares_in(cover, lower & ~mouth);
    constexpr double visible_lips = 0.01;
    bool are_lips_visible = lips_redness(small, mouth) >= visible_lips;
    found.mouth = low.coloured + (are_lips_visible ? 0 : low.dark);
    cv::Mat eyes = ellipse(size, small.right_eye, 0.3 * small.unit, 0.18 * small.unit) |
                   ellipse(size, small.left_eye, 0.3 * small.unit, 0.18 * small.unit);
    Shares all = shares_in(cover, small.hull & ~brows & ~eyes & ~mouth);
    // What lies outside the picture is not to be seen either.
    found.face = 1 - (1 - all.coloured - all.dark) * face.inside_share;
    found.visible_outline = visible_outline(face, small, cover, skins[0], are_lips_visible);
    return found;
}

}  // namespace limner::portrait
