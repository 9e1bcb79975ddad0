#include "check/models.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <functional>
#include <opencv2/dnn.hpp>

namespace limner::portrait {
namespace {

/// OpenCV takes a parallel loop inside another as a plain one. This keeps a network on the caller's thread without
/// cv::setNumThreads, which would change the whole process of whoever uses the SDK.
void on_this_thread(const std::function<void()>& work) {
    cv::parallel_for_(cv::Range(0, 1), [&](const cv::Range&) { work(); });
}

}  // namespace

struct Network::Impl {
    cv::dnn::Net net;
};

Network::Network(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

Result<Network> Network::load(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return Error{ErrorCode::file_missing, "no model " + file.string()};
    try {
        auto net = cv::dnn::readNetFromONNX(file.string());
        net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        return Network(std::make_unique<Impl>(std::move(net)));
    } catch (const std::exception& error) {
        return Error{ErrorCode::unreadable_file, file.string() + " is no network that can be loaded: " + error.what()};
    }
}

Result<std::vector<cv::Mat>> Network::run(const cv::Mat& blob, const std::vector<std::string>& outputs) {
    std::vector<cv::Mat> results;
    try {
        on_this_thread([&] {
            std::vector<cv::Mat> views;
            impl_->net.setInput(blob);
            impl_->net.forward(views, outputs);
            for (const cv::Mat& view : views) results.push_back(view.clone());
        });
    } catch (const std::exception& error) {
        return Error{ErrorCode::internal, std::string("a network failed: ") + error.what()};
    }
    return results;
}

cv::Mat blob_of(const cv::Mat& picture, const cv::Scalar& mean, double scale) {
    return cv::dnn::blobFromImage(picture, scale, cv::Size(), mean, false, false, CV_32F);
}

Result<std::string> sha256_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!stream || !context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
        return Error{ErrorCode::unreadable_file, "cannot read " + file.string()};
    std::array<char, 65'536> buffer{};
    while (stream.read(buffer.data(), buffer.size()) || stream.gcount() > 0)
        EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(stream.gcount()));
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_DigestFinal_ex(context.get(), digest.data(), &length);
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
        constexpr auto digits = "0123456789abcdef";
        text += digits[digest[i] >> 4];
        text += digits[digest[i] & 15];
    }
    return text;
}

Result<std::string> provenance_of(const std::filesystem::path& file) {
    auto sha256 = sha256_of(file);
    if (!sha256) return sha256.error();
    return file.filename().string() + " sha256:" + sha256->substr(0, 16);
}

}  // namespace limner::portrait
