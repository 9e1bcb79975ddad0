#include <limner/recognise/make_mrz.h>

#include "recognise/mrz_layout.h"
#include "recognise/mrz_parse.h"

#include <limner/recognise/transliteration.h>

#include <algorithm>
#include <optional>

namespace limner {
namespace {

Error bad(const char* field, const std::string& why) {
    return {ErrorCode::invalid_argument, std::string(field) + ": " + why};
}

std::vector<std::string> components_of(const std::string& printed) {
    std::vector<std::string> components(1);
    for (char c : printed) {
        if (c == '<')
            components.emplace_back();
        else
            components.back() += c;
    }
    return components;
}

// Takes up to `excess` characters away, from the last component on, each keeping its initial.
void shorten(std::vector<std::string>& components, std::size_t& excess) {
    for (auto component = components.rbegin(); component != components.rend(); ++component) {
        if (component->empty()) continue;
        std::size_t cut = std::min(excess, component->size() - 1);
        component->resize(component->size() - cut);
        excess -= cut;
    }
}

std::string joined(const std::vector<std::string>& components) {
    std::string text;
    for (const std::string& component : components) text += (text.empty() ? "" : "<") + component;
    return text;
}

Result<std::string> name_field(const MrzSource& source, std::size_t size) {
    auto surname = transliterate(source.surname);
    if (!surname) return bad("surname", surname.error().message);
    auto given = transliterate(source.given_names);
    if (!given) return bad("given names", given.error().message);
    if (surname->empty()) return bad("surname", "is empty; a single name is a surname");
    auto primary = components_of(*surname);
    auto secondary = components_of(*given);
    std::size_t whole = surname->size() + (given->empty() ? 0 : 2 + given->size());
    std::size_t excess = whole > size ? whole - size : 0;
    shorten(secondary, excess);
    shorten(primary, excess);
    std::string field = joined(primary) + (given->empty() ? "" : "<<" + joined(secondary));
    field.resize(size, '<');
    return field;
}

class Maker {
public:
    Maker(const MrzSource& source, const MrzLayout& layout) : source_(source), layout_(layout) {
        lines_.assign(std::size_t(layout.line_count), std::string(std::size_t(layout.line_length), '<'));
    }

    Result<std::vector<std::string>> run() {
        put("document code", {0, 0, 2}, source_.document_code);
        put("issuing state", {0, 2, 3}, source_.issuing_state);
        put("nationality", layout_.nationality, source_.nationality);
        put_date("birth date", layout_.birth_date, layout_.birth_date_check, source_.birth_date);
        put_date("expiry date", layout_.expiry_date, layout_.expiry_date_check, source_.expiry_date);
        if (source_.sex != Sex::unspecified) put("sex", layout_.sex, source_.sex == Sex::male ? "M" : "F");
        put_number_and_optional_data();
        auto name = name_field(source_, std::size_t(layout_.name.size));
        if (!name) return name.error();
        put("name", layout_.name, *name);
        if (error_) return *error_;
        finish();
        return std::move(lines_);
    }

private:
    void put(const char* field, const MrzSpan& span, std::string_view text) {
        if (!std::all_of(text.begin(), text.end(), is_mrz_character))
            return fail(field, "only A to Z, 0 to 9 and < can be printed");
        if (text.size() > std::size_t(span.size))
            return fail(field, std::to_string(text.size()) + " characters, " + std::to_string(span.size) + " at most");
        lines_[std::size_t(span.line)].replace(std::size_t(span.column), text.size(), text);
    }

    void put_date(const char* field, const MrzSpan& span, const MrzSpan& check, std::string_view date) {
        auto is_digit = [](char c) { return (c >= '0' && c <= '9') || c == '<'; };
        if (date.size() != std::size_t(span.size) || !std::all_of(date.begin(), date.end(), is_digit))
            return fail(field, "is not YYMMDD");
        put(field, span, date);
        put_digit(check, date);
    }

    void put_number_and_optional_data() {
        std::string number = source_.document_number;
        std::string optional = source_.optional_data;
        const MrzSpan& span = layout_.document_number;
        std::size_t size = std::size_t(span.size);
        if (!std::all_of(number.begin(), number.end(), is_mrz_character))
            return fail("document number", "only A to Z, 0 to 9 and < can be printed");
        if (number.size() > size && layout_.has_long_numbers) {
            optional = number.substr(size) + *mrz_check_digit(number) + (optional.empty() ? "" : "<" + optional);
            number.resize(size);
        } else if (number.size() <= size) {
            put_digit(layout_.document_number_check, number);
        }
        put("document number", span, number);
        put("optional data", layout_.optional_data, optional);
        if (layout_.optional_data_2)
            return put("second optional data", *layout_.optional_data_2, source_.optional_data_2);
        if (!source_.optional_data_2.empty()) fail("second optional data", "only TD1 has it");
    }

    // Fillers count nothing: a field's text without those at its end has the field's digit.
    void put_digit(const MrzSpan& span, std::string_view covered) {
        if (auto digit = mrz_check_digit(covered)) put("check digit", span, std::string(1, *digit));
    }

    std::string at(const MrzSpan& span) const {
        return lines_[std::size_t(span.line)].substr(std::size_t(span.column), std::size_t(span.size));
    }

    void finish() {
        if (layout_.optional_data_check && !source_.optional_data.empty())
            put_digit(*layout_.optional_data_check, at(layout_.optional_data));
        if (!layout_.composite_check) return;
        std::string covered;
        for (const MrzSpan& span : layout_.composite) covered += at(span);
        put_digit(*layout_.composite_check, covered);
    }

    void fail(const char* field, const std::string& why) {
        if (!error_) error_ = bad(field, why);
    }

    const MrzSource& source_;
    const MrzLayout& layout_;
    std::vector<std::string> lines_{};
    std::optional<Error> error_{};
};

}  // namespace

Result<std::vector<std::string>> make_mrz(const MrzSource& source) {
    auto layouts = mrz_layouts();
    auto layout = std::find_if(layouts.begin(), layouts.end(),
                               [&](const MrzLayout& known) { return known.format == source.format; });
    if (layout == layouts.end()) return bad("format", "only those of Doc 9303 can be made");
    return Maker(source, *layout).run();
}

}  // namespace limner
