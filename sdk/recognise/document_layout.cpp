#include "recognise/document_layout.h"

#include "base/toml_reader.h"
#include "recognise/document_layout_files.h"
#include "recognise/mrz_place.h"

#include <algorithm>
#include <array>
#include <set>

namespace limner {
namespace {

constexpr std::array sizes{document_sizes::id_1, document_sizes::id_2, document_sizes::id_3, document_sizes::a4,
                           document_sizes::a4_across};
constexpr std::array<std::pair<std::string_view, FieldKind>, 7> kinds{{
    {"text", FieldKind::text},
    {"name", FieldKind::name},
    {"code", FieldKind::code},
    {"digits", FieldKind::digits},
    {"date", FieldKind::date},
    {"choice", FieldKind::choice},
    {"place_and_date", FieldKind::place_and_date},
}};

/// Reads a box and sees to it that it lies on the document.
class BoxReader {
public:
    explicit BoxReader(const DocumentSize& size) : size_(size) {}

    cv::Rect2d read(TomlReader& table, std::string_view key, bool is_needed) const {
        const toml::node* node = table.any(key);
        if (!node) {
            if (is_needed) table.mistake(key, "a box is missing: [left, top, width, height] in mm");
            return {};
        }
        const toml::array* list = node->as_array();
        std::array<double, 4> mm{};
        bool is_right = list && list->size() == mm.size();
        for (std::size_t i = 0; is_right && i < mm.size(); ++i) {
            const auto value = (*list)[i].value<double>();
            is_right = value.has_value();
            mm[i] = value.value_or(0);
        }
        const cv::Rect2d box(mm[0], mm[1], mm[2], mm[3]);
        if (is_right && is_within(box, 0)) return box;
        table.mistake(key, "must be [left, top, width, height] in mm, at least 1 wide and high, on the document");
        return {};
    }

    bool is_within(const cv::Rect2d& box, double lower_mm) const {
        return box.x >= 0 && box.y >= 0 && box.width >= 1 && box.height >= 1 && box.x + box.width <= size_.width_mm &&
               box.y + box.height + lower_mm <= size_.height_mm;
    }

private:
    DocumentSize size_;
};

void read_choices(TomlReader& reader, LayoutField& field) {
    field.choices = reader.texts("choices");
    field.values = reader.texts("values");
    const bool is_choice = field.kind == FieldKind::choice;
    field.is_open = reader.boolean("open").value_or(false);
    if (field.is_open && !is_choice) reader.mistake("open", "'open' goes with a choice");
    if (!is_choice && field.kind != FieldKind::date && !field.choices.empty())
        reader.mistake("choices", "'choices' go with a choice or a date");
    if (is_choice && field.choices.empty()) reader.mistake("choices", "a choice needs 'choices'");
    if (!field.values.empty() && field.values.size() != field.choices.size())
        reader.mistake("values", "'values' must be as many as 'choices'");
}

// Either a box or captions: the latter where an MRZ leads to the page.
void read_place(TomlReader& reader, const BoxReader& boxes, bool has_mrz, LayoutField& field) {
    field.captions = reader.texts("captions");
    if (!has_mrz && !field.captions.empty()) reader.mistake("captions", "'captions' go with an 'mrz'");
    if (has_mrz && field.captions.empty())
        reader.mistake("captions", "a field of a document with 'mrz' needs 'captions'");
    if (has_mrz && reader.any("box")) reader.mistake("box", "a field has either a 'box' or 'captions'");
    if (!has_mrz) field.box_mm = boxes.read(reader, "box", true);
    field.is_optional = reader.boolean("optional").value_or(false);
}

Result<LayoutField> read_field(const toml::table& table, const std::string& document, const BoxReader& boxes,
                               bool has_mrz) {
    constexpr int most_rows = 40, most_digits = 40;
    constexpr double longest_step_mm = 100;
    TomlReader reader(table, document, "[[field]]");
    LayoutField field{.name = reader.needed_text("name")};
    const std::string kind = reader.text("kind").value_or("text");
    const auto* known = std::ranges::find(kinds, kind, [](const auto& entry) { return entry.first; });
    if (known == kinds.end())
        reader.mistake("kind", "'kind' must be text, name, code, digits, date, choice or place_and_date");
    else
        field.kind = known->second;
    read_place(reader, boxes, has_mrz, field);
    read_choices(reader, field);
    field.length = static_cast<int>(reader.integer("length", 2, most_digits).value_or(0));
    if (field.length > 0 && field.kind != FieldKind::digits) reader.mistake("length", "'length' goes with digits");
    field.date_name = reader.text("date_name").value_or("");
    if ((field.kind == FieldKind::place_and_date) != !field.date_name.empty())
        reader.mistake("date_name", "'date_name' goes with place_and_date, which needs it");
    field.repeat = static_cast<int>(reader.integer("repeat", 1, most_rows).value_or(1));
    field.step_mm = reader.real("step", 1, longest_step_mm).value_or(0);
    if (field.repeat > 1 && (field.step_mm <= 0 || !boxes.is_within(field.box_mm, (field.repeat - 1) * field.step_mm)))
        reader.mistake("repeat", "'repeat' needs a 'step' with which every row lies on the document");
    if (auto finished = reader.finish(); !finished) return finished.error();
    return field;
}

Result<LayoutLabel> read_label(const toml::table& table, const std::string& document, const BoxReader& boxes) {
    TomlReader reader(table, document, "[[label]]");
    LayoutLabel label{.text = reader.needed_text("text"),
                      .box_mm = boxes.read(reader, "box", true),
                      .is_anchor = reader.boolean("anchor").value_or(false)};
    if (auto finished = reader.finish(); !finished) return finished.error();
    return label;
}

// Later rows of a table have their number behind the name.
bool has_equal_names(const std::vector<LayoutField>& fields) {
    std::set<std::string> names;
    for (const LayoutField& field : fields) {
        if (!names.insert(field.name).second) return true;
        if (!field.date_name.empty() && !names.insert(field.date_name).second) return true;
    }
    return false;
}

void read_mrz(TomlReader& reader, DocumentLayout& layout) {
    layout.signature_captions = reader.texts("signature_captions");
    const auto mrz = reader.text("mrz");
    if (!mrz) return;
    if (*mrz == "TD3") layout.mrz = MrzFormat::td3;
    if (*mrz == "TD2") layout.mrz = MrzFormat::td2;
    if (!layout.mrz)
        reader.mistake("mrz", "'mrz' must be TD3 or TD2");
    else if (size_with_mrz(*layout.mrz) != layout.size)
        reader.mistake("mrz", "'mrz' is not that of documents of this 'size'");
}

Result<DocumentLayout> read_layout(const toml::table& table, const std::string& document) {
    constexpr std::size_t most_parts = 200;
    TomlReader reader(table, document, "");
    DocumentLayout layout{.name = reader.needed_text("name")};
    const std::string size = reader.needed_text("size");
    const auto* known = std::ranges::find(sizes, size, &DocumentSize::name);
    if (known == sizes.end()) {
        reader.mistake("size", "'size' must be ID-1, ID-2, ID-3, A4 or A4 across");
        return reader.finish().error();
    }
    layout.size = *known;
    read_mrz(reader, layout);
    const BoxReader boxes(layout.size);
    const auto labels = reader.tables("label"), fields = reader.tables("field");
    if (labels.size() + fields.size() > most_parts) reader.mistake("field", "more than 200 labels and fields");
    layout.portrait_mm = boxes.read(reader, "portrait", false);
    layout.signature_mm = boxes.read(reader, "signature", false);
    if (auto finished = reader.finish(); !finished) return finished.error();
    for (const toml::table* one : labels) {
        auto label = read_label(*one, document, boxes);
        if (!label) return label.error();
        layout.labels.push_back(*std::move(label));
    }
    for (const toml::table* one : fields) {
        auto field = read_field(*one, document, boxes, layout.mrz.has_value());
        if (!field) return field.error();
        layout.fields.push_back(*std::move(field));
    }
    if (has_equal_names(layout.fields)) return toml_mistake(document, table, "two fields of one name");
    if (!layout.mrz && std::ranges::none_of(layout.labels, &LayoutLabel::is_anchor))
        return toml_mistake(document, table, "neither 'mrz' nor a [[label]] with anchor = true, by which it is known");
    return layout;
}

}  // namespace

Result<DocumentLayout> parse_layout(std::string_view toml, const std::string& document) {
    auto table = parse_toml(toml, document);
    if (!table) return table.error();
    return read_layout(*table, document);
}

const std::vector<DocumentLayout>& builtin_layouts() {
    static const std::vector<DocumentLayout> all = [] {
        std::vector<DocumentLayout> layouts;
        for (const EmbeddedFile& file : document_layout_files())
            // A mistake in one of the repository's own files is found by the tests.
            if (auto layout = parse_layout(file.text, std::string(file.name))) layouts.push_back(*std::move(layout));
        return layouts;
    }();
    return all;
}

}  // namespace limner
