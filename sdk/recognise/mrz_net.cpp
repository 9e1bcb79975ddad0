#include "recognise/mrz_net.h"

#include <algorithm>
#include <cstddef>

// The models are part of the library: nothing to install or to find beside it.
#define LIMNER_INCLUDE_BINARY(name, file)                                                                            \
    asm(".section .rodata\n.global limner_" #name "\nlimner_" #name ":\n.incbin \"" file "\"\n.global limner_" #name \
        "_end\nlimner_" #name "_end:\n.byte 0\n.previous\n")

LIMNER_INCLUDE_BINARY(mrz_lines, LIMNER_MRZ_MODELS "/mrz_lines.onnx");

extern "C" {
[[gnu::visibility("hidden")]] extern const char limner_mrz_lines[];
[[gnu::visibility("hidden")]] extern const char limner_mrz_lines_end[];
}

namespace limner {
namespace {

cv::dnn::Net net_of(const char* begin, const char* end) {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(begin, static_cast<std::size_t>(end - begin));
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    return net;
}

}  // namespace

MrzNet MrzNet::recogniser() { return MrzNet(net_of(limner_mrz_lines, limner_mrz_lines_end)); }

cv::Mat MrzNet::run(const cv::Mat& gray, double least_deviation) {
    constexpr float most = 2;
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(gray, mean, deviation);
    double scale = 1 / (2 * std::max(least_deviation, deviation[0]));
    cv::Mat input;
    gray.convertTo(input, CV_32F, scale, -mean[0] * scale);
    cv::min(input, most, input);
    cv::max(input, -most, input);
    net_.setInput(cv::dnn::blobFromImage(input));
    return net_.forward();
}

}  // namespace limner
