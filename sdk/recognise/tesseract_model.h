#pragma once

#include <limner/base/result.h>

#include <tesseract/baseapi.h>

#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limner {

/// While it lives, Tesseract works on the calling thread alone: threads that wait for each other cost more than they
/// save on a single line.
class OneThread {
public:
    OneThread();
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;
    ~OneThread();

private:
    int before_;
};

/// While it lives, Leptonica, on which Tesseract stands, writes no remarks about a page's layout to stderr.
class WithoutRemarks {
public:
    WithoutRemarks();
    WithoutRemarks(const WithoutRemarks&) = delete;
    WithoutRemarks& operator=(const WithoutRemarks&) = delete;
    ~WithoutRemarks();

private:
    int before_;
};

/// Tesseract with its English LSTM model, for single lines of print. Not for two threads at once.
class TesseractModel {
public:
    using Settings = std::vector<std::pair<const char*, const char*>>;

    /// Finds the model but loads it no sooner than it is needed: that takes longer than reading an MRZ. model_missing
    /// where there is none.
    static Result<TesseractModel> find(const std::optional<std::string>& tessdata, Settings settings);

    /// Ready to read; loaded once. model_missing where the model is damaged.
    Result<tesseract::TessBaseAPI*> load();

    /// Reads what is dark on light in grey; false where nothing could be read. For a loaded `api`. `monitor` may end
    /// it.
    static bool recognise(tesseract::TessBaseAPI& api, const cv::Mat& gray, tesseract::ETEXT_DESC* monitor = nullptr);

    static std::string version();

private:
    TesseractModel(std::string folder, Settings settings);

    std::string folder_;
    Settings settings_;
    std::unique_ptr<tesseract::TessBaseAPI> api_{};
};

}  // namespace limner
