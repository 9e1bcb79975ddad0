#include "check/fingerprint_measures.h"

#include "check/fingerprint_blocks.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace limner {
namespace {

constexpr double mm_per_px = 25.4 / 500;

double median_of(std::vector<double> values) {
    auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

// Half way between the print's own ridges and valleys, because readers differ in how dark they show skin.
double ink_share_of(const cv::Mat& gray, const PrintArea& area) {
    cv::Mat pixels = gray({0, 0, area.cells.cols * cell_px, area.cells.rows * cell_px}), mask;
    cv::resize(area.cells, mask, pixels.size(), 0, 0, cv::INTER_NEAREST);
    auto histogram = histogram_of(pixels, mask);
    double middle = (level_below_which(histogram, 0.05) + level_below_which(histogram, 0.95)) / 2;
    int inked = 0, all = 0;
    for (int level = 0; level < 256; ++level) {
        int count = histogram[static_cast<std::size_t>(level)];
        all += count;
        if (level < middle) inked += count;
    }
    return static_cast<double>(inked) / std::max(all, 1);
}

// A print is off centre where an edge cuts much of it off while the glass opposite is bare.
int cut_off_side(int before, int after, bool is_cut_before, bool is_cut_after, int size) {
    constexpr double bare_share = 0.15;
    if (is_cut_after && !is_cut_before && before > bare_share * size) return 1;
    if (is_cut_before && !is_cut_after && after > bare_share * size) return -1;
    return 0;
}

cv::Point off_centre_of(const cv::Mat& cells) {
    constexpr double cut_share = 0.25;
    cv::Rect box = cv::boundingRect(cells);
    auto is_cut = [&](const cv::Mat& edge) {
        return cv::countNonZero(edge) > cut_share * static_cast<double>(edge.total());
    };
    return {cut_off_side(box.x, cells.cols - box.br().x, is_cut(cells.col(0)), is_cut(cells.col(cells.cols - 1)),
                         cells.cols),
            cut_off_side(box.y, cells.rows - box.br().y, is_cut(cells.row(0)), is_cut(cells.row(cells.rows - 1)),
                         cells.rows)};
}

void add_blocks(const std::vector<RidgeBlock>& blocks, PrintMeasures& measures) {
    if (blocks.empty()) return;
    double energy = 0, certainty = 0, clarity = 0, all_gradients = 0;
    cv::Vec2d gradients;
    std::vector<double> contrasts, periods;
    for (const RidgeBlock& block : blocks) {
        energy += block.ridge_energy;
        certainty += block.orientation_certainty;
        clarity += block.local_clarity;
        gradients += block.gradients;
        all_gradients += block.gradient_energy;
        contrasts.push_back(block.contrast);
        if (block.period_px) periods.push_back(*block.period_px);
    }
    auto count = static_cast<double>(blocks.size());
    measures.ridge_clarity = energy / count;
    measures.orientation_certainty = certainty / count;
    measures.local_clarity = clarity / count;
    measures.contrast = median_of(std::move(contrasts));
    if (all_gradients > 0) measures.smear = cv::norm(gradients) / all_gradients;
    if (!periods.empty()) measures.ridge_period_px = median_of(std::move(periods));
}

// A finger that slides wipes out every ridge across its way: what is left is faint and runs one way only, which of a
// whole print no ridges do. A tip's may.
bool is_smeared(const PrintMeasures& measures) {
    constexpr double least_smear = 0.5, most_contrast = 45, least_area_mm2 = 200;
    return measures.smear.value_or(0) >= least_smear && measures.contrast.value_or(0) < most_contrast &&
           measures.area_mm2 >= least_area_mm2;
}

enum class Skin { dry, normal, wet };

// Ridges and valleys of a good print are about as wide as each other.
Skin skin_of(const PrintMeasures& measures) {
    constexpr double driest = 0.38, wettest = 0.60;
    if (!measures.ink_share) return Skin::normal;
    return *measures.ink_share < driest ? Skin::dry : *measures.ink_share > wettest ? Skin::wet : Skin::normal;
}

const Text lay_it_down_straight{
    "The print is smeared: the finger slid. Lay it straight down, hold still, and lift it straight up.",
    "Sidik jari tergeser dan kabur. Tempelkan jari lurus ke bawah, tahan diam, lalu angkat lurus ke atas."};
const Text wipe_the_finger{
    "The finger is too wet or presses too hard. Wipe the finger and the glass dry, and press lightly.",
    "Jari terlalu basah atau menekan terlalu kuat. Lap jari dan kaca sampai kering, lalu tempelkan ringan."};
const Text worn_ridges{
    "Where that does not help, the ridges are worn: after the attempts, accept the best print with the reason.",
    "Jika tetap begitu, garisnya aus: setelah beberapa percobaan, terima sidik jari terbaik dengan alasan."};
const Text moisten_the_finger{"The finger is too dry. Moisten it a little, or breathe on it, and press again.",
                              "Jari terlalu kering. Lembapkan sedikit lalu tempelkan lagi."};

}  // namespace

std::map<std::string, double> PrintMeasures::by_name() const {
    std::map<std::string, double> all{{"area_mm2", area_mm2}, {"ground_level", ground_level}};
    auto add = [&](const char* name, const std::optional<double>& value) {
        if (value) all.emplace(name, *value);
    };
    add("ridge_clarity", ridge_clarity);
    add("orientation_certainty", orientation_certainty);
    add("local_clarity", local_clarity);
    add("contrast", contrast);
    add("ridge_period_px", ridge_period_px);
    add("ink_share", ink_share);
    add("smear", smear);
    return all;
}

PrintMeasures measure_print(const cv::Mat& gray) {
    PrintMeasures measures;
    if (gray.cols < cell_px || gray.rows < cell_px) return measures;
    PrintArea area = find_print(gray);
    measures.ground_level = area.ground;
    measures.area_mm2 = area.cell_count * std::pow(cell_px * mm_per_px, 2);
    if (area.cell_count == 0) return measures;
    measures.is_inverted = area.is_inverted;
    if (area.is_inverted) return measures;
    measures.ink_share = ink_share_of(gray, area);
    measures.off_centre = off_centre_of(area.cells);
    add_blocks(measure_blocks(gray, area), measures);
    return measures;
}

Text advice_on_area(const PrintMeasures& measures) {
    if (measures.area_mm2 <= 0)
        return {"There is no finger on the glass. Place the finger.", "Tidak ada jari di kaca. Tempelkan jari."};
    if (measures.off_centre.x != 0 || measures.off_centre.y != 0)
        return {"The finger is off centre. Place it in the middle of the glass.",
                "Jari tidak di tengah. Letakkan jari di tengah kaca."};
    return {
        "Too little of the finger touches the glass. Lay it flat, up to the first joint, and press a little harder.",
        "Bagian jari yang menempel terlalu sedikit. Tempelkan jari rata dan tekan sedikit lebih kuat."};
}

Text advice_on_contrast(const PrintMeasures& measures) {
    if (is_smeared(measures)) return lay_it_down_straight;
    if (skin_of(measures) == Skin::wet) return wipe_the_finger;
    return {"The print is too faint. Press a little harder; moisten a dry finger. " + worn_ridges.en,
            "Sidik jari terlalu pucat. Tekan sedikit lebih kuat; lembapkan jari yang kering. " + worn_ridges.id};
}

Text advice_on_clarity(const PrintMeasures& measures) {
    if (is_smeared(measures)) return lay_it_down_straight;
    switch (skin_of(measures)) {
        case Skin::wet: return wipe_the_finger;
        case Skin::dry: return moisten_the_finger;
        case Skin::normal: break;
    }
    return {"The ridges are not clear. Clean the glass and the finger, and hold still. " + worn_ridges.en,
            "Garis sidik jari tidak jelas. Bersihkan kaca dan jari, lalu tahan diam. " + worn_ridges.id};
}

}  // namespace limner
