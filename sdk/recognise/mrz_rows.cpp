#include "recognise/least_squares.h"
#include "recognise/mrz_glyphs.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace limner {
namespace {

constexpr std::size_t least_row = 16;
constexpr double most_off = 0.33;  // of a glyph from the middle of its cell, in pitches

// Glyphs by place, for questions about a small neighbourhood.
class GlyphMap {
public:
    explicit GlyphMap(const std::vector<MrzGlyph>& glyphs) : glyphs_(glyphs) {
        for (const MrzGlyph& glyph : glyphs) {
            first_along_ = std::min(first_along_, glyph.along);
            first_across_ = std::min(first_across_, glyph.across);
            last_along_ = std::max(last_along_, glyph.along);
            last_across_ = std::max(last_across_, glyph.across);
        }
        columns_ = column(last_along_) + 1;
        rows_ = row(last_across_) + 1;
        buckets_.resize(std::size_t(columns_) * std::size_t(rows_));
        for (std::size_t i = 0; i < glyphs.size(); ++i)
            buckets_[bucket(column(glyphs[i].along), row(glyphs[i].across))].push_back(i);
    }

    // The glyph for which `cost` is least within the rectangle; nothing where it has no value anywhere.
    template <typename Cost>
    std::optional<std::size_t> best_in(double along_from, double along_to, double across_from, double across_to,
                                       Cost cost) const {
        std::optional<std::size_t> best;
        double least = 0;
        for (int r = std::max(0, row(across_from)); r <= std::min(rows_ - 1, row(across_to)); ++r)
            for (int c = std::max(0, column(along_from)); c <= std::min(columns_ - 1, column(along_to)); ++c)
                for (std::size_t i : buckets_[bucket(c, r)]) {
                    std::optional<double> price = cost(glyphs_[i]);
                    if (!price || (best && *price >= least)) continue;
                    best = i;
                    least = *price;
                }
        return best;
    }

private:
    static constexpr double bucket_px = 24;
    int column(double along) const { return static_cast<int>((along - first_along_) / bucket_px); }
    int row(double across) const { return static_cast<int>((across - first_across_) / bucket_px); }
    std::size_t bucket(int c, int r) const { return std::size_t(r) * std::size_t(columns_) + std::size_t(c); }

    const std::vector<MrzGlyph>& glyphs_;
    double first_along_ = 0, first_across_ = 0, last_along_ = 0, last_across_ = 0;
    int columns_ = 1, rows_ = 1;
    std::vector<std::vector<std::size_t>> buckets_{};
};

class RowFinder {
public:
    explicit RowFinder(const std::vector<MrzGlyph>& glyphs)
        : glyphs_(glyphs), map_(glyphs), is_used_(glyphs.size(), false) {}

    std::vector<MrzRow> run() {
        std::vector<MrzRow> rows;
        constexpr std::size_t most_chains = 400;
        auto chains = linked_chains();
        if (chains.size() > most_chains) chains.resize(most_chains);
        for (const auto& chain : chains) {
            // Rows of a pattern beside the print reach into it and take some of its glyphs.
            auto used = std::count_if(chain.begin(), chain.end(), [this](std::size_t i) { return is_used_[i]; });
            if (std::size_t(used) * 3 > chain.size()) continue;
            if (auto row = grow(chain)) rows.push_back(*std::move(row));
        }
        return rows;
    }

private:
    // The neighbour that is next to the right (direction 1) or left (-1) on the same line.
    std::optional<std::size_t> neighbour(const MrzGlyph& from, double direction) const {
        double height = std::max(from.height, from.length);
        double reach = 2.3 * height;
        auto cost = [&](const MrzGlyph& to) -> std::optional<double> {
            double taller = std::max(to.height, height);
            double step = (to.along - from.along) * direction;
            double off = std::abs(to.across - from.across);
            bool is_alike = taller < 2.2 * std::min(std::max(to.height, to.length), height);
            if (!is_alike || step < 0.35 * taller || step > 2.3 * taller || off > 0.4 * step + 0.05 * taller)
                return std::nullopt;
            return step + 2 * off;
        };
        double low = direction > 0 ? from.along : from.along - reach;
        return map_.best_in(low, low + reach, from.across - height, from.across + height, cost);
    }

    // Runs of glyphs that are each other's neighbours, the longest first.
    std::vector<std::vector<std::size_t>> linked_chains() const {
        constexpr std::size_t least_chain = 5;
        std::vector<std::optional<std::size_t>> right(glyphs_.size());
        std::vector<bool> has_left(glyphs_.size(), false);
        for (std::size_t i = 0; i < glyphs_.size(); ++i) {
            auto next = neighbour(glyphs_[i], 1);
            if (!next || neighbour(glyphs_[*next], -1) != i) continue;
            right[i] = next;
            has_left[*next] = true;
        }
        std::vector<std::vector<std::size_t>> chains;
        for (std::size_t i = 0; i < glyphs_.size(); ++i) {
            if (has_left[i] || !right[i]) continue;
            std::vector<std::size_t> chain{i};
            while (right[chain.back()]) chain.push_back(*right[chain.back()]);
            if (chain.size() >= least_chain) chains.push_back(std::move(chain));
        }
        std::stable_sort(chains.begin(), chains.end(), [](auto& a, auto& b) { return a.size() > b.size(); });
        return chains;
    }

    static double median(std::vector<double> values) {
        auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::nth_element(values.begin(), middle, values.end());
        return *middle;
    }

    // Goes from the glyph at `anchor` to both ends of the chain and keeps what is a whole number of pitches from the
    // one before: dirt is not, and two characters that touch have their centre between cells.
    void put_in_cells(const std::vector<std::size_t>& chain, std::size_t anchor, MrzRow& row) const {
        auto step = [&](const MrzGlyph& from, int cell, const MrzGlyph& to) -> std::optional<int> {
            double cells = (to.along - from.along) / row.pitch;
            auto whole = static_cast<int>(std::lround(cells));
            return whole != 0 && std::abs(cells - whole) < most_off ? std::optional(cell + whole) : std::nullopt;
        };
        row.glyphs = {glyphs_[chain[anchor]]};
        row.cells = {0};
        for (std::size_t i = anchor + 1; i < chain.size(); ++i)
            if (auto cell = step(row.glyphs.back(), row.cells.back(), glyphs_[chain[i]])) {
                row.glyphs.push_back(glyphs_[chain[i]]);
                row.cells.push_back(*cell);
            }
        for (std::size_t i = anchor; i-- > 0;)
            if (auto cell = step(row.glyphs.front(), row.cells.front(), glyphs_[chain[i]])) {
                row.glyphs.insert(row.glyphs.begin(), glyphs_[chain[i]]);
                row.cells.insert(row.cells.begin(), *cell);
            }
    }

    // A row of the chain's glyphs that are a whole number of its median steps apart.
    std::optional<MrzRow> seed(const std::vector<std::size_t>& chain) const {
        std::vector<double> steps;
        std::vector<double> heights;
        for (std::size_t i = 0; i < chain.size(); ++i) {
            heights.push_back(glyphs_[chain[i]].height);
            if (i > 0) steps.push_back(glyphs_[chain[i]].along - glyphs_[chain[i - 1]].along);
        }
        MrzRow row;
        row.pitch = median(steps);
        row.height = median(heights);
        for (std::size_t quarter = 0; quarter < 4; ++quarter) {
            MrzRow other = row;
            put_in_cells(chain, chain.size() * quarter / 4, other);
            if (other.cells.size() > row.cells.size()) row = std::move(other);
        }
        if (row.cells.size() < 4) return std::nullopt;
        fit(row);
        return row;
    }

    static void fit(MrzRow& row) {
        row.along = fit_quadratic(cells_of(row), places_of(row, &MrzGlyph::along));
        row.across = fit_quadratic(cells_of(row), places_of(row, &MrzGlyph::across));
        set_pitch(row);
    }

    // Without what only looked like the row's next glyphs.
    static void fit_finally(MrzRow& row) {
        drop_loose_ends(row);
        constexpr double scale = 0.2;  // of a pitch: how far glyphs are off the middle of their line
        row.along = fit_quadratic(cells_of(row), places_of(row, &MrzGlyph::along));
        row.across = fit_robust_quadratic(cells_of(row), places_of(row, &MrzGlyph::across), scale * row.pitch);
        set_pitch(row);
    }

    // One or two glyphs beyond an empty cell at an end are more often dirt than print, and a pattern beside the print
    // goes on like that.
    static void drop_loose_ends(MrzRow& row) {
        for (std::size_t before = 0; before != row.cells.size();) {
            before = row.cells.size();
            drop_loose_end(row);
        }
    }

    static void drop_loose_end(MrzRow& row) {
        constexpr std::size_t loose = 2;
        for (std::size_t i = 1; i <= loose && row.cells.size() > least_row; ++i) {
            if (row.cells[i] == row.cells[i - 1] + 1) continue;
            row.cells.erase(row.cells.begin(), row.cells.begin() + std::ptrdiff_t(i));
            row.glyphs.erase(row.glyphs.begin(), row.glyphs.begin() + std::ptrdiff_t(i));
            break;
        }
        for (std::size_t i = 1; i <= loose && row.cells.size() > least_row; ++i) {
            std::size_t last = row.cells.size() - i;
            if (row.cells[last] == row.cells[last - 1] + 1) continue;
            row.cells.resize(last);
            row.glyphs.resize(last);
            break;
        }
    }

    static std::vector<double> cells_of(const MrzRow& row) { return {row.cells.begin(), row.cells.end()}; }

    static std::vector<double> places_of(const MrzRow& row, double MrzGlyph::*place) {
        std::vector<double> places;
        for (const MrzGlyph& glyph : row.glyphs) places.push_back(glyph.*place);
        return places;
    }

    static void set_pitch(MrzRow& row) {
        row.pitch = std::max(1.0, std::abs(slope_of(row.along, (row.cells.front() + row.cells.back()) / 2.0)));
    }

    // Steps off the end of the row (direction 1 or -1) to the next glyph in its cell; false where the row ends.
    // It may step over that many cells less one.
    bool extend(MrzRow& row, int direction, int most_gap) const {
        std::size_t end = direction > 0 ? row.cells.size() - 1 : 0;
        for (int gap = 1; gap <= most_gap; ++gap) {
            int cell = row.cells[end] + direction * gap;
            // From the last glyph on, by the fit's slope: a fit of few glyphs must not bend far beyond them.
            double middle = row.cells[end] + direction * gap / 2.0;
            double along = value_of(row.along, row.cells[end]) + slope_of(row.along, middle) * direction * gap;
            double across = value_of(row.across, row.cells[end]) + slope_of(row.across, middle) * direction * gap;
            double reach = most_off * row.pitch;
            auto cost = [&](const MrzGlyph& glyph) -> std::optional<double> {
                double off = std::hypot(glyph.along - along, glyph.across - across);
                bool is_alike = glyph.height > 0.4 * row.height && glyph.height < 1.7 * row.height;
                return off < reach && is_alike ? std::optional(off) : std::nullopt;
            };
            auto found = map_.best_in(along - reach, along + reach, across - reach, across + reach, cost);
            if (!found) continue;
            auto place = direction > 0 ? row.glyphs.size() : 0;
            row.glyphs.insert(row.glyphs.begin() + static_cast<std::ptrdiff_t>(place), glyphs_[*found]);
            row.cells.insert(row.cells.begin() + static_cast<std::ptrdiff_t>(place), cell);
            return true;
        }
        return false;
    }

    static bool is_regular(const MrzRow& row) {
        double sum = 0;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            double off = row.glyphs[i].along - value_of(row.along, row.cells[i]);
            sum += off * off;
        }
        double spread = std::sqrt(sum / double(row.cells.size()));
        double filled = double(row.cells.size()) / (row.cells.back() - row.cells.front() + 1);
        return row.cells.size() >= least_row && spread < 0.16 * row.pitch && filled > 0.55;
    }

    std::optional<MrzRow> grow(const std::vector<std::size_t>& chain) {
        constexpr int most_gap = 4;
        auto row = grown(chain, most_gap);
        if (!row) row = grown(chain, 1);  // Without what lies beyond the print and bent the row.
        if (row) mark_used(*row);
        return row;
    }

    std::optional<MrzRow> grown(const std::vector<std::size_t>& chain, int most_gap) const {
        constexpr std::size_t most_cells = 70;
        auto row = seed(chain);
        if (!row) return std::nullopt;
        for (int direction : {1, -1})
            while (row->cells.size() < most_cells && extend(*row, direction, most_gap)) fit(*row);
        fit_finally(*row);
        if (!is_regular(*row)) return std::nullopt;
        std::vector<double> heights;
        for (const MrzGlyph& glyph : row->glyphs) heights.push_back(glyph.height);
        std::sort(heights.begin(), heights.end());
        row->height = heights[heights.size() * 4 / 5];  // fillers are lower than capitals
        return row;
    }

    void mark_used(const MrzRow& row) {
        for (std::size_t i = 0; i < glyphs_.size(); ++i) {
            auto same = [&](const MrzGlyph& g) { return g.along == glyphs_[i].along && g.across == glyphs_[i].across; };
            if (std::any_of(row.glyphs.begin(), row.glyphs.end(), same)) is_used_[i] = true;
        }
    }

    const std::vector<MrzGlyph>& glyphs_;
    GlyphMap map_;
    std::vector<bool> is_used_;
};

}  // namespace

std::vector<MrzRow> find_mrz_rows(const std::vector<MrzGlyph>& glyphs) {
    if (glyphs.size() < least_row) return {};
    return RowFinder(glyphs).run();
}

}  // namespace limner
