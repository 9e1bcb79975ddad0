#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// Tesseract with its English LSTM model, on single lines of print. Not for two threads at once.
class LineOcr {
public:
    struct Line {
        std::string text{};  ///< One line in UTF-8, without spaces around.
        double confidence_0_1 = 0;
    };
    /// A word of a page.
    struct Word {
        std::string text{};  ///< UTF-8.
        cv::Rect box{};
        double confidence_0_1 = 0;
        int line = 0;  ///< Words of one line follow each other.
    };
    /// Letters, digits and marks; digits only.
    enum class Letters { all, capitals, digits };

    /// Finds the model but loads it no sooner than the first line is read. model_missing where there is none.
    static Result<LineOcr> find(const std::optional<std::string>& tessdata);

    LineOcr(LineOcr&&) noexcept;
    LineOcr& operator=(LineOcr&&) noexcept;
    ~LineOcr();

    /// A line, dark on light in grey. model_missing where the model is damaged.
    Result<Line> read(const cv::Mat& gray, Letters letters);

    /// All words of a page whose places are not known, dark on light in grey, capitals about 30 px high. model_missing
    /// as above; timed_out, cancelled.
    Result<std::vector<Word>> read_page(const cv::Mat& gray, const Until& until);

    static std::string version();

private:
    struct Impl;
    explicit LineOcr(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace limner
