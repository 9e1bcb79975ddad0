#pragma once

#include <limner/base/result.h>

#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

namespace limner {

/// Tesseract with its English LSTM model, on words of capitals and digits. Not for two threads at once.
class MrzOcr {
public:
    struct Symbol {
        char character = 'A';
        double confidence_0_1 = 0;
    };

    /// Finds the model but loads it no sooner than the first word is read: that takes longer than reading an MRZ.
    /// model_missing where there is none.
    static Result<MrzOcr> find(const std::optional<std::string>& tessdata);

    MrzOcr(MrzOcr&&) noexcept;
    MrzOcr& operator=(MrzOcr&&) noexcept;
    ~MrzOcr();

    /// The characters of one word, dark on light in grey, from left to right. model_missing where the model is damaged.
    Result<std::vector<Symbol>> read_word(const cv::Mat& gray);

    static std::string version();

private:
    struct Impl;
    explicit MrzOcr(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace limner
