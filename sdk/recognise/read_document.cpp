#include <limner/recognise/document.h>

#include "base/read_file.h"
#include "recognise/data_page.h"
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

    /// A layout with the page on which most of its anchors are seen.
    struct Fit {
        const DocumentLayout* layout = nullptr;
        Placement placement{};
        RectifiedPage page{};
        double anchors = 0;
    };

    // `best`: of the layouts before; a better fit takes its place.
    Result<void> fit(const Image& image, const std::vector<DocumentOutline>& outlines, const DocumentLayout& layout,
                     const Until& until, Fit& best) {
        for (const Placement& placement : placements_of(image, outlines, layout)) {
            auto page = rectify(image, placement.quad, placement.size, read_ppi);
            if (!page) continue;
            const PagePixels pixels(*page);
            const auto anchors = LayoutReader(pixels, layout, ocr).anchors(until);
            if (!anchors) return anchors.error();
            if (*anchors < least_anchors || *anchors <= best.anchors) continue;
            best = {&layout, placement, *std::move(page), *anchors};
            if (*anchors == 1) break;
        }
        return {};
    }

    Result<DocumentReading> read_placed(const Placement& placement, RectifiedPage page, const DocumentLayout& layout,
                                        const Until& until) {
        const PagePixels pixels(page);
        auto fields = LayoutReader(pixels, layout, ocr).fields(until);
        if (!fields) return fields.error();
        DocumentReading reading{.type = layout.name, .quad = placement.quad, .fields = *std::move(fields)};
        const double scale = pixels.pixels_per_mm();
        reading.portrait = part_of(pixels, page, placement.quad,
                                   find_portrait(pixels.gray(), pixels.pixels(layout.portrait_mm), scale));
        reading.signature = part_of(pixels, page, placement.quad,
                                    find_signature(pixels.gray(), pixels.pixels(layout.signature_mm), scale));
        for (DocumentField& field : reading.fields) field.quad = in_picture(field.quad, page, placement.quad);
        reading.page = std::move(page);
        return reading;
    }

    Result<std::optional<DocumentReading>> by_anchors(const Image& image, const std::string& type,
                                                      const std::vector<DocumentOutline>& outlines,
                                                      const Until& until) {
        Fit best;
        for (const DocumentLayout& layout : layouts) {
            if (layout.mrz || (type != "auto" && type != layout.name)) continue;
            if (auto tried = fit(image, outlines, layout, until, best); !tried) return tried.error();
            if (best.anchors == 1) break;
        }
        if (!best.layout) return std::optional<DocumentReading>{};
        auto reading = read_placed(best.placement, std::move(best.page), *best.layout, until);
        if (!reading) return reading.error();
        return std::optional(*std::move(reading));
    }

    // By the layout that documents with such an MRZ have; without one the MRZ is all there is.
    Result<std::optional<DocumentReading>> by_mrz(const Image& image, const std::string& type,
                                                  const std::vector<DocumentOutline>& outlines, const MrzReading& found,
                                                  std::chrono::year_month_day today, const Until& until) {
        const MrzFormat format = found.mrz->format;
        const auto layout = std::ranges::find(layouts, std::optional(format), &DocumentLayout::mrz);
        const std::string name = layout == layouts.end() ? type_of(format) : layout->name;
        if (type != "auto" && type != name) return std::optional<DocumentReading>{};
        if (layout == layouts.end() || !found.quad)
            return std::optional(DocumentReading{.type = name, .quad = found.quad.value_or(Quad{})});
        std::vector<Quad> quads;
        for (const DocumentOutline& outline : outlines) quads.push_back(outline.quad);
        if (auto whole = whole_picture(image, layout->size)) quads.push_back(*whole);
        auto reading = read_data_page(image, found, *layout, quads, ocr, today, until);
        if (!reading) return reading.error();
        return std::optional(*std::move(reading));
    }

    Result<std::optional<DocumentReading>> read(const Image& image, const std::string& type, std::optional<double> ppi,
                                                std::chrono::year_month_day today, const Until& until) {
        const std::unique_lock lock(one_at_a_time, until.deadline);
        if (!lock) return Error{ErrorCode::timed_out, "another picture is being read"};
        const auto outlines = find_documents(image, ppi);
        if (!outlines) return outlines.error();
        auto reading = by_anchors(image, type, *outlines, until);
        if (!reading) return reading;
        auto found = mrz.read(image, today, until);
        if (!found) return found.error();
        if (!*reading && found->mrz) reading = by_mrz(image, type, *outlines, *found, today, until);
        if (!reading || !*reading) return reading;
        if (found->mrz) (*reading)->mrz = *std::move(found);
        judge_reading(**reading, today);
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
    if (type != "auto" && std::ranges::find(known, type) == known.end())
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
