#include "recognise/mrz_decoder.h"

#include "recognise/mrz_places.h"
#include "recognise/mrz_states.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace limner {
namespace {

constexpr double most_doubtful_lead = 0.05;
constexpr double most_twin_lead = 0.12;  // a letter that leads a digit of its shape by more is one
// The chance that a cell is not what it looks like most: measured, see docs/accuracy-mrz.md.
constexpr double chance_without_lead = 0.5;
constexpr double lead_per_e = 0.012;
constexpr std::size_t most_doubts = 24;  // of one check digit: pairs of them are tried
// Part 3 allows letters of a digit's shape in numbers, but issuers avoid them: by how much such a letter must look more
// alike beside a digit, twelve to one where the shapes are all but one, two to one elsewhere.
struct Twins {
    char letter;
    char digit;
    double lead;
};
constexpr std::array<Twins, 8> rare_letters{{{'O', '0', 0.03},
                                             {'Q', '0', 0.03},
                                             {'I', '1', 0.03},
                                             {'D', '0', 0.01},
                                             {'Z', '2', 0.01},
                                             {'S', '5', 0.01},
                                             {'B', '8', 0.01},
                                             {'T', '7', 0.01}}};
constexpr double lead_of_an_unknown_state = 0.06;  // over a state that there is: 150 to 1
constexpr double lead_of_a_letter_in_fillers = 0.06;

float score_of(const MrzSimilarities& cell, char c) { return cell[mrz_alphabet.find(c)]; }

// A cell that may hold another character than the one that was read.
struct Doubt {
    std::size_t line;
    std::size_t column;
    char other;
    double lead;  // of the character that was read
};

class Decoder {
public:
    Decoder(const MrzScores& scores, const MrzLayout& layout)
        : scores_(scores), layout_(layout), checks_(mrz_check_spans(layout)), places_(mrz_places(layout)) {}

    MrzDecoding run() {
        seen_ = text();
        favour_digits();
        favour_states({0, 2, 3});
        favour_states(layout_.nationality);
        favour_fillers();
        result_.lines = text();
        choose_twins();
        const MrzSpan& number_check = layout_.document_number_check;
        bool is_long_number = result_.lines[std::size_t(number_check.line)][std::size_t(number_check.column)] == '<';
        if (layout_.has_long_numbers && is_long_number) checks_.erase(checks_.begin());
        arbitrate();
        list_corrections();
        weigh_cells();
        return std::move(result_);
    }

private:
    std::vector<std::string> text() const {
        std::vector<std::string> lines;
        for (const auto& line : scores_) {
            std::string& text = lines.emplace_back();
            for (const MrzSimilarities& cell : line) text += best_character(cell);
        }
        return lines;
    }

    // By how much the letter must lead in this print: by more than it does where only the digit can stand.
    double least_lead(Twins twins) const {
        double most = 0;
        for (std::size_t line = 0; line < seen_.size(); ++line)
            for (std::size_t column = 0; column < seen_[line].size(); ++column) {
                if (places_[line][column] != MrzPlace::digit || seen_[line][column] != twins.letter) continue;
                const MrzSimilarities& cell = scores_[line][column];
                const double lead = score_of(cell, twins.letter) - score_of(cell, twins.digit);
                if (lead < most_twin_lead) most = std::max(most, lead);
            }
        return twins.lead + most;
    }

    // In numbers, beside a digit; between two of them even more.
    void favour_digits() {
        std::vector<MrzSpan> spans{layout_.document_number, layout_.optional_data};
        if (layout_.optional_data_2) spans.push_back(*layout_.optional_data_2);
        for (Twins twins : rare_letters) {
            const auto lead = static_cast<float>(least_lead(twins));
            for (const MrzSpan& span : spans) {
                auto& line = scores_[std::size_t(span.line)];
                const std::string& text = seen_[std::size_t(span.line)];
                auto is_digit = [&](int column) {
                    const bool is_inside = column >= span.column && column < span.column + span.size;
                    return is_inside && text[std::size_t(column)] >= '0' && text[std::size_t(column)] <= '9';
                };
                for (int column = span.column; column < span.column + span.size; ++column) {
                    const int digits = int(is_digit(column - 1)) + int(is_digit(column + 1));
                    line[std::size_t(column)][mrz_alphabet.find(twins.letter)] -= lead * static_cast<float>(digits);
                }
            }
        }
    }

    // One character may make it a state that there is. Digits become their twins later, and tell of a print that the
    // net is not used to.
    void favour_states(const MrzSpan& span) {
        auto& line = scores_[std::size_t(span.line)];
        std::string code = seen_[std::size_t(span.line)].substr(std::size_t(span.column), std::size_t(span.size));
        if (is_known_mrz_state(code) || code.find_first_of("0123456789") != std::string::npos) return;
        double least = lead_of_an_unknown_state;
        MrzSimilarities* changed = nullptr;
        std::size_t other = 0;
        for (std::size_t i = 0; i < code.size(); ++i)
            for (std::size_t c = 0; c < mrz_alphabet.size(); ++c) {
                std::string known = code;
                known[i] = mrz_alphabet[c];
                MrzSimilarities& cell = line[std::size_t(span.column) + i];
                const double lead = score_of(cell, code[i]) - cell[c];
                if (lead >= least || !is_known_mrz_state(known)) continue;
                least = lead;
                changed = &cell;
                other = c;
            }
        if (changed) (*changed)[other] += static_cast<float>(lead_of_an_unknown_state);
    }

    // Names have no three fillers in them: behind these comes nothing (part 3, 4.6).
    void favour_fillers() {
        constexpr int end_of_names = 3;
        auto& line = scores_[std::size_t(layout_.name.line)];
        const std::string& text = seen_[std::size_t(layout_.name.line)];
        int fillers = 0;
        bool is_over = false;
        for (int column = layout_.name.column; column < layout_.name.column + layout_.name.size; ++column) {
            fillers = text[std::size_t(column)] == '<' ? fillers + 1 : 0;
            if (is_over) line[std::size_t(column)][mrz_alphabet.find('<')] += float(lead_of_a_letter_in_fillers);
            is_over = is_over || fillers == end_of_names;
        }
    }

    void choose_twins() {
        for (std::size_t line = 0; line < seen_.size(); ++line)
            for (std::size_t column = 0; column < seen_[line].size(); ++column) {
                char& c = result_.lines[line][column];
                MrzPlace place = places_[line][column];
                if (fits(c, place)) continue;
                if (auto twin = best_twin(scores_[line][column], c, place)) c = *twin;
            }
    }

    static std::optional<char> best_twin(const MrzSimilarities& cell, char c, MrzPlace place) {
        std::optional<char> best;
        for (char twin : mrz_twins(c)) {
            bool is_near = score_of(cell, c) - score_of(cell, twin) < most_twin_lead;
            if (!is_near || !fits(twin, place)) continue;
            if (!best || score_of(cell, twin) > score_of(cell, *best)) best = twin;
        }
        return best;
    }

    // The digits of the fields first. The composite digit covers optional data too, which has no other.
    void arbitrate() {
        for (const MrzCheckSpans& check : checks_) {
            if (agrees(check, result_.lines)) continue;
            make_changes(check, doubts_of(check));
        }
    }

    std::vector<Doubt> doubts_of(const MrzCheckSpans& check) const {
        std::vector<Doubt> doubts;
        auto add = [&](const MrzSpan& span) {
            for (int i = 0; i < span.size; ++i)
                add_doubts(std::size_t(span.line), std::size_t(span.column + i), doubts);
        };
        add(check.digit);
        for (const MrzSpan& span : check.covered) add(span);
        std::stable_sort(doubts.begin(), doubts.end(), [](const Doubt& a, const Doubt& b) { return a.lead < b.lead; });
        if (doubts.size() > most_doubts) doubts.resize(most_doubts);
        return doubts;
    }

    void add_doubts(std::size_t line, std::size_t column, std::vector<Doubt>& doubts) const {
        const MrzSimilarities& cell = scores_[line][column];
        char used = result_.lines[line][column];
        for (std::size_t i = 0; i < cell.size(); ++i) {
            // Where a twin was chosen for its place it may look less alike than others.
            double lead = std::max(0.0F, score_of(cell, used) - cell[i]);
            char other = mrz_alphabet[i];
            if (other != used && lead < most_doubtful_lead && fits(other, places_[line][column]))
                doubts.push_back({line, column, other, lead});
        }
    }

    using Lines = std::vector<std::string>;

    // How likely a doubt is true, against the character as read.
    static double odds_of(const Doubt& doubt) {
        double chance = chance_without_lead * std::exp(-doubt.lead / lead_per_e);
        return chance / (1 - chance);
    }

    // Makes the most likely one or two changes after which the digit agrees, where they are far more likely than all
    // others together and than a digit that is printed wrong.
    void make_changes(const MrzCheckSpans& check, const std::vector<Doubt>& doubts) {
        constexpr double odds_of_a_wrong_print = 0.02;
        constexpr double least_share = 0.9;
        double all = odds_of_a_wrong_print;
        double most = 0;
        Lines best;
        for (std::size_t i = 0; i < doubts.size(); ++i)
            for (std::size_t j = i; j < doubts.size(); ++j) {
                bool is_same_cell = doubts[i].line == doubts[j].line && doubts[i].column == doubts[j].column;
                if (i != j && is_same_cell) continue;
                Lines changed = result_.lines;
                for (std::size_t k : {i, j}) changed[doubts[k].line][doubts[k].column] = doubts[k].other;
                if (!agrees(check, changed) || breaks_others(changed)) continue;
                double odds = odds_of(doubts[i]) * (i == j ? 1 : odds_of(doubts[j]));
                all += odds;
                if (odds <= most) continue;
                most = odds;
                best = std::move(changed);
            }
        if (!best.empty() && most >= least_share * all) result_.lines = std::move(best);
    }

    // A change may not make a digit disagree that agreed; nor, as two fields may be misread, is the composite digit
    // asked for while a field's digit still disagrees.
    bool breaks_others(const std::vector<std::string>& changed) const {
        bool has_composite = checks_.back().covered.size() > 1;
        std::size_t fields = checks_.size() - (has_composite ? 1 : 0);
        bool do_fields_agree = true;
        for (std::size_t i = 0; i < fields; ++i) {
            bool agrees_now = agrees(checks_[i], changed);
            if (!agrees_now && agrees(checks_[i], result_.lines)) return true;
            do_fields_agree = do_fields_agree && agrees_now;
        }
        return has_composite && do_fields_agree && !agrees(checks_.back(), changed);
    }

    void list_corrections() {
        for (std::size_t line = 0; line < seen_.size(); ++line)
            for (std::size_t column = 0; column < seen_[line].size(); ++column)
                if (seen_[line][column] != result_.lines[line][column])
                    result_.corrections.push_back({.line = int(line) + 1,
                                                   .column = int(column) + 1,
                                                   .read = seen_[line][column],
                                                   .used = result_.lines[line][column]});
    }

    // The character's lead over the others that may stand in its place: all, and those that a check digit cannot tell
    // from it, as 8 and S, 6 and G, 0 and U: their values differ by tens.
    struct Lead {
        double over_all;
        double over_equals;
    };
    Lead lead_at(std::size_t line, std::size_t column) const {
        const MrzSimilarities& cell = scores_[line][column];
        char used = result_.lines[line][column];
        const auto used_digit = mrz_check_digit(std::string_view(&used, 1));
        float next = -1;
        float next_equal = -1;
        for (std::size_t i = 0; i < cell.size(); ++i) {
            char other = mrz_alphabet[i];
            if (other == used || !fits(other, places_[line][column])) continue;
            next = std::max(next, cell[i]);
            if (mrz_check_digit(std::string_view(&other, 1)) == used_digit) next_equal = std::max(next_equal, cell[i]);
        }
        float own = score_of(cell, used);
        return {std::max(0.0F, own - next), std::max(0.0F, own - next_equal)};
    }

    static double chance_of_error(double lead) { return chance_without_lead * std::exp(-lead / lead_per_e); }

    // The confidence is the chance that no cell is wrong. A digit that agrees finds nine in ten of the errors in what
    // it covers, but none of one by an equal; one that disagrees tells of an error.
    void weigh_cells() {
        constexpr double missed_by_a_digit = 0.1;
        auto is_checked = checked_cells();
        result_.is_in_doubt = is_checked;
        double chance = 1;
        for (std::size_t line = 0; line < scores_.size(); ++line)
            for (std::size_t column = 0; column < scores_[line].size(); ++column) {
                Lead lead = lead_at(line, column);
                double wrong = chance_of_error(lead.over_all);
                if (is_checked[line][column])
                    wrong = std::max(missed_by_a_digit * wrong, chance_of_error(lead.over_equals));
                chance *= 1 - wrong;
                double telling = is_checked[line][column] ? lead.over_equals : lead.over_all;
                result_.is_in_doubt[line][column] = telling < most_doubtful_lead;
            }
        for (const MrzCheckSpans& check : checks_)
            if (!agrees(check, result_.lines)) chance *= chance_without_lead;
        result_.confidence_0_1 = chance;
    }

    std::vector<std::vector<bool>> checked_cells() const {
        std::vector<std::vector<bool>> covered;
        for (const auto& line : scores_) covered.emplace_back(line.size(), false);
        for (const MrzCheckSpans& check : checks_) {
            if (!agrees(check, result_.lines)) continue;
            covered[std::size_t(check.digit.line)][std::size_t(check.digit.column)] = true;
            for (const MrzSpan& span : check.covered)
                for (int i = 0; i < span.size; ++i)
                    covered[std::size_t(span.line)][std::size_t(span.column + i)] = true;
        }
        return covered;
    }

    MrzScores scores_;
    const MrzLayout& layout_;
    std::vector<MrzCheckSpans> checks_;
    std::vector<std::vector<MrzPlace>> places_;
    std::vector<std::string> seen_{};
    MrzDecoding result_{};
};

}  // namespace

char best_character(const MrzSimilarities& cell) {
    return mrz_alphabet[static_cast<std::size_t>(std::max_element(cell.begin(), cell.end()) - cell.begin())];
}

MrzDecoding decode_mrz(const MrzScores& scores, const MrzLayout& layout) { return Decoder(scores, layout).run(); }

bool looks_like_mrz(const std::vector<std::string>& lines, const MrzLayout& layout) {
    constexpr double least_in_place = 0.8;
    auto places = mrz_places(layout);
    for (MrzPlace kind : {MrzPlace::letter, MrzPlace::digit}) {
        int all = 0;
        int in_place = 0;
        for (std::size_t line = 0; line < places.size(); ++line)
            for (std::size_t column = 0; column < places[line].size(); ++column) {
                if (places[line][column] != kind) continue;
                ++all;
                in_place += fits(lines[line][column], kind) ? 1 : 0;
            }
        if (in_place < least_in_place * all) return false;
    }
    std::ptrdiff_t agreeing = 0;
    auto checks = mrz_check_spans(layout);
    // No passport has lines of 36 (part 4): those of 44 are cut off.
    bool is_cut = layout.format == MrzFormat::td2 && lines.front().front() == 'P';
    if (is_cut && !agrees(checks.back(), lines)) return false;
    for (const MrzCheckSpans& check : checks) agreeing += !is_empty(check, lines) && agrees(check, lines) ? 1 : 0;
    std::ptrdiff_t fillers = 0;
    for (const std::string& line : lines) fillers += std::count(line.begin(), line.end(), '<');
    constexpr std::ptrdiff_t least_fillers_of_mrz = 2;
    constexpr std::string_view first_letters = "PVIAC";
    bool begins_with_letter = lines.front().front() >= 'A' && lines.front().front() <= 'Z';
    bool has_code = first_letters.find(lines.front().front()) != std::string_view::npos;
    return begins_with_letter && fillers >= least_fillers_of_mrz && agreeing >= (has_code ? 1 : 2);
}

}  // namespace limner
