#include <limner/recognise/document.h>

#include "base/read_file.h"
#include "recognise/document_claims.h"
#include "recognise/layout_reader.h"

#include <algorithm>
#include <cmath>
#include <mutex>

namespace limner {
namespace {

constexpr std::size_t max_layout_bytes = 256 * 1024;
constexpr double read_ppi = 300, least_anchors = 0.6;

/// A way to lay a document out.
struct Placement {
    Quad quad{};
    DocumentSize size{};
};

Quad turned(const Quad& quad, std::size_t quarters) {
    Quad result = quad;
    std::ranges::rotate(result, result.begin() + static_cast<std::ptrdiff_t>(quarters));
    return result;
}

// A picture that shows the document alone, from edge to edge.
std::optional<Quad> whole_picture(const Image& image, const DocumentSize& size) {
    const double width = image.width(), height = image.height();
    constexpr double most_off = 0.06;
    if (std::abs(std::log(width / height * size.height_mm / size.width_mm)) > most_off) return std::nullopt;
    return Quad{{{-0.5, -0.5}, {width - 0.5, -0.5}, {width - 0.5, height - 0.5}, {-0.5, height - 0.5}}};
}

// Upright and upside down; a card also from its other long side, where perspective hid which is which.
std::vector<Placement> placements_of(const Image& image, const std::vector<DocumentOutline>& outlines,
                                     const DocumentLayout& layout) {
    std::vector<Placement> all;
    for (const DocumentOutline& outline : outlines) {
        const bool fits = std::ranges::any_of(outline.sizes, [&](const DocumentSize& size) {
            return size == layout.size ||
                   (size.width_mm == layout.size.height_mm && size.height_mm == layout.size.width_mm);
        });
        if (!fits) continue;
        const bool is_across = outline.sizes.front().width_mm > outline.sizes.front().height_mm;
        const std::size_t first = is_across == (layout.size.width_mm > layout.size.height_mm) ? 0 : 1;
        for (std::size_t quarters : {first, first + 2})
            all.push_back({turned(outline.quad, quarters % 4), layout.size});
    }
    if (auto whole = whole_picture(image, layout.size))
        for (std::size_t quarters : {0U, 2U}) all.push_back({turned(*whole, quarters), layout.size});
    return all;
}

std::string type_of(MrzFormat format) {
    switch (format) {
        case MrzFormat::td3: return "passport";
        case MrzFormat::mrv_a:
        case MrzFormat::mrv_b: return "visa";
        default: return "card";
    }
}

}  // namespace

struct DocumentReader::Impl {
    std::vector<DocumentLayout> layouts{};
    MrzReader mrz;
    LineOcr ocr;
    std::timed_mutex one_at_a_time{};

    Impl(MrzReader mrz_reader, LineOcr line_ocr) : mrz(std::move(mrz_reader)), ocr(std::move(line_ocr)) {}

    Result<void> add_layout(const std::filesystem::path& path) {
        auto text = read_file(path, max_layout_bytes);
        if (!text) return text.error();
        auto layout = parse_layout(*text, path.string());
        if (!layout) return layout.error();
        std::erase_if(layouts, [&](const DocumentLayout& other) { return other.name == layout->name; });
        layouts.push_back(*std::move(layout));
        return {};
    }

    Result<std::optional<DocumentReading>> read_by(const Image& image, const std::vector<DocumentOutline>& outlines,
                                                   const DocumentLayout& layout, const Until& until) {
        for (const Placement& placement : placements_of(image, outlines, layout)) {
            auto page = rectify(image, placement.quad, placement.size, read_ppi);
            if (!page) continue;
            const LayoutReader reader(*page, layout, ocr);
            const auto anchors = reader.anchors(until);
            if (!anchors) return anchors.error();
            if (*anchors < least_anchors) continue;
            auto fields = reader.fields(until);
            if (!fields) return fields.error();
            DocumentReading reading{.type = layout.name,
                                    .quad = placement.quad,
                                    .fields = *std::move(fields),
                                    .portrait = reader.cut(layout.portrait_mm),
                                    .signature = reader.cut(layout.signature_mm)};
            for (DocumentField& field : reading.fields) field.quad = in_picture(field.quad, *page, placement.quad);
            reading.page = *std::move(page);
            return std::optional(std::move(reading));
        }
        return std::optional<DocumentReading>{};
    }

    Result<std::optional<DocumentReading>> by_layouts(const Image& image, const std::string& type,
                                                      std::optional<double> ppi, const Until& until) {
        auto outlines = find_documents(image, ppi);
        if (!outlines) return outlines.error();
        for (const DocumentLayout& layout : layouts) {
            if (type != "auto" && type != layout.name) continue;
            auto reading = read_by(image, *outlines, layout, until);
            if (!reading || *reading) return reading;
        }
        return std::optional<DocumentReading>{};
    }

    Result<std::optional<DocumentReading>> read(const Image& image, const std::string& type, std::optional<double> ppi,
                                                std::chrono::year_month_day today, const Until& until) {
        const std::unique_lock lock(one_at_a_time, until.deadline);
        if (!lock) return Error{ErrorCode::timed_out, "another picture is being read"};
        std::optional<DocumentReading> reading;
        if (type != "passport") {
            auto by_layout = by_layouts(image, type, ppi, until);
            if (!by_layout) return by_layout.error();
            reading = *std::move(by_layout);
        }
        auto found = mrz.read(image, today, until);
        if (!found) return found.error();
        if (!reading && found->mrz && (type == "auto" || type == "passport"))
            reading = DocumentReading{.type = type_of(found->mrz->format), .quad = found->quad.value_or(Quad{})};
        if (!reading) return reading;
        if (found->mrz) reading->mrz = *std::move(found);
        judge_reading(*reading, today);
        return reading;
    }
};

Result<DocumentReader> DocumentReader::load(const Options& options) {
    auto mrz = MrzReader::load(MrzReader::Options{.tessdata = options.tessdata});
    if (!mrz) return mrz.error();
    auto ocr = LineOcr::find(options.tessdata);
    if (!ocr) return ocr.error();
    auto impl = std::make_shared<Impl>(*std::move(mrz), *std::move(ocr));
    impl->layouts = builtin_layouts();
    for (const auto& path : options.layouts)
        if (auto added = impl->add_layout(path); !added) return added.error();
    return DocumentReader(std::move(impl));
}

std::vector<std::string> DocumentReader::types() const {
    std::vector<std::string> names;
    for (const DocumentLayout& layout : impl_->layouts) names.push_back(layout.name);
    return names;
}

Result<std::optional<DocumentReading>> DocumentReader::read(const Image& image, const std::string& type,
                                                            std::optional<double> ppi,
                                                            std::chrono::year_month_day today,
                                                            const Until& until) const {
    const auto known = types();
    if (type != "auto" && type != "passport" && std::ranges::find(known, type) == known.end())
        return Error{ErrorCode::invalid_argument, "no layout is named '" + type + "'"};
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "the image has no pixels"};
    try {
        return impl_->read(image, type, ppi, today, until);
    } catch (const std::exception& caught) {
        return Error{ErrorCode::internal, std::string("reading the document: ") + caught.what()};
    }
}

std::vector<std::string> DocumentReader::recognisers() const { return {impl_->mrz.recogniser(), LineOcr::version()}; }

}  // namespace limner
