#include <limner/check/nfiq2.h>

#include "base/read_file.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <opencv2/ml.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <span>
#include <vector>

namespace limner {
namespace {

constexpr std::size_t most_bytes = 512U << 20;
constexpr std::size_t measure_count = 69;

Error unreadable(const std::filesystem::path& file, std::string_view reason) {
    return {ErrorCode::unreadable_file, fmt::format("{}: {}", file.string(), reason)};
}

// The order of the forest's inputs is NFIQ 2's.
const std::vector<std::string>& measures_in_order() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        auto add_histogram = [&](const std::string& module) {
            for (int bin = 0; bin < 10; ++bin) all.push_back(fmt::format("{}_Bin10_{}", module, bin));
            all.push_back(module + "_Bin10_Mean");
            all.push_back(module + "_Bin10_StdDev");
        };
        auto add = [&](std::initializer_list<const char*> more) { all.insert(all.end(), more.begin(), more.end()); };
        add_histogram("FDA");
        add({"FingerJetFX_MinCount_COMMinRect200x200", "FingerJetFX_MinutiaeCount", "FJFXPos_Mu_MinutiaeQuality_2",
             "FJFXPos_OCL_MinutiaeQuality_80", "ImgProcROIArea_Mean"});
        add_histogram("LCS");
        add({"MMB", "Mu"});
        add_histogram("OCL");
        add_histogram("OF");
        add({"OrientationMap_ROIFilter_CoherenceRel", "OrientationMap_ROIFilter_CoherenceSum"});
        add_histogram("RVUP");
        return all;
    }();
    return names;
}

std::string md5_of(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    std::size_t length = 0;
    if (EVP_Q_digest(nullptr, "MD5", nullptr, bytes.data(), bytes.size(), digest.data(), &length) != 1) return {};
    std::string hex;
    for (const unsigned char byte : std::span(digest).first(length)) hex += fmt::format("{:02x}", byte);
    return hex;
}

Result<std::string> checked_md5(std::string_view text) {
    std::string md5;
    for (const char c : text) md5 += static_cast<char>(c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c);
    const bool is_md5 = md5.size() == 32 && md5.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (is_md5) return md5;
    return Error{ErrorCode::invalid_argument, fmt::format("'{}' is no MD5: 32 hexadecimal digits are", text)};
}

}  // namespace

struct Nfiq2Forest::Trees {
    cv::Ptr<cv::ml::RTrees> trees{};
    std::string md5{};

    // A row of classes and a row of how many trees voted for each.
    cv::Mat votes_on(const cv::Mat& sample) const {
        cv::Mat votes;
        trees->getVotes(sample, votes, 0);
        return votes;
    }
};

Result<Nfiq2Forest> Nfiq2Forest::load(const std::filesystem::path& file, std::string_view md5) {
    auto wanted = checked_md5(md5);
    if (!wanted) return wanted.error();
    const auto text = read_file(file, most_bytes);
    if (!text) return text.error();
    if (const std::string found = md5_of(*text); found != *wanted)
        return unreadable(file, fmt::format("its MD5 is {}, not {}", found, *wanted));
    try {
        const cv::FileStorage storage(*text,
                                      cv::FileStorage::READ | cv::FileStorage::MEMORY | cv::FileStorage::FORMAT_YAML);
        auto trees = cv::ml::RTrees::create();
        trees->read(storage["my_random_trees"]);
        if (!trees->isTrained() || !trees->isClassifier() || trees->getVarCount() != static_cast<int>(measure_count))
            return unreadable(file, "no classifying forest of NFIQ 2's 69 measures");
        Trees loaded{.trees = std::move(trees), .md5 = *std::move(wanted)};
        const cv::Mat votes = loaded.votes_on(cv::Mat::zeros(1, measure_count, CV_32F));
        if (votes.cols != 2 || votes.at<int>(0, 0) != 0 || votes.at<int>(0, 1) != 1)
            return unreadable(file, "its classes are not NFIQ 2's 0 and 1");
        return Nfiq2Forest(std::make_shared<const Trees>(std::move(loaded)));
    } catch (const std::exception& error) {
        return unreadable(file, fmt::format("no forest of OpenCV's: {}", error.what()));
    }
}

Result<int> Nfiq2Forest::score(const std::map<std::string, double>& measures) const {
    cv::Mat_<float> sample(1, measure_count);
    for (std::size_t i = 0; i < measure_count; ++i) {
        const auto measure = measures.find(measures_in_order()[i]);
        if (measure == measures.end())
            return Error{ErrorCode::invalid_argument,
                         fmt::format("NFIQ 2's score needs {}, which was not measured", measures_in_order()[i])};
        sample(0, static_cast<int>(i)) = static_cast<float>(measure->second);
    }
    const cv::Mat votes = trees_->votes_on(sample);
    const double bad = votes.at<int>(1, 0), good = votes.at<int>(1, 1);
    return cvFloor(100 * good / (bad + good) + 0.5);
}

const std::string& Nfiq2Forest::md5() const noexcept { return trees_->md5; }

}  // namespace limner
