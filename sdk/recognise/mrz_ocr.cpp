#include "recognise/mrz_ocr.h"

#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>
#include <cstdlib>
#include <filesystem>

// Of the OpenMP runtime that Tesseract is linked with; absent where it is built without.
extern "C" {
[[gnu::weak]] void omp_set_max_active_levels(int levels);
[[gnu::weak]] int omp_get_max_active_levels();
}

namespace limner {
namespace {

// Threads that wait for each other cost more than they save on a single word. Tesseract states the number of threads at
// each of its parallel loops, so only levels of parallelism can be denied to it. The setting is the calling thread's
// own.
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

std::vector<MrzOcr::Symbol> symbols_of(tesseract::TessBaseAPI& api) {
    std::vector<MrzOcr::Symbol> symbols;
    std::unique_ptr<tesseract::ResultIterator> results(api.GetIterator());
    if (!results) return symbols;
    do {
        std::unique_ptr<const char[]> text(results->GetUTF8Text(tesseract::RIL_SYMBOL));
        if (!text || text[0] == '\0' || text[1] != '\0') continue;
        symbols.push_back({text[0], double(results->Confidence(tesseract::RIL_SYMBOL)) / 100});
    } while (results->Next(tesseract::RIL_SYMBOL));
    return symbols;
}

}  // namespace

struct MrzOcr::Impl {
    std::string folder{};
    std::unique_ptr<tesseract::TessBaseAPI> api{};

    Result<void> load() {
        if (api) return {};
        auto loaded = std::make_unique<tesseract::TessBaseAPI>();
        if (loaded->Init(folder.c_str(), "eng", tesseract::OEM_LSTM_ONLY) != 0)
            return Error{ErrorCode::model_missing, folder + "/" + model_file + " cannot be loaded"};
        loaded->SetVariable("tessedit_char_whitelist", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
        loaded->SetVariable("load_system_dawg", "0");
        loaded->SetPageSegMode(tesseract::PSM_SINGLE_LINE);
        api = std::move(loaded);
        return {};
    }
};

MrzOcr::MrzOcr(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MrzOcr::MrzOcr(MrzOcr&&) noexcept = default;
MrzOcr& MrzOcr::operator=(MrzOcr&&) noexcept = default;
MrzOcr::~MrzOcr() = default;

Result<MrzOcr> MrzOcr::find(const std::optional<std::string>& tessdata) {
    std::string tried;
    for (const auto& folder : folders_of(tessdata)) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(folder / model_file, ignored)) {
            auto impl = std::make_unique<Impl>();
            impl->folder = folder.string();
            return MrzOcr(std::move(impl));
        }
        tried += (tried.empty() ? "" : ", ") + folder.string();
    }
    return Error{ErrorCode::model_missing, std::string("Tesseract's model ") + model_file + " is in none of " + tried};
}

Result<std::vector<MrzOcr::Symbol>> MrzOcr::read_word(const cv::Mat& gray) {
    OneThread one_thread;
    try {
        if (auto loaded = impl_->load(); !loaded) return loaded.error();
        impl_->api->SetImage(gray.data, gray.cols, gray.rows, 1, static_cast<int>(gray.step));
        constexpr int capitals_of_32_px_at_10_points = 300;
        impl_->api->SetSourceResolution(capitals_of_32_px_at_10_points);
        if (impl_->api->Recognize(nullptr) != 0) return std::vector<Symbol>{};
        return symbols_of(*impl_->api);
    } catch (const std::exception& caught) {
        return Error{ErrorCode::internal, std::string("Tesseract: ") + caught.what()};
    }
}

std::string MrzOcr::version() { return std::string("tesseract ") + tesseract::TessBaseAPI::Version() + " eng"; }

}  // namespace limner
