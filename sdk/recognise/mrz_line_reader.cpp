#include "recognise/mrz_line_reader.h"

#include "recognise/least_squares.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace limner {
namespace {

// As the strips that the net was trained on (training/train_lines.py).
constexpr MrzStripShape shape{.cell_width_px = 20, .capital_height_px = 20, .height_px = 32, .margin_cells = 4};
constexpr int column_px = 4;
constexpr double least_deviation = 8;
constexpr std::size_t gap = mrz_alphabet.size();

// What the net says of a line: natural logarithms of probabilities, a row for each class, a column for each 4 px.
struct Columns {
    cv::Mat chances{};

    double ink_at(int column) const {
        if (column < 0 || column >= chances.cols) return 0;
        return 1 - std::exp(chances.at<float>(int(gap), column));
    }
    std::size_t most_likely(int column) const {
        std::size_t best = 0;
        for (std::size_t i = 1; i < gap; ++i)
            if (chances.at<float>(int(i), column) > chances.at<float>(int(best), column)) best = i;
        return best;
    }
};

Columns columns_of(MrzNet& net, const cv::Mat& strip) {
    cv::Mat blob = net.run(strip, least_deviation);
    cv::Mat scores(blob.size[1], blob.size[3], CV_32F, blob.ptr<float>());
    Columns columns{.chances = scores.clone()};
    for (int x = 0; x < scores.cols; ++x) {
        cv::Mat column = columns.chances.col(x);
        double most = 0;
        cv::minMaxLoc(column, nullptr, &most);
        double sum = 0;
        for (int i = 0; i < column.rows; ++i) sum += std::exp(double(column.at<float>(i)) - most);
        column -= most + std::log(sum);
    }
    return columns;
}

// How sure the net is of what it sees at the line's beginning: print that stands on its head looks like nothing.
double certainty(const Columns& columns, int first_columns) {
    double sum = 0;
    for (int x = 0; x < first_columns; ++x) {
        double ink = columns.ink_at(x);
        if (ink > 0.5) sum += std::exp(columns.chances.at<float>(int(columns.most_likely(x)), x));
    }
    return sum;
}

// Middles of what looks like characters, in cells of the strip.
std::vector<double> peaks_of(const Columns& columns) {
    std::vector<double> peaks;
    double weight = 0;
    double sum = 0;
    std::size_t before = gap;
    for (int x = 0; x <= columns.chances.cols; ++x) {
        double ink = columns.ink_at(x);
        std::size_t character = ink > 0.5 ? columns.most_likely(x) : gap;
        if (character != before && weight > 0) {
            double middle_px = sum / weight;
            peaks.push_back(middle_px / shape.cell_width_px - shape.margin_cells - 0.5);
            weight = sum = 0;
        }
        before = character;
        if (character == gap) continue;
        weight += ink;
        sum += ink * (x + 0.5) * column_px;
    }
    return peaks;
}

// Where the middle of each cell is, in cells of the strip: the track was drawn through blobs of ink.
std::array<double, 3> cells_of(const std::vector<double>& peaks) {
    constexpr std::size_t least_peaks = 12;
    constexpr double usual_error = 0.1;
    if (peaks.size() < least_peaks) return {0, 1, 0};
    std::array<double, 3> place{0, 1, 0};
    for (int round = 0; round < 3; ++round) {
        std::vector<double> cells;
        for (double peak : peaks) cells.push_back(std::round((peak - place[0]) / place[1]));
        auto fitted = fit_robust_quadratic(cells, peaks, usual_error);
        // The track is right within a part of a cell: anything else is a slip by a whole one.
        if (std::abs(fitted[0]) > 0.6 || std::abs(fitted[1] - 1) > 0.04) return place;
        place = fitted;
    }
    return place;
}

double px_of(double cell) { return (cell + shape.margin_cells + 0.5) * shape.cell_width_px; }

MrzSimilarities scores_at(const Columns& columns, double middle_px) {
    // The decoder weighs leads in units of its own: 0.012 for each factor of e.
    constexpr float per_e = 0.012F;
    constexpr double reach_px = 0.27 * shape.cell_width_px;
    std::array<double, mrz_alphabet.size()> sum{};
    double all = 1e-3;
    int first = std::max(0, static_cast<int>(std::ceil((middle_px - reach_px) / column_px - 0.5)));
    for (int x = first; x < columns.chances.cols && (x + 0.5) * column_px <= middle_px + reach_px; ++x) {
        double ink = columns.ink_at(x) + 1e-3;
        all += ink;
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] += ink * (columns.chances.at<float>(int(i), x) - std::log(ink));
    }
    MrzSimilarities scores{};
    for (std::size_t i = 0; i < sum.size(); ++i) scores[i] = per_e * static_cast<float>(sum[i] / all);
    return scores;
}

double ink_in(const Columns& columns, double middle_px) {
    int middle = static_cast<int>(std::floor(middle_px / column_px));
    return std::max({columns.ink_at(middle - 1), columns.ink_at(middle), columns.ink_at(middle + 1)});
}

// By how many cells the line begins later than its track says: every cell of an MRZ holds something, and perspective
// makes it unsure which cells of two lines stand under each other. The track's own word where others are as good.
int slip_of(const Columns& columns, const std::array<double, 3>& place, int cells) {
    constexpr double as_good = 0.4;
    constexpr double weight_beside = 0.5;
    auto fill = [&](int slip) {
        double sum = 0;
        for (int cell = -MrzNetReading::spare_cells; cell < cells + MrzNetReading::spare_cells; ++cell) {
            double ink = ink_in(columns, px_of(value_of(place, cell)));
            bool is_inside = cell >= slip && cell < cells + slip;
            sum += is_inside ? ink : -weight_beside * ink;
        }
        return sum;
    };
    int best = 0;
    double most = fill(0) + as_good;
    for (int slip : {-1, 1, -2, 2})
        if (double filled = fill(slip); filled > most) {
            most = filled;
            best = slip;
        }
    return best;
}

std::array<double, 3> shifted(const std::array<double, 3>& place, double by) {
    return {value_of(place, by), slope_of(place, by), place[2]};
}

// The track through the cells' middles as they were found.
MrzTrack moved(const MrzTrack& track, const std::array<double, 3>& place, int cells) {
    std::vector<double> at, x, y;
    for (int i = 0; i <= 10; ++i) {
        double cell = i * (cells - 1) / 10.0;
        Point point = track.at(value_of(place, cell));
        at.push_back(cell);
        x.push_back(point.x);
        y.push_back(point.y);
    }
    return {.x = fit_quadratic(at, x), .y = fit_quadratic(at, y), .capital_height_px = track.capital_height_px};
}

}  // namespace

MrzNetReading MrzLineReader::read(const cv::Mat& gray, const MrzBand& band) {
    auto look = [&](const MrzTrack& track, int cells) {
        return columns_of(net_, straighten(gray, track, cells, shape));
    };
    // The upper line's first cells never are fillers; the net is most of the time that reading takes.
    constexpr int telling_cells = 8;
    const MrzBand turned = band.upside_down();
    std::vector<Columns> lines{look(band.lines.front(), band.cells)};
    const Columns turned_beginning = look(turned.lines.front(), telling_cells);
    const int columns = turned_beginning.chances.cols;
    const bool is_turned = certainty(turned_beginning, columns) > certainty(lines.front(), columns);
    MrzNetReading reading{.band = is_turned ? turned : band};
    if (is_turned) lines.clear();
    for (std::size_t i = lines.size(); i < band.lines.size(); ++i)
        lines.push_back(look(reading.band.lines[i], band.cells));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto place = cells_of(peaks_of(lines[i]));
        place = shifted(place, slip_of(lines[i], place, band.cells));
        auto& scores = reading.scores.emplace_back();
        auto& ink = reading.ink.emplace_back();
        for (int cell = -MrzNetReading::spare_cells; cell < band.cells + MrzNetReading::spare_cells; ++cell) {
            double middle_px = px_of(value_of(place, cell));
            scores.push_back(scores_at(lines[i], middle_px));
            ink.push_back(ink_in(lines[i], middle_px));
        }
        reading.band.lines[i] = moved(reading.band.lines[i], place, band.cells);
    }
    return reading;
}

}  // namespace limner
