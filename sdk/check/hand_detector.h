#pragma once

#include "check/face_shape.h"
#include "check/models.h"

namespace limner::portrait {

/// Finds hands beside and on a face, by MediaPipe's palm detector.
class HandDetector {
public:
    static Result<HandDetector> load(const std::filesystem::path& models);
    /// How sure the network is of a palm that touches the face, 0..1.
    Result<double> certainty_at(const cv::Mat& rgb, const FaceShape& face);

private:
    explicit HandDetector(Network network) : network_(std::move(network)) {}
    Network network_;
};

}  // namespace limner::portrait
