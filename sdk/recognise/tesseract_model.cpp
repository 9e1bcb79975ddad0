#include "recognise/tesseract_model.h"

#include <cstdlib>
#include <filesystem>

// Of the OpenMP runtime that Tesseract is linked with; absent where it is built without.
extern "C" {
[[gnu::weak]] void omp_set_max_active_levels(int levels);
[[gnu::weak]] int omp_get_max_active_levels();
}

// Of Leptonica, which Tesseract is linked with.
extern "C" {
[[gnu::weak]] int setMsgSeverity(int severity);
}

namespace limner {
namespace {

constexpr const char* model_file = "eng.traineddata";

// Tesseract states the number of threads at each of its parallel loops, so only levels of parallelism can be denied to
// it. The setting is the calling thread's own.
void set_levels(int levels) {
    if (omp_set_max_active_levels) omp_set_max_active_levels(levels);
}

std::vector<std::filesystem::path> folders_of(const std::optional<std::string>& tessdata) {
    if (tessdata) return {*tessdata};
    std::vector<std::filesystem::path> folders;
    // Tesseract itself asks for this variable.
    if (const char* prefix = std::getenv("TESSDATA_PREFIX")) folders.emplace_back(prefix);
    for (const char* folder : {"/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata",
                               "/usr/share/tessdata", "/usr/local/share/tessdata"})
        folders.emplace_back(folder);
    return folders;
}

}  // namespace

OneThread::OneThread() : before_(omp_get_max_active_levels ? omp_get_max_active_levels() : 1) { set_levels(0); }
OneThread::~OneThread() { set_levels(before_); }

WithoutRemarks::WithoutRemarks() {
    constexpr int none = 6;
    before_ = setMsgSeverity ? setMsgSeverity(none) : none;
}
WithoutRemarks::~WithoutRemarks() {
    if (setMsgSeverity) setMsgSeverity(before_);
}

TesseractModel::TesseractModel(std::string folder, Settings settings)
    : folder_(std::move(folder)), settings_(std::move(settings)) {}

Result<TesseractModel> TesseractModel::find(const std::optional<std::string>& tessdata, Settings settings) {
    std::string tried;
    for (const auto& folder : folders_of(tessdata)) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(folder / model_file, ignored))
            return TesseractModel(folder.string(), std::move(settings));
        tried += (tried.empty() ? "" : ", ") + folder.string();
    }
    return Error{ErrorCode::model_missing, std::string("Tesseract's model ") + model_file + " is in none of " + tried};
}

Result<tesseract::TessBaseAPI*> TesseractModel::load() {
    if (api_) return api_.get();
    auto loaded = std::make_unique<tesseract::TessBaseAPI>();
    if (loaded->Init(folder_.c_str(), "eng", tesseract::OEM_LSTM_ONLY) != 0)
        return Error{ErrorCode::model_missing, folder_ + "/" + model_file + " cannot be loaded"};
    for (const auto& [name, value] : settings_) loaded->SetVariable(name, value);
    api_ = std::move(loaded);
    return api_.get();
}

bool TesseractModel::recognise(tesseract::TessBaseAPI& api, const cv::Mat& gray, tesseract::ETEXT_DESC* monitor) {
    constexpr int capitals_of_32_px_at_10_points = 300;
    api.SetImage(gray.data, gray.cols, gray.rows, 1, static_cast<int>(gray.step));
    api.SetSourceResolution(capitals_of_32_px_at_10_points);
    return api.Recognize(monitor) == 0;
}

std::string TesseractModel::version() { return std::string("tesseract ") + tesseract::TessBaseAPI::Version() + " eng"; }

}  // namespace limner
