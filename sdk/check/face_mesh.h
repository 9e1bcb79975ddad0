#pragma once

#include "check/face_shape.h"
#include "check/models.h"

namespace limner::portrait {

/// MediaPipe's mesh of 468 points on a face, in any orientation.
class FaceMesh {
public:
    static Result<FaceMesh> load(const std::filesystem::path& models);

    /// The shape of the face in the box; nothing where the network sees no face there.
    Result<std::optional<FaceShape>> shape_in(const cv::Mat& rgb, const cv::Rect2d& box);

private:
    /// The square of the picture that the network sees.
    struct Cut {
        cv::Point2d centre{};
        double side_px = 0;
        double clockwise_degrees = 0;
    };
    struct Fit;
    explicit FaceMesh(Network network) : network_(std::move(network)) {}
    Result<Fit> fit(const cv::Mat& rgb, const Cut& cut);
    Result<Fit> fit_in_any_direction(const cv::Mat& rgb, const cv::Rect2d& box);
    Network network_;
};

}  // namespace limner::portrait
