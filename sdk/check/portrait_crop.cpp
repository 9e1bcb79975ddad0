#include <limner/check/portrait_crop.h>
#include <limner/frame/image_file.h>

#include "check/face_shape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>
#include <utility>

namespace limner {
namespace {

constexpr int least_width_px = 240;  // ISO/IEC 19794-5, 8.3.3
// Of a portrait of 35 mm x 45 mm, within ICAO's limits by as much as a landmark may be off.
constexpr double highest_eyes = 0.32, lowest_eyes = 0.48;                   // shares of the height from the top
constexpr double off_centre = 0.03;                                         // share of the width
constexpr double usual_head = 0.72, tallest_head = 0.80, head_step = 0.01;  // shares of the height

/// Where the upright face comes to lie in a result of `size`.
struct Placement {
    cv::Size size{};
    cv::Point2d eyes{};     ///< Their middle.
    double inter_eye_px{};  ///< Where the scale follows the eyes...
    double head_px{};       ///< ...or chin to crown.
    std::optional<double> ppi{};
};

/// The face's measures along and across its own eye line.
struct UprightFace {
    cv::Point2d eyes{};
    double clockwise_degrees = 0;
    double inter_eye_px = 0, eye_to_chin_px = 0, eye_to_crown_px = 0;
};

cv::Point2d at(Point point) { return {point.x, point.y}; }

UprightFace upright(const FaceLandmarks& landmarks) {
    UprightFace face;
    face.eyes = (at(landmarks.left_eye) + at(landmarks.right_eye)) / 2;
    cv::Point2d along = at(landmarks.left_eye) - at(landmarks.right_eye);
    face.inter_eye_px = cv::norm(along);
    face.clockwise_degrees = std::atan2(along.y, along.x) * 180 / CV_PI;
    cv::Point2d down = cv::Point2d(-along.y, along.x) / std::max(face.inter_eye_px, 1e-9);
    face.eye_to_chin_px = (at(landmarks.chin) - face.eyes).dot(down);
    face.eye_to_crown_px = landmarks.crown ? (face.eyes - at(*landmarks.crown)).dot(down) : face.eye_to_chin_px;
    return face;
}

Placement token_image() {
    constexpr int width = 480;
    return {{width, 640}, {0.5 * width - 1, 0.6 * width}, 0.25 * width, 0, std::nullopt};
}

/// The head takes `head` of the height and the room above the crown 8 %, as long as the eyes stay in the range that
/// ICAO gives them (50 to 70 % from the bottom).
Placement portrait_35x45(const UprightFace& face, double head) {
    constexpr double ppi = 300, mm_per_inch = 25.4, above = 0.08;
    Placement place{{cvRound(35 / mm_per_inch * ppi), cvRound(45 / mm_per_inch * ppi)}, {}, 0, 0, ppi};
    place.head_px = head * place.size.height;
    double crown_share = face.eye_to_crown_px / (face.eye_to_crown_px + face.eye_to_chin_px);
    double eyes_from_top = std::clamp(above + head * crown_share, highest_eyes, lowest_eyes);
    place.eyes = {(place.size.width - 1) / 2.0, eyes_from_top * place.size.height};
    return place;
}

Placement reduced(Placement place, double factor) {
    place.size = {cvRound(place.size.width * factor), cvRound(place.size.height * factor)};
    place.eyes *= factor;
    place.inter_eye_px *= factor;
    place.head_px *= factor;
    if (place.ppi) *place.ppi *= factor;
    return place;
}

double enlargement_of(const Placement& place, const UprightFace& face) {
    return place.head_px > 0 ? place.head_px / (face.eye_to_crown_px + face.eye_to_chin_px)
                             : place.inter_eye_px / face.inter_eye_px;
}

cv::Matx23d to_picture(const Placement& place, const UprightFace& face, double enlargement) {
    double angle = face.clockwise_degrees * CV_PI / 180;
    double cosine = std::cos(angle) / enlargement, sine = std::sin(angle) / enlargement;
    return {cosine, -sine,  face.eyes.x - cosine * place.eyes.x + sine * place.eyes.y,
            sine,   cosine, face.eyes.y - sine * place.eyes.x - cosine * place.eyes.y};
}

/// By how many pixels a crop's corners leave the picture on each side.
struct Overhang {
    double left = 0, right = 0, top = 0, bottom = 0;

    Overhang(const cv::Matx23d& to_picture, cv::Size crop, cv::Size picture) {
        for (double x : {0.0, crop.width - 1.0})
            for (double y : {0.0, crop.height - 1.0}) {
                cv::Point2d corner = portrait::apply(to_picture, {x, y});
                left = std::max(left, -corner.x);
                right = std::max(right, corner.x - (picture.width - 1));
                top = std::max(top, -corner.y);
                bottom = std::max(bottom, corner.y - (picture.height - 1));
            }
    }

    /// "7 pixels at the top"; empty where the crop lies inside.
    std::string text() const {
        std::string sides;
        for (auto [side, pixels] : {std::pair("left", left), {"right", right}, {"top", top}, {"bottom", bottom}}) {
            constexpr double harmless = 0.5;
            if (pixels <= harmless) continue;
            if (!sides.empty()) sides += ", ";
            sides += std::to_string(static_cast<int>(std::ceil(pixels))) + " pixels at the " + side;
        }
        return sides;
    }
};

/// A crop that was decided on, and how it lies in the picture.
struct Fitted {
    Placement place{};
    double enlargement = 1;
    cv::Matx23d to_picture{};
    Overhang overhang;
};

Fitted fitted(Placement place, const UprightFace& face, cv::Size picture, double most_enlargement) {
    double enlargement = enlargement_of(place, face);
    if (enlargement > most_enlargement) {
        place = reduced(place, most_enlargement / enlargement);
        enlargement = most_enlargement;
    }
    auto transform = to_picture(place, face, enlargement);
    return {place, enlargement, transform, Overhang(transform, place.size, picture)};
}

/// The same, moved into the picture as far as the face may leave its place.
Placement moved_inside(const Fitted& crop, const UprightFace& face) {
    double angle = face.clockwise_degrees * CV_PI / 180;
    double x = crop.overhang.left - crop.overhang.right, y = crop.overhang.top - crop.overhang.bottom;
    cv::Point2d shift =
        cv::Point2d(std::cos(angle) * x + std::sin(angle) * y, std::cos(angle) * y - std::sin(angle) * x) *
        crop.enlargement;
    Placement place = crop.place;
    double middle = (place.size.width - 1) / 2.0, across = off_centre * place.size.width;
    place.eyes.x = std::clamp(place.eyes.x - shift.x, middle - across, middle + across);
    place.eyes.y =
        std::clamp(place.eyes.y - shift.y, highest_eyes * place.size.height, lowest_eyes * place.size.height);
    return place;
}

/// Where the picture has too little room for the usual portrait, it is moved, and then cut closer, within the limits.
Fitted fitted_portrait(const UprightFace& face, cv::Size picture, double most_enlargement) {
    Fitted usual = fitted(portrait_35x45(face, usual_head), face, picture, most_enlargement);
    const int steps = static_cast<int>(std::lround((tallest_head - usual_head) / head_step));
    for (int i = 0; i <= steps; ++i) {
        Fitted crop = fitted(portrait_35x45(face, usual_head + i * head_step), face, picture, most_enlargement);
        for (int moves = 0; moves < 2 && !crop.overhang.text().empty(); ++moves)
            crop = fitted(moved_inside(crop, face), face, picture, most_enlargement);
        if (crop.overhang.text().empty()) return crop;
    }
    return usual;
}

Fitted fitted(PortraitStyle style, const UprightFace& face, cv::Size picture, double most_enlargement) {
    return style == PortraitStyle::token_image ? fitted(token_image(), face, picture, most_enlargement)
                                               : fitted_portrait(face, picture, most_enlargement);
}

FaceLandmarks moved(const FaceLandmarks& landmarks, const cv::Matx23d& to_picture) {
    cv::Matx23d to_crop;
    cv::invertAffineTransform(to_picture, to_crop);
    auto place = [&](Point point) {
        cv::Point2d p = portrait::apply(to_crop, at(point));
        return Point{p.x, p.y};
    };
    FaceLandmarks result{place(landmarks.left_eye), place(landmarks.right_eye), place(landmarks.chin)};
    if (landmarks.crown) result.crown = place(*landmarks.crown);
    return result;
}

cv::Mat rgb_of(const Image& displayable) {
    // OpenCV has no constant matrix header; nothing writes through this one.
    auto* pixels = const_cast<std::byte*>(displayable.bytes().data());
    if (displayable.format() == PixelFormat::rgb8)
        return cv::Mat(displayable.height(), displayable.width(), CV_8UC3, pixels);
    cv::Mat rgb;
    cv::cvtColor(cv::Mat(displayable.height(), displayable.width(), CV_8UC1, pixels), rgb, cv::COLOR_GRAY2RGB);
    return rgb;
}

Result<Image> image_of(const cv::Mat& rgb) {
    const auto* begin = reinterpret_cast<const std::byte*>(rgb.data);
    return Image::from_pixels(rgb.cols, rgb.rows, PixelFormat::rgb8, {begin, begin + rgb.total() * rgb.elemSize()});
}

/// What is wrong with places of a face; empty where nothing is.
std::string problem_of(const UprightFace& face) {
    bool is_finite = std::isfinite(face.inter_eye_px) && std::isfinite(face.eye_to_chin_px) &&
                     std::isfinite(face.eye_to_crown_px) && std::isfinite(face.eyes.x) && std::isfinite(face.eyes.y);
    if (!is_finite || face.inter_eye_px < 1) return "the eyes lie at one place or nowhere";
    if (face.eye_to_chin_px <= 0) return "the chin does not lie below the eyes";
    if (face.eye_to_crown_px <= 0) return "the crown does not lie above the eyes";
    return {};
}

}  // namespace

Result<PortraitCrop> crop_portrait(const Image& image, const FaceLandmarks& landmarks, const CropOptions& options) {
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "the image has no pixels"};
    if (!(options.most_enlargement >= 1 && options.most_enlargement <= 4))
        return Error{ErrorCode::invalid_argument, "an enlargement outside 1 to 4"};
    auto displayable = to_displayable(image);
    if (!displayable) return displayable.error();
    UprightFace face = upright(landmarks);
    if (auto problem = problem_of(face); !problem.empty()) return Error{ErrorCode::invalid_argument, problem};
    cv::Mat rgb = rgb_of(*displayable);
    Fitted crop = fitted(options.style, face, rgb.size(), options.most_enlargement);
    if (crop.place.size.width < least_width_px)
        return Error{ErrorCode::invalid_argument, "the face is too small: the crop has " +
                                                      std::to_string(crop.place.size.width) + " of at least " +
                                                      std::to_string(least_width_px) + " pixels in width"};
    if (auto sides = crop.overhang.text(); !sides.empty())
        return Error{ErrorCode::invalid_argument, "the crop leaves the picture: " + sides};
    auto cropped = image_of(portrait::resampled(rgb, crop.to_picture, crop.place.size));
    if (!cropped) return cropped.error();
    return PortraitCrop{*std::move(cropped), moved(landmarks, crop.to_picture), crop.enlargement,
                        -face.clockwise_degrees, crop.place.ppi};
}

std::optional<Quad> portrait_outline(int width, int height, const FaceLandmarks& landmarks, PortraitStyle style) {
    UprightFace face = upright(landmarks);
    if (!problem_of(face).empty()) return std::nullopt;
    Fitted crop = fitted(style, face, {width, height}, 1);
    if (!crop.overhang.text().empty()) return std::nullopt;
    double right = crop.place.size.width - 1, bottom = crop.place.size.height - 1;
    Quad corners;
    std::ranges::transform(
        std::array{cv::Point2d(0, 0), cv::Point2d(right, 0), cv::Point2d(right, bottom), cv::Point2d(0, bottom)},
        corners.begin(), [&](cv::Point2d corner) {
            cv::Point2d place = portrait::apply(crop.to_picture, corner);
            return Point{place.x, place.y};
        });
    return corners;
}

const Profile& profile_of(PortraitStyle style) {
    return style == PortraitStyle::token_image ? profiles::iso_19794_5() : profiles::icao_9303_cropped();
}

namespace {

struct Compressed {
    std::vector<std::byte> file{};
    std::optional<int> quality{};
};

/// The highest quality that fits, by halving the range: a file grows with its quality.
Result<Compressed> as_jpeg(const PortraitCrop& crop, std::size_t max_bytes) {
    int low = 40, high = 95;  // above, files grow and faces do not; below, blocks show
    Compressed best;
    std::size_t least_bytes = 0;
    while (low <= high) {
        int quality = (low + high) / 2;
        auto file = encode_jpeg(crop.image, quality, crop.ppi);
        if (!file) return file.error();
        least_bytes = file->size();
        if (file->size() <= max_bytes) {
            best = {*std::move(file), quality};
            low = quality + 1;
        } else {
            high = quality - 1;
        }
    }
    if (best.file.empty())
        return Error{ErrorCode::invalid_argument, "the portrait takes " + std::to_string(least_bytes) +
                                                      " bytes as JPEG of quality 40, more than the " +
                                                      std::to_string(max_bytes) + " allowed"};
    return best;
}

Result<Compressed> as_jpeg_2000(const PortraitCrop& crop, std::size_t max_bytes) {
    auto file = encode_jpeg_2000(crop.image, {.max_bytes = max_bytes, .ppi = crop.ppi});
    if (!file) return file.error();
    return Compressed{*std::move(file), {}};
}

}  // namespace

Result<EncodedPortrait> encode_portrait(const PortraitCrop& crop, PortraitFormat format, std::size_t max_bytes,
                                        const PortraitChecker& checker, const Profile& profile,
                                        const Subject& subject) {
    auto compressed = format == PortraitFormat::jpeg ? as_jpeg(crop, max_bytes) : as_jpeg_2000(crop, max_bytes);
    if (!compressed) return compressed.error();
    auto image = decode_image(compressed->file, "the compressed portrait");
    if (!image) return image.error();
    auto check = checker.check(image->image, profile, subject);
    if (!check) return check.error();
    return EncodedPortrait{std::move(compressed->file), compressed->quality, *std::move(check)};
}

}  // namespace limner
