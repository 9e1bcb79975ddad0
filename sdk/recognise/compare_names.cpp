#include <limner/recognise/cross_check.h>

#include "recognise/person_name.h"

#include <algorithm>
#include <numeric>

namespace limner {
namespace {

using Words = std::vector<std::string>;

enum class Match { equal, variant, initial, none };

Match match(const std::string& a, const std::string& b) {
    if (a == b) return Match::equal;
    if (is_spelling_variant(a, b)) return Match::variant;
    const std::string& shorter = a.size() < b.size() ? a : b;
    const std::string& longer = a.size() < b.size() ? b : a;
    return shorter.size() == 1 && longer.starts_with(shorter) ? Match::initial : Match::none;
}

/// How well the words of `few` are found in `many`, in their order.
struct Alignment {
    bool is_whole = false;  ///< Every word of `few` has its own.
    bool has_variants = false;
    bool has_initials = false;
    bool has_full_word = false;  ///< More than initials agree.
};

Alignment align(const Words& few, const Words& many) {
    Alignment found;
    std::size_t at = 0;
    for (const std::string& word : few) {
        Match how = Match::none;
        while (at < many.size() && (how = match(word, many[at])) == Match::none) ++at;
        if (at == many.size()) return found;
        ++at;
        found.has_variants = found.has_variants || how == Match::variant;
        found.has_initials = found.has_initials || how == Match::initial;
        found.has_full_word = found.has_full_word || how == Match::equal || how == Match::variant;
    }
    found.is_whole = true;
    return found;
}

Words rotated(const Words& words, std::size_t by) {
    Words turned = words;
    std::ranges::rotate(turned, turned.begin() + static_cast<std::ptrdiff_t>(by));
    return turned;
}

std::string joined(const Words& words) { return std::accumulate(words.begin(), words.end(), std::string{}); }

Agreement compare_same_count(const Words& a, const Words& b) {
    const Alignment found = align(a, b);
    if (!found.is_whole || !found.has_full_word) return Agreement::different;
    if (found.has_initials) return Agreement::abbreviated;
    return found.has_variants ? Agreement::spelling_variant : Agreement::same;
}

Agreement compare_words(const Words& a, const Words& b) {
    if (a == b) return Agreement::same;
    const std::string whole_a = joined(a), whole_b = joined(b);
    // Without the gaps: "Nur Aini" and "Nuraini".
    if (whole_a == whole_b || folded_spelling(whole_a) == folded_spelling(whole_b)) return Agreement::spelling_variant;
    if (a.size() == b.size()) return compare_same_count(a, b);
    const Alignment found = a.size() < b.size() ? align(a, b) : align(b, a);
    if (!found.is_whole || !found.has_full_word) return Agreement::different;
    return found.has_initials ? Agreement::abbreviated : Agreement::added_name;
}

// A family name may stand first or last, so any rotation of the words is the same name; the best one counts.
Agreement compare_in_any_order(const Words& a, const Words& b) {
    Agreement best = compare_words(a, b);
    if (a.size() != b.size()) return best;
    for (std::size_t by = 1; by < a.size(); ++by) best = std::min(best, compare_words(rotated(a, by), b));
    return best;
}

// An MRZ that is too narrow shortens words to no less than their initials and leaves out the last ones.
bool is_beginning(const Words& cut, const Words& whole) {
    if (cut.empty() || cut.size() > whole.size()) return false;
    for (std::size_t i = 0; i < cut.size(); ++i)
        if (!whole[i].starts_with(cut[i]) && !is_spelling_variant(whole[i], cut[i])) return false;
    return true;
}

bool is_truncation(const Words& cut, const Words& whole) {
    for (std::size_t by_whole = 0; by_whole < whole.size(); ++by_whole)
        for (std::size_t by_cut = 0; by_cut < cut.size(); ++by_cut)
            if (is_beginning(rotated(cut, by_cut), rotated(whole, by_whole))) return true;
    return false;
}

// A title is told only where the names without titles agree letter for letter.
Agreement with_titles(Agreement without, const PersonName& a, const PersonName& b) {
    return without == Agreement::same && a.titles != b.titles ? Agreement::title : without;
}

}  // namespace

Agreement compare_names(std::string_view a, std::string_view b, bool a_is_truncated, bool b_is_truncated) {
    const auto one = PersonName::of(a), other = PersonName::of(b);
    if (!one || !other) return Agreement::unreadable;
    const Agreement agreement = with_titles(compare_in_any_order(one->words, other->words), *one, *other);
    if (agreement == Agreement::same) return agreement;
    if (a_is_truncated && is_truncation(one->words, other->words)) return Agreement::truncated;
    if (b_is_truncated && is_truncation(other->words, one->words)) return Agreement::truncated;
    return agreement;
}

}  // namespace limner
