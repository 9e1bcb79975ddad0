#pragma once

#include "check/face_shape.h"
#include "check/models.h"

namespace limner::portrait {

/// How far a face looks down, by a network on its picture.
class HeadPose {
public:
    static Result<HeadPose> load(const std::filesystem::path& models);
    /// Degrees, positive: looking down. Nothing where the face lies outside the picture.
    Result<std::optional<double>> pitch_degrees(const cv::Mat& rgb, const FaceShape& face);

private:
    explicit HeadPose(Network network) : network_(std::move(network)) {}
    Network network_;
};

/// Whether an eye is open, by a network on its picture.
class EyeState {
public:
    static Result<EyeState> load(const std::filesystem::path& models);
    /// The network's share for "open", 0..1. `clockwise_degrees`: how the eye line lies in the picture.
    Result<double> openness(const cv::Mat& gray, const EyeShape& eye, double clockwise_degrees);

private:
    explicit EyeState(Network network) : network_(std::move(network)) {}
    Network network_;
};

/// Which pixels belong to a person.
class PersonMask {
public:
    static Result<PersonMask> load(const std::filesystem::path& models);
    /// A share of 0..1 for every pixel of `region`, in the network's own size (256 x 256, CV_32F).
    Result<cv::Mat> shares(const cv::Mat& rgb, const cv::Rect& region);

private:
    explicit PersonMask(Network network) : network_(std::move(network)) {}
    Network network_;
};

/// What a face expresses.
class Expression {
public:
    static Result<Expression> load(const std::filesystem::path& models);
    /// The network's share for "neutral" of seven expressions, 0..1. Nothing where the face lies outside the picture.
    Result<std::optional<double>> neutral_share(const cv::Mat& rgb, const FaceShape& face);

private:
    explicit Expression(Network network) : network_(std::move(network)) {}
    Network network_;
};

}  // namespace limner::portrait
