#include "recognise/captioned_fields.h"

#include <limner/recognise/cross_check.h>

#include "recognise/page_pixels.h"

#include <algorithm>
#include <cmath>

namespace limner {
namespace {

constexpr double sure_enough = 0.5;

bool is_letter(char letter) { return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z'); }
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Whether a text can be what a field of the kind holds.
bool is_possible(FieldKind kind, const FieldValue& value, std::string_view raw) {
    if (value.value.empty()) return false;
    const auto letters = std::ranges::count_if(raw, is_letter), digits = std::ranges::count_if(raw, is_digit);
    if (kind == FieldKind::name) return letters >= 2 && digits == 0;
    return kind != FieldKind::text || letters + digits >= 2;
}

// Letters that a recogniser cannot tell from digits count as them.
std::string code_alike(std::string_view text) {
    std::string alike;
    for (char letter : text) {
        if (!is_letter(letter) && !is_digit(letter)) continue;
        const char capital = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
        alike += capital == 'O' ? '0' : capital == 'I' ? '1' : capital;
    }
    return alike;
}

// What the MRZ says in a field's place; empty: nothing that print could be compared with.
std::string mrz_text_of(const Mrz& mrz, const LayoutField& field) {
    auto date = [](const MrzDate& of) {
        return of.is_readable && of.text().find('X') == std::string::npos ? of.text() : "";
    };
    if (field.name == "document_number") return mrz.fields.document_number;
    if (field.name == "surname") return mrz.fields.surname;
    if (field.name == "given_names") return mrz.fields.given_names;
    if (field.name == "birth_date") return date(mrz.fields.birth_date);
    return field.name == "expiry_date" ? date(mrz.fields.expiry_date) : "";
}

bool is_same_name(std::string_view print, std::string_view coded, bool is_truncated) {
    const Agreement agreement = compare_names(print, coded, false, is_truncated);
    return agreement == Agreement::same || agreement == Agreement::spelling_variant ||
           (is_truncated && agreement == Agreement::truncated);
}

}  // namespace

CaptionedFields::CaptionedFields(const DocumentLayout& layout, const std::vector<LineOcr::Word>& words,
                                 double pixels_per_mm, const Mrz& mrz, int this_year)
    : layout_(layout), pixels_per_mm_(pixels_per_mm), mrz_(mrz), this_year_(this_year), runs_(runs_of(words)) {
    for (const LayoutField& field : layout.fields) captions_.push_back(find_caption(runs_, field.captions));
    signature_ = find_caption(runs_, layout.signature_captions);
}

std::optional<int> CaptionedFields::latest_year(const LayoutField& field) const {
    constexpr int years_of_validity = 50;
    return field.name == "birth_date" || field.name == "issue_date" ? this_year_ : this_year_ + years_of_validity;
}

bool CaptionedFields::is_caption(std::size_t run) const {
    std::vector<bool> is_of_caption(runs_[run].words.size(), false);
    auto mark = [&](const std::optional<CaptionHit>& hit) {
        if (!hit || hit->run != run) return;
        for (std::size_t word = hit->first; word < hit->end; ++word) is_of_caption[word] = true;
    };
    for (const auto& hit : captions_) mark(hit);
    mark(signature_);
    return 2 * std::ranges::count(is_of_caption, true) >= static_cast<std::ptrdiff_t>(is_of_caption.size());
}

// A run and what follows it in the same row: dates are printed with wide gaps.
TextRun CaptionedFields::with_next(const TextRun& run) const {
    constexpr double widest_gap_mm = 5;
    TextRun longer = run;
    const cv::Rect box = run.box();
    for (const TextRun& other : runs_) {
        const cv::Rect next = other.box();
        const double gap = mm(next.x - longer.box().x - longer.box().width);
        const bool is_level = std::abs(next.y + next.height / 2.0 - box.y - box.height / 2.0) < 0.4 * box.height;
        if (is_level && gap > 0 && gap < widest_gap_mm)
            longer.words.insert(longer.words.end(), other.words.begin(), other.words.end());
    }
    return longer;
}

CaptionedFields::Found CaptionedFields::found_in(const LayoutField& field, const TextRun& run) const {
    Found found{.raw = run.text(), .confidence_0_1 = run.confidence_0_1(), .box = run.box()};
    found.value = value_of(field, found.raw, latest_year(field));
    if (field.kind != FieldKind::date || !found.value.value.empty()) return found;
    const TextRun longer = with_next(run);
    if (longer.words.size() == run.words.size()) return found;
    found = {.raw = longer.text(), .confidence_0_1 = longer.confidence_0_1(), .box = longer.box()};
    found.value = value_of(field, found.raw, latest_year(field));
    return found;
}

std::optional<CaptionedFields::Found> CaptionedFields::under_caption(std::size_t field) const {
    const auto& caption = captions_[field];
    if (!caption) return std::nullopt;
    constexpr double most_over_mm = 0.8, most_under_mm = 4.5, most_before_mm = 3, of_shift = 0.2;
    const cv::Rect at = caption->box, all = runs_[caption->run].box();
    std::optional<Found> best;
    double least = 1e9;
    for (std::size_t run = 0; run < runs_.size(); ++run) {
        if (run == caption->run || is_caption(run)) continue;
        const cv::Rect box = runs_[run].box();
        const double under = mm(box.y - at.y - at.height), shift = mm(box.x - at.x);
        if (under < -most_over_mm || under > most_under_mm) continue;
        if (mm(box.x - all.x) < -most_before_mm || box.x > at.x + at.width) continue;
        const double cost = std::max(0.0, under) + of_shift * std::abs(shift);
        Found found = found_in(layout_.fields[field], runs_[run]);
        if (cost >= least || !is_possible(layout_.fields[field].kind, found.value, found.raw)) continue;
        least = found.cost = cost;
        best = std::move(found);
    }
    return best;
}

std::optional<CaptionedFields::Found> CaptionedFields::beside_caption(std::size_t field) const {
    const auto& caption = captions_[field];
    if (!caption) return std::nullopt;
    constexpr double most_aside_mm = 30;
    const cv::Rect at = caption->box;
    std::optional<Found> best;
    double least = most_aside_mm;
    auto consider = [&](const TextRun& run) {
        if (run.words.empty()) return;
        const cv::Rect box = run.box();
        const double aside = mm(box.x - at.x - at.width);
        const bool is_level = std::abs(box.y + box.height / 2.0 - at.y - at.height / 2.0) < 0.6 * box.height;
        if (!is_level || aside < 0 || aside >= least) return;
        Found found = found_in(layout_.fields[field], run);
        if (!is_possible(layout_.fields[field].kind, found.value, found.raw)) return;
        least = aside;
        best = std::move(found);
    };
    const auto& words = runs_[caption->run].words;
    consider({{words.begin() + static_cast<std::ptrdiff_t>(caption->end), words.end()}});
    for (std::size_t run = 0; run < runs_.size(); ++run)
        if (run != caption->run && !is_caption(run)) consider(runs_[run]);
    return best;
}

std::optional<CaptionedFields::Found> CaptionedFields::part_as(const LayoutField& field, const TextRun& run,
                                                               const std::string& wanted) const {
    for (std::size_t first = 0; first < run.words.size(); ++first)
        for (std::size_t end = first + 1; end <= run.words.size(); ++end) {
            const TextRun part{{run.words.begin() + static_cast<std::ptrdiff_t>(first),
                                run.words.begin() + static_cast<std::ptrdiff_t>(end)}};
            Found found = found_in(field, part);
            const bool is_it = field.kind == FieldKind::date ? found.value.value == wanted
                                                             : code_alike(found.raw) == code_alike(wanted);
            if (is_it && !found.value.value.empty()) return found;
        }
    return std::nullopt;
}

std::optional<CaptionedFields::Found> CaptionedFields::as_in_mrz(const LayoutField& field) const {
    const std::string wanted = mrz_text_of(mrz_, field);
    if (wanted.empty()) return std::nullopt;
    for (std::size_t run = 0; run < runs_.size(); ++run) {
        if (is_caption(run)) continue;
        if (field.kind == FieldKind::name) {
            if (is_same_name(runs_[run].text(), wanted, mrz_.fields.is_name_truncated))
                return found_in(field, runs_[run]);
        } else if (auto found = part_as(field, runs_[run], wanted)) {
            return found;
        }
    }
    return std::nullopt;
}

std::optional<CaptionedFields::Found> CaptionedFields::by_caption(std::size_t field) const {
    auto found = under_caption(field);
    return found ? found : beside_caption(field);
}

std::vector<std::optional<CaptionedFields::Found>> CaptionedFields::found() const {
    std::vector<std::optional<Found>> all;
    for (std::size_t i = 0; i < layout_.fields.size(); ++i) all.push_back(by_caption(i));
    // What stands nearer to another caption is not this one's.
    for (auto& one : all)
        for (const auto& other : all)
            if (one && other && &one != &other && one->box == other->box && one->cost > other->cost) one.reset();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i] && all[i]->confidence_0_1 >= sure_enough) continue;
        auto confirmed = as_in_mrz(layout_.fields[i]);
        // What is not read surely is no ground to say that the print differs.
        if (all[i] && !confirmed) all[i]->value = {};
        if (confirmed) all[i] = std::move(confirmed);
    }
    return all;
}

std::vector<DocumentField> CaptionedFields::fields() const {
    std::vector<DocumentField> fields;
    const auto all = found();
    for (std::size_t i = 0; i < layout_.fields.size(); ++i) {
        const LayoutField& field = layout_.fields[i];
        const auto& seen = all[i];
        if ((!seen || seen->value.value.empty()) && field.is_optional) continue;
        DocumentField read{.name = field.name};
        if (seen)
            read = {.name = field.name,
                    .value = seen->value.value,
                    .raw = seen->raw,
                    .confidence_0_1 = seen->value.value.empty() ? 0 : seen->value.certainty * seen->confidence_0_1,
                    .quad = quad_of(seen->box)};
        fields.push_back(std::move(read));
    }
    return fields;
}

std::vector<cv::Rect> CaptionedFields::caption_boxes(std::string_view field) const {
    const auto at = std::ranges::find(layout_.fields, field, &LayoutField::name);
    if (at == layout_.fields.end()) return {};
    const auto& hit = captions_[static_cast<std::size_t>(at - layout_.fields.begin())];
    if (!hit) return {};
    return {hit->box, runs_[hit->run].box()};
}

std::vector<cv::Rect> CaptionedFields::signature_boxes() const {
    if (!signature_) return {};
    constexpr double width_mm = 45, height_mm = 12, before_mm = 2;
    const cv::Rect at = signature_->box;
    const int width = cvRound(width_mm * pixels_per_mm_), height = cvRound(height_mm * pixels_per_mm_);
    const int left = runs_[signature_->run].box().x - cvRound(before_mm * pixels_per_mm_);
    return {{left, at.y + at.height, width, height}, {left, at.y - height, width, height}};
}

}  // namespace limner
