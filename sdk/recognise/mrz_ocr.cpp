#include "recognise/mrz_ocr.h"

#include "recognise/tesseract_model.h"

#include <tesseract/resultiterator.h>

namespace limner {
namespace {

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
    TesseractModel model;
};

MrzOcr::MrzOcr(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MrzOcr::MrzOcr(MrzOcr&&) noexcept = default;
MrzOcr& MrzOcr::operator=(MrzOcr&&) noexcept = default;
MrzOcr::~MrzOcr() = default;

Result<MrzOcr> MrzOcr::find(const std::optional<std::string>& tessdata) {
    auto model = TesseractModel::find(
        tessdata, {{"tessedit_char_whitelist", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}, {"load_system_dawg", "0"}});
    if (!model) return model.error();
    return MrzOcr(std::make_unique<Impl>(Impl{*std::move(model)}));
}

Result<std::vector<MrzOcr::Symbol>> MrzOcr::read_word(const cv::Mat& gray) {
    OneThread one_thread;
    try {
        const auto loaded = impl_->model.load();
        if (!loaded) return loaded.error();
        tesseract::TessBaseAPI& api = **loaded;
        api.SetPageSegMode(tesseract::PSM_SINGLE_LINE);
        return TesseractModel::recognise(api, gray) ? symbols_of(api) : std::vector<Symbol>{};
    } catch (const std::exception& caught) {
        return Error{ErrorCode::internal, std::string("Tesseract: ") + caught.what()};
    }
}

std::string MrzOcr::version() { return TesseractModel::version(); }

}  // namespace limner
