#include "check/face_dlib.h"

#include <dlib/image_processing.h>
#include <dlib/image_processing/frontal_face_detector.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

constexpr int detection_height = 480;  // dlib's detector finds faces of 80 pixels; more rows only cost time

using Gray = dlib::array2d<unsigned char>;

/// `rgb` in gray, scaled.
Gray to_dlib(const cv::Mat& rgb, double scale) {
    cv::Mat gray, scaled;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    cv::resize(gray, scaled, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
    Gray picture(scaled.rows, scaled.cols);
    for (int y = 0; y < scaled.rows; ++y)
        std::copy_n(scaled.ptr(y), static_cast<std::size_t>(scaled.cols), &picture[y][0]);
    return picture;
}

double scale_for(const cv::Mat& rgb) { return std::min(1.0, detection_height * 1.0 / rgb.rows); }

FaceShape shape_of(const dlib::full_object_detection& found, double scale) {
    auto at = [&](unsigned long i) {
        const dlib::point& p = found.part(i);
        return cv::Point2d(static_cast<double>(p.x()) / scale, static_cast<double>(p.y()) / scale);
    };
    auto distance = [&](unsigned long a, unsigned long b) { return cv::norm(at(a) - at(b)); };
    FaceShape shape;
    // Of the 68 points, 36..41 are the right eye from its outer corner, 42..47 the left one from its inner corner.
    shape.right_eye = {at(39), at(36), (at(37) + at(38) + at(40) + at(41)) / 4,
                       std::max(distance(37, 41), distance(38, 40))};
    shape.left_eye = {at(42), at(45), (at(43) + at(44) + at(46) + at(47)) / 4,
                      std::max(distance(43, 47), distance(44, 46))};
    shape.chin = at(8);
    shape.nose_tip = at(30);
    shape.right_mouth_corner = at(48);
    shape.left_mouth_corner = at(54);
    shape.lip_gap_px = std::max({distance(61, 67), distance(62, 66), distance(63, 65)});
    cv::Point2d low = at(0), high = at(0);
    for (unsigned long i = 0; i < found.num_parts(); ++i) {
        if (i <= 26) shape.outline.emplace_back(at(i));  // jaw 0..16, brows 17..26
        low = {std::min(low.x, at(i).x), std::min(low.y, at(i).y)};
        high = {std::max(high.x, at(i).x), std::max(high.y, at(i).y)};
    }
    shape.bounds = cv::Rect2d(low, high);
    return shape;
}

}  // namespace

struct DlibFaces::Impl {
    dlib::frontal_face_detector detector = dlib::get_frontal_face_detector();
    dlib::shape_predictor predictor{};
};

DlibFaces::DlibFaces(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DlibFaces::DlibFaces(DlibFaces&&) noexcept = default;
DlibFaces& DlibFaces::operator=(DlibFaces&&) noexcept = default;
DlibFaces::~DlibFaces() = default;

std::filesystem::path DlibFaces::default_model() { return "/usr/share/dlib/shape_predictor_68_face_landmarks.dat"; }

Result<DlibFaces> DlibFaces::load(const std::filesystem::path& model) {
    std::error_code ignored;
    if (!std::filesystem::exists(model, ignored)) return Error{ErrorCode::file_missing, "no model " + model.string()};
    try {
        auto impl = std::make_unique<Impl>();
        dlib::deserialize(model.string()) >> impl->predictor;
        if (impl->predictor.num_parts() != 68)
            return Error{ErrorCode::unreadable_file, model.string() + " is no model of 68 points"};
        return DlibFaces(std::move(impl));
    } catch (const std::exception& error) {
        return Error{ErrorCode::unreadable_file, model.string() + " is no model of dlib: " + error.what()};
    }
}

Result<std::vector<DetectedFace>> DlibFaces::detect(const cv::Mat& rgb) {
    double scale = scale_for(rgb);
    std::vector<DetectedFace> faces;
    try {
        std::vector<dlib::rect_detection> found;
        impl_->detector(to_dlib(rgb, scale), found);
        for (const dlib::rect_detection& face : found) {
            const dlib::rectangle& box = face.rect;
            faces.push_back(
                {cv::Rect2d(static_cast<double>(box.left()) / scale, static_cast<double>(box.top()) / scale,
                            static_cast<double>(box.width()) / scale, static_cast<double>(box.height()) / scale),
                 std::clamp(face.detection_confidence, 0.0, 1.0)});
        }
    } catch (const std::exception& error) {
        return Error{ErrorCode::internal, std::string("dlib's detector failed: ") + error.what()};
    }
    std::ranges::sort(faces, std::ranges::greater{}, [](const DetectedFace& face) { return face.box.area(); });
    return faces;
}

Result<FaceShape> DlibFaces::shape_in(const cv::Mat& rgb, const cv::Rect2d& box) {
    double scale = scale_for(rgb);
    auto scaled = [&](double value) { return std::lround(value * scale); };
    try {
        dlib::rectangle rectangle(scaled(box.x), scaled(box.y), scaled(box.x + box.width) - 1,
                                  scaled(box.y + box.height) - 1);
        return shape_of(impl_->predictor(to_dlib(rgb, scale), rectangle), scale);
    } catch (const std::exception& error) {
        return Error{ErrorCode::internal, std::string("dlib's landmarks failed: ") + error.what()};
    }
}

}  // namespace limner::portrait
