#pragma once

#include <opencv2/core/mat.hpp>
#include <opencv2/dnn.hpp>

namespace limner {

/// The net that reads lines of an MRZ (sdk/recognise/training). It holds the state of a computation: not for two
/// threads at once. Constructing throws cv::Exception where OpenCV cannot take the model.
class MrzNet {
public:
    /// Grey strip of 32 rows -> 1 x 38 x 1 x columns/4: a score for each character of mrz_alphabet, then for a gap.
    static MrzNet recogniser();

    /// The answer stays valid until the next call. `least_deviation` keeps plain pictures from being blown up to noise.
    cv::Mat run(const cv::Mat& gray, double least_deviation);

private:
    explicit MrzNet(cv::dnn::Net net) : net_(std::move(net)) {}
    cv::dnn::Net net_;
};

}  // namespace limner
