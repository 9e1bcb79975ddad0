#include <limner/check/portrait_crop.h>
#include <limner/frame/image_file.h>

#include "check/ofiq_inputs.h"
#include "check/portrait_aligned.h"
#include "check/portrait_background.h"
#include "check/portrait_cover.h"
#include "check/portrait_focus.h"
#include "check/portrait_frame.h"
#include "check/portrait_gaze.h"
#include "check/portrait_lenses.h"
#include "check/portrait_light.h"
#include "check/portrait_mouth.h"
#include "check/portrait_skin.h"
#include "fuzz/fuzz_input.h"

#include <cmath>
#include <exception>
#include <limits>
#include <opencv2/core.hpp>
#include <vector>

namespace {

using limner::fuzz::FuzzInput;
using namespace limner::portrait;

/// Small, large and not-a-number places alike.
cv::Point2d place(FuzzInput& input) {
    auto coordinate = [&] {
        auto value = input.take<std::int16_t>();
        if (value == std::numeric_limits<std::int16_t>::min()) return std::nan("");
        return value / 16.0;
    };
    double x = coordinate();
    return {x, coordinate()};
}

/// A face whose landmarks lie anywhere: networks promise nothing.
FaceShape shape(FuzzInput& input) {
    FaceShape face;
    for (EyeShape* eye : {&face.left_eye, &face.right_eye})
        *eye = {place(input), place(input), place(input), std::abs(place(input).x)};
    face.chin = place(input);
    face.nose_tip = place(input);
    face.left_mouth_corner = place(input);
    face.right_mouth_corner = place(input);
    for (int i = 0; i < 6; ++i) face.outline.emplace_back(place(input));
    cv::Point2d a = place(input), b = place(input);
    face.bounds = cv::Rect2d(a, b);
    bool has_mesh = input.take<std::uint8_t>() % 2 == 0;
    for (int i = 0; has_mesh && i < 468; ++i)
        face.mesh.emplace_back(i % 8 ? face.mesh.back() : cv::Point2f(place(input)));
    return face;
}

limner::Image image(FuzzInput& input) {
    constexpr limner::ImageLimits limits{.max_side_px = 512, .max_pixels = 128 * 1024, .max_file_bytes = 1 << 20};
    static const std::string name = "input";
    auto file = limner::decode_image(input.rest(), name, limits);
    if (file) return file->image;
    auto bytes = input.rest();
    int width = 96, height = 96;
    std::vector<std::byte> pixels(static_cast<std::size_t>(width * height * 3));
    for (std::size_t i = 0; i < pixels.size() && !bytes.empty(); ++i) pixels[i] = bytes[i % bytes.size()];
    return *limner::Image::from_pixels(width, height, limner::PixelFormat::rgb8, std::move(pixels));
}

/// What OFIQ's models are given, and what they say of everything being hidden.
void measure_as_ofiq(const cv::Mat& rgb, const FaceShape& face) {
    ofiq::focus_features(rgb, face.outline);
    auto standard = ofiq::standard_face(rgb, face);
    if (!standard) return;
    ofiq::unified_score_input(standard->rgb);
    ofiq::occlusion_of(*standard, cv::Mat(224, 224, CV_32F, cv::Scalar(-1)));
}

void measure(const cv::Mat& rgb, const FaceShape& face) {
    measure_mouth(rgb, face);
    white_clothing(rgb, face);
    blockiness(rgb, inside(face.bounds, rgb.size()));
    if (cv::Rect region = surroundings_region(rgb.size(), face); !region.empty())
        measure_surroundings(rgb, face, cv::Mat(64, 64, CV_32F, cv::Scalar(0.1)), region);
    measure_as_ofiq(rgb, face);
    auto aligned = align(rgb, face);
    if (!aligned) return;
    measure_light(*aligned);
    measure_skin(*aligned);
    measure_eye_surroundings(*aligned);
    measure_cover(*aligned);
    measure_focus(*aligned);
    measure_gaze(*aligned);
    line_across_eyes(*aligned);
}

limner::Point point(cv::Point2d p) { return {p.x, p.y}; }

}  // namespace

// Landmarks anywhere, on any picture: measures end without an answer or with one, and a crop is a picture of the size
// that its style has, or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzInput input(data, size);
    FaceShape face = shape(input);
    bool is_token = input.take<std::uint8_t>() % 2 == 0;
    double most_enlargement = 1 + input.take<std::uint8_t>() % 4;
    auto picture = limner::to_displayable(image(input));
    if (!picture) return 0;
    auto* pixels = const_cast<std::byte*>(picture->bytes().data());
    cv::Mat rgb(picture->height(), picture->width(), picture->format() == limner::PixelFormat::gray8 ? CV_8U : CV_8UC3,
                pixels);
    if (rgb.channels() == 1) cv::merge(std::vector<cv::Mat>(3, rgb.clone()), rgb);
    try {
        measure(rgb, face);
    } catch (const std::exception&) {
        // PortraitChecker::check makes an Error of it.
    }
    const limner::FaceLandmarks landmarks{point(face.left_eye.centre()), point(face.right_eye.centre()),
                                          point(face.chin)};
    auto style = is_token ? limner::PortraitStyle::token_image : limner::PortraitStyle::portrait_35x45;
    auto crop = limner::crop_portrait(*picture, landmarks, {.style = style, .most_enlargement = most_enlargement});
    if (crop && (crop->image.width() < 240 || crop->image.width() > 480)) __builtin_trap();
    auto outline = limner::portrait_outline(rgb.cols, rgb.rows, landmarks, style);
    if (most_enlargement == 1 && crop && !outline) __builtin_trap();
    return 0;
}
