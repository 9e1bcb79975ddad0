#pragma once

#include "check/face_shape.h"

#include <limner/base/result.h>

#include <filesystem>
#include <memory>
#include <optional>

namespace limner::portrait {

/// dlib's detector and its 68-point model: what Debian itself has. Knows no depth (no yaw, no pitch) and cannot tell a
/// closed eye reliably.
class DlibFaces {
public:
    /// Where Debian's libdlib-data puts the model.
    static std::filesystem::path default_model();
    /// Fails with file_missing or unreadable_file. Takes about a second.
    static Result<DlibFaces> load(const std::filesystem::path& model);

    /// Upright faces of an RGB picture, the largest first.
    Result<std::vector<DetectedFace>> detect(const cv::Mat& rgb);
    Result<FaceShape> shape_in(const cv::Mat& rgb, const cv::Rect2d& box);

    DlibFaces(DlibFaces&&) noexcept;
    DlibFaces& operator=(DlibFaces&&) noexcept;
    ~DlibFaces();

private:
    struct Impl;
    explicit DlibFaces(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace limner::portrait
