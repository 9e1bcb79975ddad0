#include "recognise/person_name.h"

#include <limner/recognise/transliteration.h>

#include <algorithm>
#include <array>
#include <set>

namespace limner {
namespace {

constexpr std::size_t longest_name = 400;

// Titles that stand before a name, those of nobility among them.
const std::set<std::string, std::less<>>& leading_titles() {
    static const std::set<std::string, std::less<>> all{"DR", "DRA",  "DRG", "DRH",   "DRS", "H",
                                                        "HJ", "HAJI", "IR",  "KH",    "NS",  "PROF",
                                                        "R",  "RA",   "RR",  "RADEN", "TGK", "UST"};
    return all;
}

const std::set<std::string, std::less<>>& trailing_titles() {
    static const std::set<std::string, std::less<>> all{
        "AMD",  "AMDKEB", "AMDKEP", "APT",  "BA",   "BSC",  "LLM",   "MA",  "MAG",  "MBA",  "MENG", "MH",
        "MHUM", "MKES",   "MKOM",   "MKN",  "MM",   "MPD",  "MPDI",  "MPH", "MSC",  "MSI",  "MT",   "PHD",
        "SAG",  "SE",     "SFARM",  "SH",   "SHI",  "SHUM", "SIKOM", "SIP", "SKEB", "SKED", "SKEP", "SKM",
        "SKOM", "SPD",    "SPDI",   "SPOG", "SPPD", "SPSI", "SPT",   "SSI", "SSOS", "SSN",  "SST",  "ST",
        "STP",  "STR",    "SPA",    "SPB",  "DIPL", "DESS", "MSN",   "MTR", "SEI",  "SAK",  "STH",  "SIKOM"};
    return all;
}

// Names that have more forms than rules can tell; each row is one name.
const std::vector<std::set<std::string, std::less<>>>& many_forms() {
    static const std::vector<std::set<std::string, std::less<>>> all{
        {"MUHAMMAD",  "MUHAMAD",  "MUHAMMED",  "MOHAMMAD",  "MOHAMAD",  "MOHAMMED", "MOHAMED",
         "MOCHAMMAD", "MOCHAMAD", "MOCHAMMED", "MUCHAMMAD", "MUCHAMAD", "MUHD",     "MOHD",
         "MHD",       "MUH",      "MOH",       "MOCH",      "MUCH",     "MHMD",     "M"},
        {"AHMAD", "ACHMAD", "AKHMAD", "AHMED", "ACHMED", "ACH", "AHM"},
        {"ABDUL", "ABDOEL", "ABD", "ABDL"},
        {"SITI", "ST", "STI", "SITTI"},
        {"NUR", "NOER", "NOOR", "NOR"},
    };
    return all;
}

bool is_title(const std::string& word) { return leading_titles().contains(word) || trailing_titles().contains(word); }

std::string in_capitals(std::string_view chunk) {
    auto printed = transliterate(chunk);
    return printed ? *printed : "";
}

// "S.Kom" is a title as a whole, "M.Arif" two words.
std::vector<std::string_view> parted_at_stops(std::string_view chunk) {
    std::vector<std::string_view> parts;
    if (is_title(in_capitals(chunk))) return {chunk};
    while (!chunk.empty()) {
        const std::size_t end = std::min(chunk.find('.'), chunk.size());
        if (end > 0) parts.push_back(chunk.substr(0, end));
        chunk.remove_prefix(std::min(end + 1, chunk.size()));
    }
    return parts;
}

// The words as they are printed, titles included; nothing where one has no transliteration.
std::optional<std::vector<std::string>> words_of(std::string_view text) {
    std::vector<std::string> words;
    constexpr std::string_view gaps = " ,;/<-\t\n";
    for (std::size_t at = text.find_first_not_of(gaps); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(gaps, at), text.size());
        for (std::string_view part : parted_at_stops(text.substr(at, end - at))) {
            const auto printed = transliterate(part);
            if (!printed) return std::nullopt;
            if (!printed->empty()) words.push_back(*printed);
        }
        at = text.find_first_not_of(gaps, end);
    }
    return words;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

}  // namespace

std::optional<PersonName> PersonName::of(std::string_view text) {
    if (text.size() > longest_name) return std::nullopt;
    auto words = words_of(text);
    if (!words || words->empty()) return std::nullopt;
    std::size_t first = 0, last = words->size();
    // One word always stays: it may be a name that looks like a title.
    while (last - first > 1 && leading_titles().contains((*words)[first])) ++first;
    while (last - first > 1 && trailing_titles().contains((*words)[last - 1])) --last;
    PersonName name;
    for (std::size_t i = 0; i < words->size(); ++i)
        (i >= first && i < last ? name.words : name.titles).push_back((*words)[i]);
    return name;
}

std::string folded_spelling(std::string_view word) {
    std::string fold(word);
    // The order matters: what one rule makes the next ones take further.
    constexpr std::array<std::pair<std::string_view, std::string_view>, 22> rules{{
        {"OE", "U"}, {"DJ", "J"}, {"TJ", "C"}, {"NJ", "NY"}, {"SJ", "S"}, {"SY", "S"}, {"SH", "S"}, {"TS", "S"},
        {"CH", "H"}, {"KH", "H"}, {"DH", "D"}, {"DZ", "Z"},  {"TH", "T"}, {"PH", "F"}, {"GH", "G"}, {"V", "F"},
        {"Q", "K"},  {"X", "KS"}, {"J", "Y"},  {"IY", "I"},  {"EE", "I"}, {"OO", "U"},
    }};
    for (const auto& [from, to] : rules) replace_all(fold, from, to);
    fold.erase(std::ranges::unique(fold).begin(), fold.end());
    if (fold.size() > 2 && fold.back() == 'Y') fold.back() = 'I';
    if (fold.size() > 3 && fold.back() == 'H') fold.pop_back();
    return fold;
}

bool is_spelling_variant(std::string_view a, std::string_view b) {
    if (folded_spelling(a) == folded_spelling(b)) return true;
    return std::ranges::any_of(many_forms(), [&](const auto& forms) { return forms.contains(a) && forms.contains(b); });
}

}  // namespace limner
