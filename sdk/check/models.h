#pragma once

#include <limner/base/result.h>

#include "check/model_files.h"

#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace limner::portrait {

/// One neural network. Runs on the calling thread alone. Not safe for concurrent use.
class Network {
public:
    /// Fails with file_missing or, where the file is no ONNX network, with unreadable_file.
    static Result<Network> load(const std::filesystem::path& file);

    /// The outputs by name for a blob (NCHW, float), in the order of `outputs`; copies that stay valid.
    /// Fails with internal where the network does not take the blob or has no such output.
    Result<std::vector<cv::Mat>> run(const cv::Mat& blob, const std::vector<std::string>& outputs);

    Network(Network&&) noexcept;
    Network& operator=(Network&&) noexcept;
    ~Network();

private:
    struct Impl;
    explicit Network(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// A picture of 1 or 3 channels (8 bits or float) as a network's input: (value - mean) * scale, NCHW, float, the
/// channels in the picture's order.
cv::Mat blob_of(const cv::Mat& picture, const cv::Scalar& mean, double scale);

/// SHA-256 of a model's file in lowercase hexadecimal.
Result<std::string> sha256_of(const std::filesystem::path& file);

/// "face_mesh.onnx sha256:1234567890abcdef"
Result<std::string> provenance_of(const std::filesystem::path& file);

}  // namespace limner::portrait
