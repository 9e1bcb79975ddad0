#include "recognise/line_ocr.h"

#include "recognise/tesseract_model.h"

#include <algorithm>

namespace limner {
namespace {

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
    TesseractModel model;
};

LineOcr::LineOcr(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LineOcr::LineOcr(LineOcr&&) noexcept = default;
LineOcr& LineOcr::operator=(LineOcr&&) noexcept = default;
LineOcr::~LineOcr() = default;

Result<LineOcr> LineOcr::find(const std::optional<std::string>& tessdata) {
    // No dictionary: names are none of its words.
    auto model = TesseractModel::find(tessdata, {{"load_system_dawg", "0"}, {"load_freq_dawg", "0"}});
    if (!model) return model.error();
    return LineOcr(std::make_unique<Impl>(Impl{*std::move(model)}));
}

Result<LineOcr::Line> LineOcr::read(const cv::Mat& gray, Letters letters) {
    const OneThread one_thread;
    try {
        const auto loaded = impl_->model.load();
        if (!loaded) return loaded.error();
        tesseract::TessBaseAPI& api = **loaded;
        api.SetVariable("tessedit_char_whitelist", whitelist_of(letters));
        // A letter alone is no line to the layout analysis.
        constexpr double narrow = 2.0;
        api.SetPageSegMode(gray.cols < narrow * gray.rows ? tesseract::PSM_SINGLE_WORD : tesseract::PSM_SINGLE_LINE);
        if (!TesseractModel::recognise(api, gray)) return Line{};
        const std::unique_ptr<const char[]> text(api.GetUTF8Text());
        return Line{one_line(text ? text.get() : ""), std::max(0, api.MeanTextConf()) / 100.0};
    } catch (const std::exception& caught) {
        return Error{ErrorCode::internal, std::string("Tesseract: ") + caught.what()};
    }
}

std::string LineOcr::version() { return TesseractModel::version(); }

}  // namespace limner
