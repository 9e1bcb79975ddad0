#pragma once

#include "check/face_shape.h"
#include "check/models.h"

namespace limner::portrait {

/// Finds faces with the RFB-320 network: those of at least about 1/20 of the picture's longer side.
class FaceDetector {
public:
    static Result<FaceDetector> load(const std::filesystem::path& models);

    /// Faces of an RGB picture, the largest first. The network knows faces that are turned by up to 45 degrees or so:
    /// `quarters` (0..3) turns the picture clockwise by that many right angles before it looks.
    Result<std::vector<DetectedFace>> detect(const cv::Mat& rgb, int quarters = 0);

private:
    explicit FaceDetector(Network network) : network_(std::move(network)) {}
    Result<std::vector<DetectedFace>> detect_upright(const cv::Mat& rgb);
    Network network_;
};

}  // namespace limner::portrait
