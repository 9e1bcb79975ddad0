#include "recognise/line_ocr.h"

#include "recognise/tesseract_model.h"

#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>

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

std::vector<LineOcr::Word> words_of(tesseract::TessBaseAPI& api) {
    std::vector<LineOcr::Word> words;
    const std::unique_ptr<tesseract::ResultIterator> at(api.GetIterator());
    int line = 0;
    constexpr auto level = tesseract::RIL_WORD;
    if (!at) return words;
    do {
        if (at->Empty(level)) continue;
        if (at->IsAtBeginningOf(tesseract::RIL_TEXTLINE)) ++line;
        const std::unique_ptr<const char[]> text(at->GetUTF8Text(level));
        int left = 0, top = 0, right = 0, bottom = 0;
        if (!text || !at->BoundingBox(level, &left, &top, &right, &bottom)) continue;
        words.push_back({one_line(text.get()),
                         {left, top, right - left, bottom - top},
                         std::clamp(double(at->Confidence(level)) / 100, 0.0, 1.0),
                         line});
    } while (at->Next(level));
    return words;
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
    // No dictionary: names are none of its words. Its remarks on pages are nobody's.
    auto model = TesseractModel::find(
        tessdata, {{"load_system_dawg", "0"}, {"load_freq_dawg", "0"}, {"debug_file", "/dev/null"}});
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

Result<std::vector<LineOcr::Word>> LineOcr::read_page(const cv::Mat& gray, const Until& until) {
    const OneThread one_thread;
    const WithoutRemarks without_remarks;
    try {
        const auto loaded = impl_->model.load();
        if (!loaded) return loaded.error();
        tesseract::TessBaseAPI& api = **loaded;
        api.SetVariable("tessedit_char_whitelist", whitelist_of(Letters::all));
        api.SetPageSegMode(tesseract::PSM_SPARSE_TEXT);
        tesseract::ETEXT_DESC monitor;
        monitor.cancel = [](void* asked, int) {
            const auto* wanted = static_cast<const Until*>(asked);
            return wanted->is_stopped() || wanted->has_passed();
        };
        monitor.cancel_this = const_cast<Until*>(&until);
        const bool is_read = TesseractModel::recognise(api, gray, &monitor);
        if (until.is_stopped()) return Error{ErrorCode::cancelled, "reading the page was cancelled"};
        if (until.has_passed()) return Error{ErrorCode::timed_out, "the page was not read in time"};
        return is_read ? words_of(api) : std::vector<Word>{};
    } catch (const std::exception& caught) {
        return Error{ErrorCode::internal, std::string("Tesseract: ") + caught.what()};
    }
}

std::string LineOcr::version() { return TesseractModel::version(); }

}  // namespace limner
