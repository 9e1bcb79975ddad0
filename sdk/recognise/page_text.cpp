#include "recognise/page_text.h"

#include "recognise/field_text.h"

#include <algorithm>
#include <cctype>

namespace limner {
namespace {

// Capitals and digits, with those made alike that are often taken for each other in small print.
std::string folded(std::string_view text) {
    std::string kept;
    for (char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte < 0x80 && std::isalnum(byte)) kept += static_cast<char>(std::toupper(byte));
    }
    std::string alike;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const char letter = kept[i];
        if (letter == 'R' && i + 1 < kept.size() && kept[i + 1] == 'N') {
            alike += 'M';
            ++i;
        } else if (letter == '1' || letter == 'L') {
            alike += 'I';
        } else {
            alike += letter == '0' ? 'O' : letter == '5' ? 'S' : letter;
        }
    }
    return alike;
}

/// A part of a word between marks: "Nom" of "Surname/Nom".
struct Token {
    std::string text{};
    std::size_t word = 0;
};

std::vector<Token> tokens_of(const TextRun& run) {
    constexpr std::string_view marks = "/.,:;-|()'*";
    std::vector<Token> tokens;
    for (std::size_t word = 0; word < run.words.size(); ++word) {
        const std::string& text = run.words[word].text;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find_first_of(marks, at), text.size());
            if (std::string part = folded(text.substr(at, end - at)); !part.empty())
                tokens.push_back({std::move(part), word});
            at = end + 1;
        }
    }
    return tokens;
}

struct Match {
    std::size_t first_word = 0, end_word = 0;
    double off = 1;
};

// Short captions must be read without a mistake, others may have one in five letters wrong.
Match best_match(const std::vector<Token>& tokens, const std::string& caption) {
    constexpr std::size_t letters_a_mistake = 5, most_tokens = 8;
    const std::size_t allowed = caption.size() / letters_a_mistake;
    Match best;
    for (std::size_t first = 0; first < tokens.size(); ++first) {
        std::string seen;
        for (std::size_t end = first; end < std::min(tokens.size(), first + most_tokens); ++end) {
            seen += tokens[end].text;
            if (seen.size() > caption.size() + allowed) break;
            if (seen.size() + allowed < caption.size()) continue;
            const std::size_t wrong = edit_distance(seen, caption);
            const double off = double(wrong) / double(caption.size());
            if (wrong <= allowed && off < best.off) best = {tokens[first].word, tokens[end].word + 1, off};
        }
    }
    return best;
}

cv::Rect box_of(const TextRun& run, std::size_t first, std::size_t end) {
    cv::Rect box = run.words[first].box;
    for (std::size_t i = first + 1; i < end; ++i) box |= run.words[i].box;
    return box;
}

}  // namespace

std::string TextRun::text() const {
    std::string text;
    for (const LineOcr::Word& word : words) text += (text.empty() ? "" : " ") + word.text;
    return text;
}

cv::Rect TextRun::box() const { return box_of(*this, 0, words.size()); }

double TextRun::confidence_0_1() const {
    double least = 1;
    for (const LineOcr::Word& word : words) least = std::min(least, word.confidence_0_1);
    return words.empty() ? 0 : least;
}

std::vector<TextRun> runs_of(const std::vector<LineOcr::Word>& words) {
    constexpr double widest_gap = 1.3;  // of the words' height
    std::vector<TextRun> runs;
    for (const LineOcr::Word& word : words) {
        const LineOcr::Word* before = runs.empty() ? nullptr : &runs.back().words.back();
        const bool goes_on =
            before && before->line == word.line &&
            word.box.x - before->box.x - before->box.width < widest_gap * std::max(before->box.height, word.box.height);
        if (!goes_on) runs.emplace_back();
        runs.back().words.push_back(word);
    }
    return runs;
}

std::optional<CaptionHit> find_caption(const std::vector<TextRun>& runs, const std::vector<std::string>& captions) {
    std::optional<CaptionHit> best;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        const auto tokens = tokens_of(runs[run]);
        for (const std::string& caption : captions) {
            const Match match = best_match(tokens, folded(caption));
            if (match.off >= (best ? best->off : 1)) continue;
            best = CaptionHit{run, match.first_word, match.end_word,
                              box_of(runs[run], match.first_word, match.end_word), match.off};
        }
    }
    return best;
}

}  // namespace limner
