#include <limner/check/check_page.h>

#include "check/judge.h"
#include "check/page_copy.h"
#include "check/page_faults.h"
#include "check/page_feed.h"
#include "check/page_ground.h"
#include "check/page_print.h"
#include "check/page_shadow.h"
#include "check/page_view.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <opencv2/core.hpp>
#include <string_view>

namespace limner {
namespace {

using Advices = std::map<std::string, Advice, std::less<>>;

// What a hint's value cannot prove, a person must see: outside the limits the page is to be looked at. What does not
// apply to a page asks for nothing.
const Advices& hints() {
    static const Advices all{
        {"shadow",
         {{},
          {"A shadow lies on the page. Move the lamp or what stands before it.",
           "Ada bayangan pada halaman. Geser lampu atau benda yang menghalanginya."},
          {}}},
        {"uncoloured_shades",
         {{},
          {"The page has shades but no colour. See whether it is a photocopy.",
           "Halaman tidak berwarna. Periksa apakah ini fotokopi."},
          {"The picture is in gray. Whether the page is a photocopy cannot be told from it.",
           "Gambar ini hitam putih. Tidak dapat ditentukan apakah halaman adalah fotokopi."}}},
        {"raster",
         {{},
          {"A grid of dots covers the page. See whether it is a screen or a copy.",
           "Ada pola titik pada halaman. Periksa apakah ini layar atau salinan."},
          {"The page is too small in the picture to tell a screen or a copy.",
           "Halaman terlalu kecil dalam gambar untuk mengenali layar atau salinan."}}},
        {"skew_spread",
         {{},
          {"Parts of the page lie in two directions. See whether two sheets were fed at once.",
           "Bagian halaman miring berbeda. Periksa apakah dua lembar masuk sekaligus."},
          {"Whether two sheets were fed at once is told of a scan with lines of print alone.",
           "Dua lembar sekaligus hanya dikenali pada pindaian dengan baris tulisan."}}},
        {"length",
         {{},
          {"The page is longer than a sheet. See whether two sheets were fed at once.",
           "Halaman lebih panjang dari satu lembar. Periksa apakah dua lembar masuk sekaligus."},
          {"Whether two sheets were fed at once is told of a scan alone.",
           "Dua lembar sekaligus hanya dikenali pada pindaian."}}},
    };
    return all;
}

Finding judge_hint(const Requirement& requirement, const Measure& measure, const Advice& advice) {
    if (!measure.raw) return excuse(requirement, advice.unassessed);
    Finding finding = judge(requirement, measure, advice);
    if (finding.verdict == FindingVerdict::fail) finding.verdict = FindingVerdict::not_assessed;
    return finding;
}

const Advices& advices() {
    static const Advices all{
        {"blank",
         {{"The page is blank. Turn it over.", "Halaman kosong. Balikkan dokumen."},
          {"Too much of the page is dark. Check the document and the light.",
           "Halaman terlalu gelap. Periksa dokumen dan cahaya."},
          {}}},
        {"cropped",
         {{}, {"The page is cut off. Move it into the middle.", "Halaman terpotong. Geser dokumen ke tengah."}, {}}},
        {"resolution",
         {{"The resolution is too low. Scan with a higher one.",
           "Resolusi terlalu rendah. Pindai dengan resolusi lebih tinggi."},
          {"The resolution is too high. Scan with a lower one.",
           "Resolusi terlalu tinggi. Pindai dengan resolusi lebih rendah."},
          {"The resolution is not known. Check that the print is readable.",
           "Resolusi tidak diketahui. Periksa apakah tulisan terbaca."}}},
        {"sharpness",
         {{"The page is blurred. Lay it flat, and clean the glass or the lens.",
           "Halaman buram. Letakkan rata, dan bersihkan kaca atau lensa."},
          {},
          {"There is too little print to judge sharpness. Look at the picture yourself.",
           "Tulisan terlalu sedikit untuk menilai ketajaman. Periksa gambarnya sendiri."}}},
        {"glare",
         {{},
          {"A reflection hides part of the page. Tilt it or move the lamp.",
           "Pantulan cahaya menutupi halaman. Miringkan dokumen atau geser lampu."},
          {}}},
        {"skew",
         {{"The page lies askew. Turn it clockwise.", "Halaman miring. Putar searah jarum jam."},
          {"The page lies askew. Turn it anticlockwise.", "Halaman miring. Putar berlawanan arah jarum jam."},
          {"Whether the page lies straight cannot be told. Look at the picture yourself.",
           "Kemiringan halaman tidak dapat ditentukan. Periksa gambarnya sendiri."}}},
    };
    return all;
}

// The mean direction of the upper and the lower side.
double skew_of_quad(const Quad& quad) {
    double across = (quad[1].x - quad[0].x) + (quad[2].x - quad[3].x);
    double down = (quad[1].y - quad[0].y) + (quad[2].y - quad[3].y);
    return std::atan2(down, across) * 180 / CV_PI;
}

// What is asked for is measured, nothing else.
class PageMeasures {
public:
    PageMeasures(const PageView& view, std::optional<double> ppi, const std::optional<Quad>& outline)
        : view_(view),
          ppi_(ppi),
          quad_(outline ? outline : find_page_quad(view)),
          print_(find_print(view, quad_)),
          skew_(find_skew()) {}

    const std::optional<Quad>& quad() const { return quad_; }
    const std::optional<double>& skew() const { return skew_; }

    Measure measure(std::string_view requirement) const {
        if (requirement == "blank") return {print_.ink_share};
        if (requirement == "cropped") return {sides_cut_off(view_, print_, quad_)};
        if (requirement == "resolution") return {ppi_};
        if (requirement == "sharpness") return {sharpness_of_print(view_, print_)};
        if (requirement == "glare") return {glare_share(view_, print_, quad_)};
        if (requirement == "skew") return {skew_};
        return hint(requirement);
    }

private:
    // Only scanners feed sheets; their pictures, unlike a camera's, say a resolution that means paper.
    bool is_scan() const {
        constexpr double least_of_scanners = 100;
        return ppi_ && *ppi_ >= least_of_scanners;
    }
    Measure hint(std::string_view requirement) const {
        if (requirement == "shadow") return {shadow_share(view_, print_)};
        if (requirement == "uncoloured_shades") return {uncoloured_shades(view_, print_)};
        if (requirement == "raster") return {raster_strength(view_, print_)};
        if (requirement == "skew_spread" && is_scan()) return {spread_of_skews(print_, skew_.value_or(0))};
        if (requirement == "length" && is_scan()) return {length_by_width(view_, quad_)};
        return {};
    }

    // Print is the better witness; a page without any has its edges.
    std::optional<double> find_skew() const {
        double around = quad_ ? skew_of_quad(*quad_) : 0;
        if (auto skew = skew_of_print(print_, around)) return skew;
        return quad_ ? std::optional(around) : std::nullopt;
    }

    const PageView& view_;
    std::optional<double> ppi_;
    std::optional<Quad> quad_;
    PagePrint print_;
    std::optional<double> skew_;
};

template <typename MeasureOf>
Report report_of(const Profile& profile, MeasureOf&& measure_of) {
    std::vector<Finding> findings;
    for (const Requirement& requirement : profile.requirements) {
        const Measure measure = measure_of(requirement.name);
        if (auto hint = hints().find(requirement.name); hint != hints().end()) {
            findings.push_back(judge_hint(requirement, measure, hint->second));
            continue;
        }
        auto advice = advices().find(requirement.name);
        findings.push_back(judge(requirement, measure, advice == advices().end() ? Advice{} : advice->second));
    }
    return {profile.name, profile.version, std::move(findings)};
}

// Nothing but its resolution can be told of a picture of a few pixels.
PageCheck unmeasured(const Profile& profile, std::optional<double> ppi) {
    return {report_of(profile, [&](std::string_view name) { return name == "resolution" ? Measure{ppi} : Measure{}; })};
}

// Corners may lie outside where the picture cuts the page off, but not by more than its size.
bool is_near(const Quad& outline, const Image& image) {
    return std::ranges::all_of(outline, [&](Point at) {
        return at.x >= -image.width() && at.x <= 2 * image.width() && at.y >= -image.height() &&
               at.y <= 2 * image.height();
    });
}

}  // namespace

Result<PageCheck> check_page(const Image& image, const Profile& profile, std::optional<double> ppi,
                             const std::optional<Quad>& outline) try {
    if (profile.kind != Profile::Kind::page)
        return Error{ErrorCode::invalid_argument, "profile " + profile.name + " is not for pages"};
    if (ppi && !(*ppi > 0)) return Error{ErrorCode::invalid_argument, "a resolution that is not above 0 ppi"};
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "an empty image"};
    if (outline && !is_near(*outline, image))
        return Error{ErrorCode::invalid_argument, "an outline far outside the picture"};
    if (!PageView::is_measurable(image.width(), image.height())) return unmeasured(profile, ppi);
    auto view = PageView::of(image);
    if (!view) return view.error();
    PageMeasures measures(*view, ppi, outline);
    auto report = report_of(profile, [&](std::string_view name) { return measures.measure(name); });
    return PageCheck{std::move(report), measures.quad(), measures.skew().value_or(0)};
} catch (const std::exception& failed) {
    return Error{ErrorCode::internal, std::string("the page could not be measured: ") + failed.what()};
}

}  // namespace limner
