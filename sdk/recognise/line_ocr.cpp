#include "recognise/line_ocr.h"

#include <tesseract/baseapi.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

// Of the OpenMP runtime that Tesseract is linked with; absent where it is built without.
extern "C" {
[[gnu::weak]] void omp_set_max_active_levels(int levels);
[[gnu::weak]] int omp_get_max_active_levels();
}

namespace limner {
namespace {

// Threads that wait for each other cost more than they save on a single line. The setting is the calling thread's own.
class OneThread {
public:
    OneThread() : before_(omp_get_max_active_levels ? omp_get_max_active_levels() : 1) { set(0); }
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;
    ~OneThread() { set(before_); }

private:
    static void set(int levels) {
        if (omp_set_max_active_levels) omp_set_max_active_levels(levels);
    }
    int before_;
};

constexpr const char* model_file = "eng.traineddata";

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

const char* whitelist_of(LineOcr::Letters letters) {
    switch (letters) {
        case LineOcr::Letters::digits: return "0123456789";
        case LineOcr::Letters::capitals: return "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;/'()+-";
        case LineOcr::Letters::all: break;
    }
    return "";
}

std::string one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    const std::size_t first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
    return first == std::string::npos ? std::string() : text.substr(first, last - first + 1);
}

}  // namespace

struct LineOcr::Impl {
    std::string folder{};
    std::unique_ptr<tesseract::TessBaseAPI> api{};

    Result<void> load() {
        if (api) return {};
        auto loaded = std::make_unique<tesseract::TessBaseAPI>();
        if (loaded->Init(folder.c_str(), "eng", tesseract::OEM_LSTM_ONLY) != 0)
            return Error{ErrorCode::model_missing, folder + "/" + model_file + " cannot be loaded"};
        // No dictionary: names are none of its words.
        for (const char* dictionary : {"load_system_dawg", "load_freq_dawg"}) loaded->SetVariable(dictionary, "0");
        api = std::move(loaded);
        return {};
    }
};

LineOcr::LineOcr(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LineOcr::LineOcr(LineOcr&&) noexcept = default;
LineOcr& LineOcr::operator=(LineOcr&&) noexcept = default;
LineOcr::~LineOcr() = default;

Result<LineOcr> LineOcr::find(const std::optional<std::string>& tessdata) {
    std::string tried;
    for (const auto& folder : folders_of(tessdata)) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(folder / model_file, ignored)) {
            auto impl = std::make_unique<Impl>();
            impl->folder = folder.string();
            return LineOcr(std::move(impl));
        }
        tried += (tried.empty() ? "" : ", ") + folder.string();
    }
    return Error{ErrorCode::model_missing, std::string("Tesseract's model ") + model_file + " is in none of " + tried};
}

Result<LineOcr::Line> LineOcr::read(const cv::Mat& gray, Letters letters) {
    const OneThread one_thread;
    try {
        if (auto loaded = impl_->load(); !loaded) return loaded.error();
        tesseract::TessBaseAPI& api = *impl_->api;
        api.SetVariable("tessedit_char_whitelist", whitelist_of(letters));
        // A letter alone is no line to the layout analysis.
        constexpr double narrow = 2.0;
        api.SetPageSegMode(gray.cols < narrow * gray.rows ? tesseract::PSM_SINGLE_WORD : tesseract::PSM_SINGLE_LINE);
        api.SetImage(gray.data, gray.cols, gray.rows, 1, static_cast<int>(gray.step));
        constexpr int capitals_of_32_px_at_10_points = 300;
        api.SetSourceResolution(capitals_of_32_px_at_10_points);
        if (api.Recognize(nullptr) != 0) return Line{};
        const std::unique_ptr<const char[]> text(api.GetUTF8Text());
        return Line{one_line(text ? text.get() : ""), std::max(0, api.MeanTextConf()) / 100.0};
    } catch (const std::exception& caught) {
        return Error{ErrorCode::internal, std::string("Tesseract: ") + caught.what()};
    }
}

std::string LineOcr::version() { return std::string("tesseract ") + tesseract::TessBaseAPI::Version() + " eng"; }

}  // namespace limner
