#include "recognise/mrz_page_reader.h"

#include "recognise/mrz_places.h"

#include <algorithm>
#include <array>
#include <opencv2/core.hpp>
#include <optional>

namespace limner {
namespace {

double best_similarity(const MrzSimilarities& cell) { return *std::max_element(cell.begin(), cell.end()); }

std::vector<MrzStrip> strips_of(const cv::Mat& gray, const MrzBand& band) {
    std::vector<MrzStrip> strips;
    for (const MrzTrack& track : band.lines) strips.push_back(straighten(gray, track, band.cells));
    return strips;
}

double rough_fit(const std::vector<MrzStrip>& strips, const MrzGlyphMatcher& matcher) {
    double sum = 0;
    for (const MrzStrip& strip : strips) sum += matcher.rough_fit(strip);
    return sum;
}

// By how many cells the print begins later than the band: what stands beside it may have been taken for its first or
// last character. The window with the most alike cells; the band's own where others are as good.
int window_of(const std::vector<MrzMatch>& matches, int cells) {
    int best = 0;
    double most = 0;
    for (int shift : {0, -1, 1, -2, 2}) {
        double sum = 0;
        for (const MrzMatch& match : matches)
            for (int i = 0; i < cells; ++i)
                sum += best_similarity(match.cells[std::size_t(i + shift + MrzMatch::spare_cells)]);
        if (sum <= most) continue;
        most = sum;
        best = shift;
    }
    return best;
}

// A run of cells without fillers.
struct Word {
    std::size_t line = 0;
    std::size_t first = 0;
    std::size_t size = 0;
};

std::vector<Word> words_of(const MrzScores& scores) {
    std::vector<Word> words;
    for (std::size_t line = 0; line < scores.size(); ++line) {
        Word word{.line = line};
        for (std::size_t i = 0; i <= scores[line].size(); ++i) {
            if (i < scores[line].size() && best_character(scores[line][i]) != '<') {
                if (word.size++ == 0) word.first = i;
                continue;
            }
            if (word.size > 0) words.push_back(word);
            word.size = 0;
        }
    }
    return words;
}

class GlyphReader {
public:
    GlyphReader(const std::vector<MrzStrip>& strips, const MrzGlyphMatcher& matcher, MrzOcr& ocr, const Until& until)
        : strips_(strips), ocr_(ocr), until_(until) {
        std::vector<MrzMatch> matches;
        for (const MrzStrip& strip : strips) matches.push_back(matcher.match(strip));
        int cells = strips.front().cells;
        shift_ = window_of(matches, cells);
        for (const MrzMatch& match : matches) {
            auto first = match.cells.begin() + shift_ + MrzMatch::spare_cells;
            scores_.emplace_back(first, first + cells);
        }
    }

    int shift() const { return shift_; }
    const MrzScores& scores() const { return scores_; }

    Result<void> ask_about_doubts(const std::vector<std::vector<bool>>& is_in_doubt) {
        double fit = mean_fit();
        weigh_similarities(fit);
        for (const Word& word : words_of(scores_)) {
            if (until_.has_passed() || until_.is_stopped()) return {};
            auto first_cell = is_in_doubt[word.line].begin() + std::ptrdiff_t(word.first);
            bool has_doubt = std::find(first_cell, first_cell + std::ptrdiff_t(word.size), true) !=
                             first_cell + std::ptrdiff_t(word.size);
            if (fit > fit_of_ocr_b && !has_doubt) continue;
            auto symbols = ocr_.read_word(picture_of(word));
            if (!symbols) return symbols.error();
            auto first = first_of(*symbols, word);
            if (!first) continue;
            for (std::size_t i = 0; i < word.size; ++i)
                add_vote((*symbols)[*first + i], scores_[word.line][word.first + i]);
        }
        return {};
    }

    double mean_fit() const {
        double sum = 0;
        double count = 0;
        for (const auto& line : scores_)
            for (const MrzSimilarities& cell : line) {
                sum += best_similarity(cell);
                ++count;
            }
        return sum / count;
    }

private:
    // Below this a line is not in OCR-B, and what its glyphs look like says little.
    static constexpr double fit_of_ocr_b = 0.9;
    // By what a sure vote of Tesseract's outweighs a lead in similarity.
    static constexpr double weight_of_vote = 0.04;

    // The word on clean paper: what is left of a filler or of the paper's pattern at its ends would be read, too.
    cv::Mat picture_of(const Word& word) const {
        constexpr int paper = 190;
        constexpr int edge = MrzStrip::cell_width_px;
        int first = (int(word.first) + shift_ + MrzStrip::margin_cells) * MrzStrip::cell_width_px;
        cv::Mat inside = strips_[word.line].gray.colRange(first, first + int(word.size) * MrzStrip::cell_width_px);
        cv::Mat clean;
        inside.convertTo(clean, CV_8U, 255.0 / paper);
        cv::copyMakeBorder(clean, clean, edge / 4, edge / 4, edge, edge, cv::BORDER_CONSTANT, cv::Scalar(255));
        return clean;
    }

    // The symbols one for each cell. One or two more are taken for dirt at the ends, where the rest is what the glyphs
    // look like; otherwise which cell a symbol is of would be a guess.
    std::optional<std::size_t> first_of(const std::vector<MrzOcr::Symbol>& symbols, const Word& word) const {
        constexpr std::size_t most_dirt = 2;
        if (symbols.size() == word.size) return 0;
        if (symbols.size() < word.size || symbols.size() > word.size + most_dirt) return std::nullopt;
        for (std::size_t first = 0; first <= symbols.size() - word.size; ++first) {
            std::size_t alike = 0;
            for (std::size_t i = 0; i < word.size; ++i) {
                char seen = best_character(scores_[word.line][word.first + i]);
                alike += symbols[first + i].character == seen ? 1 : 0;
            }
            if (alike * 3 >= word.size * 2) return first;
        }
        return std::nullopt;
    }

    static void add_vote(const MrzOcr::Symbol& symbol, MrzSimilarities& cell) {
        constexpr double part_of_a_twin = 0.7;
        auto add = [&](char c, double part) {
            auto at = mrz_alphabet.find(c);
            if (at != std::string_view::npos)
                cell[at] += static_cast<float>(weight_of_vote * part * symbol.confidence_0_1);
        };
        add(symbol.character, 1);
        // In the fonts that it was trained on these two have one shape.
        if (symbol.character == 'O') add('0', part_of_a_twin);
        if (symbol.character == '0') add('O', part_of_a_twin);
    }

    // The less the print is like OCR-B, the less it says which of its glyphs a cell is most like.
    void weigh_similarities(double fit) {
        double weight = weight_of_vote / (weight_of_vote + 2 * std::max(0.0, fit_of_ocr_b - fit));
        for (auto& line : scores_)
            for (MrzSimilarities& cell : line)
                for (float& similarity : cell) similarity *= static_cast<float>(weight);
    }

    const std::vector<MrzStrip>& strips_;
    MrzOcr& ocr_;
    const Until& until_;
    int shift_ = 0;
    MrzScores scores_{};
};

MrzFormat format_of(const MrzScores& scores) {
    if (scores.size() == 3) return MrzFormat::td1;
    bool is_visa = best_character(scores.front().front()) == 'V';
    if (scores.front().size() == 44) return is_visa ? MrzFormat::mrv_a : MrzFormat::td3;
    return is_visa ? MrzFormat::mrv_b : MrzFormat::td2;
}

// Text that is no MRZ becomes one only by many corrections of what was seen.
bool is_plausible(const MrzDecoding& decoding) {
    constexpr double least_confidence = 1e-5;
    constexpr std::size_t most_corrections = 8;
    return decoding.confidence_0_1 >= least_confidence && decoding.corrections.size() <= most_corrections;
}

// Whether it is worth asking Tesseract about a band that does not read as an MRZ: in another font it may be one. Lines
// that fit worse are no print in any font of fixed pitch, and a page of text in columns has no fillers.
bool may_be_mrz(const std::vector<std::string>& lines, double fit) {
    constexpr double least_fit_of_print = 0.7;
    return fit >= least_fit_of_print && std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
               return line.find('<') != std::string::npos;
           });
}

// How much ink is inside a window that begins `shift` cells later than the band, from 0 to 1, less what is beside it.
double fill(const MrzNetReading& seen, int shift) {
    double inside = 0;
    double beside = 0;
    for (const auto& line : seen.ink)
        for (int i = 0; i < int(line.size()); ++i) {
            int cell = i - MrzNetReading::spare_cells - shift;
            (cell >= 0 && cell < seen.band.cells ? inside : beside) += line[std::size_t(i)];
        }
    constexpr double weight_beside = 0.5;
    return (inside - weight_beside * beside) / (seen.band.cells * double(seen.ink.size()));
}

bool holds_cell(const cv::Size& picture, const MrzBand& band, double cell) {
    return std::all_of(band.lines.begin(), band.lines.end(), [&](const MrzTrack& track) {
        const Point p = track.at(cell);
        return p.x >= 0 && p.y >= 0 && p.x < picture.width && p.y < picture.height;
    });
}

// Whether print goes on beside a window of 36 cells, or may go on outside the picture: then the lines may be longer,
// and something hides the rest. A composite digit that agrees rules that out; so do agreeing digits where only
// something before the first cell looks like print, as a frame does: lines that lack their first cells have theirs in
// other places.
bool is_a_part(const MrzNetReading& seen, const MrzBandReading& reading, const cv::Size& picture) {
    constexpr int cells_that_may_go_on = 36;
    if (seen.band.cells != cells_that_may_go_on) return false;
    constexpr double near_edge = 1.15, of_next_character = 0.85;  // cells from the middle of the first or last
    constexpr double sure = 0.8;
    auto all = [&](std::size_t cell) {
        return std::all_of(seen.ink.begin(), seen.ink.end(), [&](const auto& line) { return line[cell] > sure; });
    };
    constexpr std::size_t after = MrzNetReading::spare_cells + cells_that_may_go_on;
    const bool goes_on_before = all(0) && all(1);
    const bool goes_on_after = all(after) && all(after + 1);
    const double last = cells_that_may_go_on - 1;
    const bool is_cut_after = !holds_cell(picture, reading.band, last + of_next_character);
    const bool is_at_edge =
        !holds_cell(picture, reading.band, -near_edge) || !holds_cell(picture, reading.band, last + near_edge);
    if (!goes_on_before && !goes_on_after && !is_at_edge) return false;
    const MrzLayout& layout = mrz_layout(reading.format);
    const auto checks = mrz_check_spans(layout);
    const bool do_agree = std::all_of(checks.begin(), checks.end(), [&](const MrzCheckSpans& check) {
        return agrees(check, reading.decoding.lines) && !is_empty(check, reading.decoding.lines);
    });
    return !do_agree || ((goes_on_after || is_cut_after) && !layout.composite_check);
}

MrzScores window_of(const MrzNetReading& seen, int shift) {
    MrzScores scores;
    for (const auto& line : seen.scores) {
        auto first = line.begin() + MrzNetReading::spare_cells + shift;
        scores.emplace_back(first, first + seen.band.cells);
    }
    return scores;
}

// Of the windows that hold about as much ink the one whose text is the most certain: a frame round the print looks like
// one character more.
MrzBandReading best_window(const MrzNetReading& seen) {
    constexpr double as_good = 0.03;
    constexpr std::array<int, 5> shifts{0, -1, 1, -2, 2};
    double most = -1;
    for (int shift : shifts) most = std::max(most, fill(seen, shift));
    std::optional<MrzBandReading> best;
    for (int shift : shifts) {
        if (fill(seen, shift) < most - as_good) continue;
        MrzBandReading reading = decoded({.band = seen.band.shifted(shift)}, window_of(seen, shift));
        bool is_better =
            !best || (reading.is_mrz && !best->is_mrz) ||
            (reading.is_mrz == best->is_mrz && reading.decoding.confidence_0_1 > best->decoding.confidence_0_1);
        if (is_better) best = std::move(reading);
    }
    return *best;
}

}  // namespace

MrzBandReading decoded(MrzBandReading reading, MrzScores scores) {
    reading.format = format_of(scores);
    reading.decoding = decode_mrz(scores, mrz_layout(reading.format));
    reading.is_mrz =
        looks_like_mrz(reading.decoding.lines, mrz_layout(reading.format)) && is_plausible(reading.decoding);
    reading.scores = std::move(scores);
    return reading;
}

Result<MrzBandReading> MrzBandReader::read(const cv::Mat& gray, const MrzBand& band, const Until& until) {
    constexpr double sure = 0.6;
    MrzNetReading seen = net_.read(gray, band);
    MrzBandReading reading = best_window(seen);
    if (is_a_part(seen, reading, gray.size())) return MrzBandReading{.band = band};
    if (!reading.is_mrz || reading.decoding.confidence_0_1 >= sure) return reading;
    auto other = read_glyphs(gray, reading.band, until);
    if (!other) return other.error();
    bool is_better =
        other->is_mrz && (!reading.is_mrz || other->decoding.confidence_0_1 > reading.decoding.confidence_0_1);
    return is_better ? *std::move(other) : reading;
}

Result<MrzBandReading> MrzBandReader::read_glyphs(const cv::Mat& gray, const MrzBand& band, const Until& until) {
    MrzBandReading reading{.band = band};
    auto strips = strips_of(gray, band);
    auto turned = strips_of(gray, band.upside_down());
    if (rough_fit(turned, matcher_) > rough_fit(strips, matcher_)) {
        strips = std::move(turned);
        reading.band = band.upside_down();
    }
    GlyphReader reader(strips, matcher_, ocr_, until);
    reading.band = reading.band.shifted(reader.shift());
    reading = decoded(std::move(reading), reader.scores());
    if (!reading.is_mrz && !may_be_mrz(reading.decoding.lines, reader.mean_fit())) return reading;
    auto asked = reader.ask_about_doubts(reading.decoding.is_in_doubt);
    if (!asked) return asked.error();
    reading = decoded(std::move(reading), reader.scores());
    return reading;
}

}  // namespace limner
