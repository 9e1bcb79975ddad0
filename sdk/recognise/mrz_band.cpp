#include "recognise/mrz_band.h"

#include "recognise/least_squares.h"
#include "recognise/mrz_glyphs.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

namespace limner {
namespace {

constexpr double search_side_px = 1600;
constexpr double most_enlargement = 4;
constexpr std::size_t most_bands = 600;

// A row's cell (with its fraction) at a place along, by Newton's method: rows are nearly straight.
double cell_at(const MrzRow& row, double along) {
    double cell = row.cells.front();
    for (int i = 0; i < 4; ++i) cell += (along - value_of(row.along, cell)) / slope_of(row.along, cell);
    return cell;
}

// `lower` stands under `upper`, one line further on in the same block of print.
struct Neighbour {
    double cell_shift = 0;  // cell of `lower` = cell of `upper` + cell_shift
    double distance = 0;    // in pitches
};

std::optional<Neighbour> place_of(const MrzRow& upper, const MrzRow& lower) {
    constexpr double most_pitch_difference = 0.08;
    if (std::abs(upper.pitch - lower.pitch) > most_pitch_difference * upper.pitch) return std::nullopt;
    double middle = (upper.cells.front() + upper.cells.back()) / 2.0;
    double along = value_of(upper.along, middle);
    double across = value_of(upper.across, middle);
    double slope = slope_of(upper.across, middle) / slope_of(upper.along, middle);
    double under = value_of(lower.across, cell_at(lower, along));
    double lower_cell = cell_at(lower, along - slope * (under - across));
    Neighbour found{.cell_shift = lower_cell - middle,
                    .distance = (under - across) / std::sqrt(1 + slope * slope) / upper.pitch};
    double first = std::max<double>(upper.cells.front() + found.cell_shift, lower.cells.front());
    double last = std::min<double>(upper.cells.back() + found.cell_shift, lower.cells.back());
    double shorter = std::min(upper.cells.back() - upper.cells.front(), lower.cells.back() - lower.cells.front());
    if (last - first < 0.5 * shorter) return std::nullopt;
    return found;
}

std::optional<Neighbour> below(const MrzRow& upper, const MrzRow& lower) {
    auto found = place_of(upper, lower);
    if (!found) return std::nullopt;
    // Doc 9303 prints six lines and ten characters an inch: 1.67; specimens differ. A tilt along the lines narrows
    // cells.
    double widest = std::max(upper.pitch, 0.75 * std::max(upper.height, lower.height));
    bool is_next_line = found->distance > 1.0 && found->distance * upper.pitch < 3.2 * widest;
    return is_next_line ? found : std::nullopt;
}

// Both rows as one, where they are the upper and the lower parts of one line's characters: a print head's gap, a crease
// or a faint middle parts them.
std::optional<MrzRow> whole_line(const MrzRow& upper, const MrzRow& lower) {
    constexpr double most_off = 0.3;
    constexpr double tallest = 1.5;  // of a character, in pitches
    auto found = place_of(upper, lower);
    if (!found || found->distance < 0.2 || found->distance > 1.0) return std::nullopt;
    double distance = found->distance * upper.pitch;
    double height = upper.height / 2 + distance + lower.height / 2;
    bool are_parts = std::abs(found->cell_shift - std::round(found->cell_shift)) < most_off &&
                     height < tallest * upper.pitch && height > 1.3 * std::max(upper.height, lower.height);
    if (!are_parts) return std::nullopt;
    const bool is_upper_longer = upper.cells.size() >= lower.cells.size();
    MrzRow row = is_upper_longer ? upper : lower;
    double middle = (distance + lower.height / 2 - upper.height / 2) / 2;  // under the upper row's
    row.across[0] += is_upper_longer ? middle : middle - distance;
    row.height = height;
    return row;
}

void join_parted_lines(std::vector<MrzRow>& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = i + 1; j < rows.size(); ++j) {
            auto whole = whole_line(rows[i], rows[j]);
            if (!whole) whole = whole_line(rows[j], rows[i]);
            if (!whole) continue;
            rows[i] = *std::move(whole);
            rows.erase(rows.begin() + std::ptrdiff_t(j));
            j = i;
        }
}

std::optional<std::pair<std::size_t, Neighbour>> nearest_below(const std::vector<MrzRow>& rows, std::size_t upper) {
    std::optional<std::pair<std::size_t, Neighbour>> nearest;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i == upper) continue;
        auto found = below(rows[upper], rows[i]);
        if (found && (!nearest || found->distance < nearest->second.distance)) nearest = {i, *found};
    }
    return nearest;
}

// Rows of one block, the cells of each counted from the first row's cell 0.
struct Block {
    std::vector<const MrzRow*> rows{};
    std::vector<int> shifts{};
};

int glyphs_between(const Block& block, int first, int cells) {
    int count = 0;
    for (std::size_t i = 0; i < block.rows.size(); ++i)
        for (int cell : block.rows[i]->cells) {
            int place = cell - block.shifts[i];
            count += place >= first && place < first + cells ? 1 : 0;
        }
    return count;
}

// The window of `cells` cells that holds the most glyphs; of equal ones the middle.
int best_window(const Block& block, int cells) {
    int from = block.rows.front()->cells.front();
    int to = block.rows.front()->cells.back();
    for (std::size_t i = 1; i < block.rows.size(); ++i) {
        from = std::min(from, block.rows[i]->cells.front() - block.shifts[i]);
        to = std::max(to, block.rows[i]->cells.back() - block.shifts[i]);
    }
    int most = 0;
    std::vector<int> best{from};
    for (int first = std::min(from, to - cells + 1); first <= std::max(from, to - cells + 1); ++first) {
        int count = glyphs_between(block, first, cells);
        if (count > most) best.clear();
        if (count >= most) best.push_back(first);
        most = std::max(most, count);
    }
    return best[best.size() / 2];
}

std::array<double, 3> moved(const std::array<double, 3>& quadratic, double shift, double scale) {
    return {scale * value_of(quadratic, shift), scale * slope_of(quadratic, shift), scale * quadratic[2]};
}

// A frame turned against the print makes its characters look taller: an upright of `height` and 0.65 of that in width.
double upright_height(const MrzRow& row) {
    constexpr double width_of_a_height = 0.65;
    double middle = (row.cells.front() + row.cells.back()) / 2.0;
    double turn = std::atan2(slope_of(row.across, middle), slope_of(row.along, middle));
    return row.height / (std::cos(turn) + width_of_a_height * std::abs(std::sin(turn)));
}

// Of the row whose neighbours differ the most: a line of fillers is as uniform as a weave, but no MRZ has two.
double variety(const Block& block) {
    constexpr double usual = 0.12;  // of a pitch, width and height together
    double most = 0;
    for (const MrzRow* row : block.rows) {
        double sum = 0;
        int pairs = 0;
        for (std::size_t i = 1; i < row->glyphs.size(); ++i) {
            const MrzGlyph& a = row->glyphs[i - 1];
            const MrzGlyph& b = row->glyphs[i];
            if (row->cells[i] != row->cells[i - 1] + 1) continue;
            sum += std::abs(a.length - b.length) + std::abs(a.height - b.height);
            ++pairs;
        }
        if (pairs > 0) most = std::max(most, sum / pairs / row->pitch);
    }
    return std::min(1.0, most / usual);
}

std::array<double, 3> mixed(const std::array<double, 3>& a, double part_a, const std::array<double, 3>& b,
                            double part_b) {
    return {part_a * a[0] + part_b * b[0], part_a * a[1] + part_b * b[1], part_a * a[2] + part_b * b[2]};
}

MrzBand band_of(const Block& block, int cells, MrzBlob::Direction direction, double scale) {
    int first = best_window(block, cells);
    double inside = glyphs_between(block, first, cells);
    double all = 0;
    for (const MrzRow* row : block.rows) all += double(row->glyphs.size());
    double filled = inside / cells / double(block.rows.size());
    MrzBand band{.lines = {}, .cells = cells, .regularity_0_1 = filled * inside / all, .variety_0_1 = variety(block)};
    for (std::size_t i = 0; i < block.rows.size(); ++i) {
        const MrzRow& row = *block.rows[i];
        auto along = moved(row.along, first + block.shifts[i], 1 / scale);
        auto across = moved(row.across, first + block.shifts[i], 1 / scale);
        MrzTrack track{.x = mixed(along, direction.cosine, across, -direction.sine),
                       .y = mixed(along, direction.sine, across, direction.cosine),
                       .capital_height_px = upright_height(row) / scale};
        band.lines.push_back(track);
    }
    return band;
}

// A document has two or three such rows, a picture of some documents a few more.
double rarity(const MrzRow& row, const std::vector<MrzRow>& rows) {
    constexpr double same_pitch = 0.08, usual_rows = 8;
    const auto alike = std::ranges::count_if(
        rows, [&](const MrzRow& other) { return std::abs(other.pitch - row.pitch) < same_pitch * row.pitch; });
    return std::min(1.0, usual_rows / static_cast<double>(alike));
}

// The band, and others in which the lowest row's characters are as high as the highest's: a print head's gap or a worn
// edge may have left only the upper or the lower part of them. The band itself comes first.
void add_with_whole_characters(const Block& block, const MrzBand& band, MrzBlob::Direction direction, double scale,
                               std::vector<MrzBand>& bands) {
    constexpr double most_of_the_highest = 0.75, share_of_rank = 0.8;
    bands.push_back(band);
    const auto [lowest, highest] =
        std::ranges::minmax_element(block.rows, {}, [](const MrzRow* row) { return row->height; });
    if ((*lowest)->height > most_of_the_highest * (*highest)->height) return;
    for (const double side : {1.0, -1.0}) {
        MrzRow whole = **lowest;
        whole.across[0] += side * ((*highest)->height - whole.height) / 2;
        whole.height = (*highest)->height;
        Block other = block;
        other.rows[std::size_t(lowest - block.rows.begin())] = &whole;
        MrzBand added = band_of(other, band.cells, direction, scale);
        added.regularity_0_1 *= share_of_rank;
        added.rarity_0_1 = band.rarity_0_1;
        bands.push_back(std::move(added));
    }
}

void add_bands(const std::vector<MrzRow>& rows, MrzBlob::Direction direction, double scale,
               std::vector<MrzBand>& bands) {
    constexpr double least_regularity = 0.6;
    auto add = [&](const Block& block, int cells) {
        MrzBand band = band_of(block, cells, direction, scale);
        if (band.regularity_0_1 < least_regularity) return;
        band.rarity_0_1 = rarity(*block.rows.front(), rows);
        add_with_whole_characters(block, band, direction, scale, bands);
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto second = nearest_below(rows, i);
        if (!second) continue;
        Block block{{&rows[i], &rows[second->first]}, {0, int(std::lround(second->second.cell_shift))}};
        for (int cells : {44, 36}) add(block, cells);
        auto third = nearest_below(rows, second->first);
        if (!third) continue;
        block.rows.push_back(&rows[third->first]);
        block.shifts.push_back(int(std::lround(second->second.cell_shift + third->second.cell_shift)));
        add(block, 30);
    }
}

// Whether all cells are in the picture, but for a part of the first or last.
bool is_within(const MrzBand& band, const cv::Size& picture) {
    auto is_inside = [&](Point p, double margin) {
        return p.x > -margin && p.y > -margin && p.x < picture.width + margin && p.y < picture.height + margin;
    };
    return std::all_of(band.lines.begin(), band.lines.end(), [&](const MrzTrack& track) {
        double margin = 0.5 * track.capital_height_px;
        return is_inside(track.at(0), margin) && is_inside(track.at(band.cells - 1), margin);
    });
}

}  // namespace

Point MrzTrack::at(double cell) const { return {value_of(x, cell), value_of(y, cell)}; }

Point MrzTrack::step_at(double cell) const { return {slope_of(x, cell), slope_of(y, cell)}; }

MrzBand MrzBand::upside_down() const {
    MrzBand turned = *this;
    std::reverse(turned.lines.begin(), turned.lines.end());
    for (MrzTrack& track : turned.lines)
        for (auto* quadratic : {&track.x, &track.y}) {
            *quadratic = moved(*quadratic, cells - 1, 1);
            (*quadratic)[1] = -(*quadratic)[1];
        }
    return turned;
}

MrzBand MrzBand::shifted(int by) const {
    MrzBand band = *this;
    for (MrzTrack& track : band.lines) {
        track.x = moved(track.x, by, 1);
        track.y = moved(track.y, by, 1);
    }
    return band;
}

Quad MrzBand::outline() const {
    auto corner = [](const MrzTrack& track, double cell, double side) {
        Point centre = track.at(cell);
        Point step = track.step_at(cell);
        double length = std::max(1e-9, std::hypot(step.x, step.y));
        double half = side * 0.5 * track.capital_height_px / length;
        return Point{centre.x - half * step.y, centre.y + half * step.x};
    };
    double left = -0.5;
    double right = cells - 0.5;
    return {corner(lines.front(), left, -1), corner(lines.front(), right, -1), corner(lines.back(), right, 1),
            corner(lines.back(), left, 1)};
}

std::vector<MrzBand> find_mrz_bands(const cv::Mat& gray, const Until& until) {
    constexpr int least_side_px = 16;
    if (std::min(gray.cols, gray.rows) < least_side_px) return {};
    double scale = std::min(most_enlargement, search_side_px / std::max(gray.cols, gray.rows));
    cv::Mat work;
    cv::resize(gray, work, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
    auto blobs = find_mrz_blobs(work);
    std::vector<MrzBand> bands;
    for (std::size_t i = 0; i < MrzBlob::directions.size(); ++i) {
        if (until.has_passed() || until.is_stopped()) break;
        auto rows = find_mrz_rows(glyphs_along(blobs, i));
        join_parted_lines(rows);
        add_bands(rows, MrzBlob::directions[i], scale, bands);
    }
    std::erase_if(bands, [&](const MrzBand& band) { return !is_within(band, gray.size()); });
    std::ranges::stable_sort(bands, std::ranges::greater{}, [](const MrzBand& band) {
        return band.regularity_0_1 * band.variety_0_1 * band.rarity_0_1;
    });
    if (bands.size() > most_bands) bands.resize(most_bands);
    return bands;
}

}  // namespace limner
