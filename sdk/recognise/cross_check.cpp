#include <limner/recognise/cross_check.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limner {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// A date's parts: all digits, all X, or none of a date.
enum class Part { known, unknown, wrong };

Part part_of(std::string_view text) {
    if (std::ranges::all_of(text, is_digit)) return Part::known;
    return std::ranges::all_of(text, [](char letter) { return letter == 'X'; }) ? Part::unknown : Part::wrong;
}

// Numbers and codes: what people put between the characters does not count.
std::string bare(std::string_view text) {
    std::string kept;
    for (char letter : text) {
        if (is_digit(letter) || (letter >= 'A' && letter <= 'Z')) kept += letter;
        if (letter >= 'a' && letter <= 'z') kept += static_cast<char>(letter - 'a' + 'A');
    }
    return kept;
}

Agreement compare_codes(std::string_view a, std::string_view b) {
    const std::string one = bare(a), other = bare(b);
    if (one.empty() || other.empty()) return Agreement::unreadable;
    return one == other ? Agreement::same : Agreement::different;
}

/// Compares a field of two claims where both have it.
class FieldComparison {
public:
    FieldComparison(const PersonClaim& a, const PersonClaim& b, std::vector<FieldAgreement>& found)
        : a_(a), b_(b), found_(found) {}

    void run() {
        name();
        add("birth_date", a_.birth_date, b_.birth_date, compare_dates);
        add("birth_place", a_.birth_place, b_.birth_place,
            [](std::string_view a, std::string_view b) { return compare_names(a, b); });
        add("sex", a_.sex, b_.sex, compare_codes);
        if (FieldAgreement* nik = add("nik", a_.nik, b_.nik, compare_codes))
            nik->is_derived = a_.is_nik_derived || b_.is_nik_derived;
        add("document_number", a_.document_number, b_.document_number, compare_codes);
        add("nationality", a_.nationality, b_.nationality, compare_codes);
    }

private:
    template <typename Compare>
    FieldAgreement* add(const char* field, const std::optional<std::string>& a, const std::optional<std::string>& b,
                        Compare compare) {
        if (!a || !b) return nullptr;
        const bool is_read = !a->empty() && !b->empty();
        found_.push_back({.field = field,
                          .role = a_.role,
                          .source_a = a_.source,
                          .source_b = b_.source,
                          .value_a = *a,
                          .value_b = *b,
                          .agreement = is_read ? compare(*a, *b) : Agreement::unreadable});
        return &found_.back();
    }

    void name() {
        auto compare = [&](std::string_view a, std::string_view b) {
            return compare_names(a, b, a_.is_name_truncated, b_.is_name_truncated);
        };
        FieldAgreement* name = add("name", a_.name, b_.name, compare);
        if (!name || name->agreement != Agreement::different) return;
        Agreement best = Agreement::different;
        for (const std::string& former : a_.former_names) best = std::min(best, compare(former, *b_.name));
        for (const std::string& former : b_.former_names) best = std::min(best, compare(*a_.name, former));
        name->is_former_name = best != Agreement::different;
        name->agreement = best;
    }

    const PersonClaim& a_;
    const PersonClaim& b_;
    std::vector<FieldAgreement>& found_;
};

Text field_text(const std::string& field) {
    if (field == "name") return {"names", "Nama"};
    if (field == "birth_date") return {"birth dates", "Tanggal lahir"};
    if (field == "birth_place") return {"birth places", "Tempat lahir"};
    if (field == "sex") return {"entries for sex", "Jenis kelamin"};
    if (field == "nik") return {"NIK", "NIK"};
    if (field == "expiry_date") return {"expiry dates", "Tanggal berlaku"};
    if (field == "document_number") return {"document numbers", "Nomor dokumen"};
    return {"nationalities", "Kewarganegaraan"};
}

}  // namespace

std::string_view name_of(Agreement agreement) noexcept {
    switch (agreement) {
        case Agreement::same: return "same";
        case Agreement::spelling_variant: return "spelling_variant";
        case Agreement::title: return "title";
        case Agreement::abbreviated: return "abbreviated";
        case Agreement::truncated: return "truncated";
        case Agreement::added_name: return "added_name";
        case Agreement::different: return "different";
        case Agreement::unreadable: break;
    }
    return "unreadable";
}

std::string_view name_of(PersonRole role) noexcept {
    switch (role) {
        case PersonRole::father: return "father";
        case PersonRole::mother: return "mother";
        case PersonRole::applicant: break;
    }
    return "applicant";
}

Agreement compare_dates(std::string_view a, std::string_view b) {
    constexpr std::size_t length = 10;
    if (a.size() != length || b.size() != length) return Agreement::unreadable;
    bool is_partial = false, is_any_known = false;
    constexpr std::array<std::pair<std::size_t, std::size_t>, 3> parts{{{0, 4}, {5, 2}, {8, 2}}};
    for (const auto& [at, count] : parts) {
        const std::string_view one = a.substr(at, count), other = b.substr(at, count);
        const Part part_a = part_of(one), part_b = part_of(other);
        if (part_a == Part::wrong || part_b == Part::wrong) return Agreement::unreadable;
        const bool are_known = part_a == Part::known && part_b == Part::known;
        if (are_known && one != other) return Agreement::different;
        is_any_known = is_any_known || are_known;
        is_partial = is_partial || part_a != part_b;
    }
    if (a == b) return Agreement::same;
    if (!is_any_known) return Agreement::unreadable;
    return is_partial ? Agreement::truncated : Agreement::same;
}

std::vector<FieldAgreement> cross_check(const std::vector<PersonClaim>& claims) {
    std::vector<FieldAgreement> found;
    for (std::size_t i = 0; i < claims.size(); ++i)
        for (std::size_t j = i + 1; j < claims.size(); ++j)
            if (claims[i].role == claims[j].role) FieldComparison(claims[i], claims[j], found).run();
    return found;
}

Text message_for(const FieldAgreement& agreement) {
    const Text field = field_text(agreement.field);
    const std::string sources = fmt::format("{}, {}", agreement.source_a, agreement.source_b);
    if (agreement.agreement == Agreement::unreadable)
        return {fmt::format("The {} could not be compared: {}.", field.en, sources),
                fmt::format("{} tidak dapat dibandingkan: {}.", field.id, sources)};
    if (agreement.agreement == Agreement::different)
        return {fmt::format("These {} differ: {}.", field.en, sources),
                fmt::format("{} berbeda: {}.", field.id, sources)};
    return {fmt::format("The {} agree: {}.", field.en, sources), fmt::format("{} sesuai: {}.", field.id, sources)};
}

std::optional<std::string> nik_from(const Mrz& mrz) {
    const MrzFields& fields = mrz.fields;
    constexpr std::size_t before_year = 10, without_year = 14;
    const std::string& data = fields.personal_number.empty() ? fields.optional_data : fields.personal_number;
    if (mrz.format != MrzFormat::td3 || fields.issuing_state != "IDN" || !fields.birth_date.year) return std::nullopt;
    if (data.size() != without_year || !std::ranges::all_of(data, is_digit)) return std::nullopt;
    return fmt::format("{}{:02}{}", data.substr(0, before_year), *fields.birth_date.year % 100,
                       data.substr(before_year));
}

PersonClaim claim_of(const Mrz& mrz, std::string source) {
    const MrzFields& fields = mrz.fields;
    PersonClaim claim{.source = std::move(source)};
    const bool has_both = !fields.given_names.empty() && !fields.surname.empty();
    claim.name = fmt::format("{}{}{}", fields.given_names, has_both ? " " : "", fields.surname);
    claim.is_name_truncated = fields.is_name_truncated;
    if (!fields.birth_date.printed.empty())
        claim.birth_date = fields.birth_date.is_readable ? fields.birth_date.text() : std::string();
    claim.sex = std::string(1, fields.sex == Sex::male ? 'M' : fields.sex == Sex::female ? 'F' : 'X');
    if (!fields.document_number.empty()) claim.document_number = fields.document_number;
    if (!fields.nationality.empty()) claim.nationality = fields.nationality;
    claim.nik = nik_from(mrz);
    claim.is_nik_derived = claim.nik.has_value();
    return claim;
}

}  // namespace limner
