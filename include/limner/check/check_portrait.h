#pragma once

#include <limner/base/result.h>
#include <limner/check/profile.h>
#include <limner/check/report.h>
#include <limner/check/subject.h>
#include <limner/frame/geometry.h>
#include <limner/frame/image.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner {

/// Where the face is, in pixels of the image; left and right are the subject's own.
struct FaceLandmarks {
    Point left_eye{}, right_eye{}, chin{};
    std::optional<Point> crown{};  ///< Top of the head; absent where no model can tell.
};

struct PortraitCheck {
    Report report;
    int face_count = 0;
    std::optional<FaceLandmarks> landmarks{};
};

/// Loads the models once and checks any number of images. Every function is safe from any thread; calls on one checker
/// are serialised. Copies share the models.
class PortraitChecker {
public:
    struct Options {
        /// Where scripts/models put them; default: the environment's LIMNER_MODELS, else the build's or installation's
        /// folder.
        std::optional<std::filesystem::path> models{};
        /// The folder `models` of the reference implementation OFIQ, which its user gets from ISO (docs/models.md);
        /// default: the environment's LIMNER_OFIQ_MODELS, else none. What its models measure is Finding::standard.
        /// Parsing them is OpenCV's work, which no hostile file should be given.
        std::optional<std::filesystem::path> ofiq_models{};
    };
    /// Fails with model_missing where there is no face detector at all, or none of OFIQ's models in their folder; with
    /// unreadable_file where a model is damaged. With dlib's model alone it works and says not_assessed of what that
    /// cannot tell.
    static Result<PortraitChecker> load(const Options& options);
    static Result<PortraitChecker> load() { return load(Options{}); }

    /// Measures an image against a profile of kind portrait. A bad photo is a Report, not an error.
    Result<PortraitCheck> check(const Image& image, const Profile& profile, const Subject& subject = {}) const;

    /// Names and versions of the models in use, for provenance.
    std::vector<std::string> models() const;

private:
    struct Impl;
    explicit PortraitChecker(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
    std::shared_ptr<const Impl> impl_;
};

}  // namespace limner
