#include "recognise/document_claims.h"

#include <limner/recognise/nik.h>

#include <fmt/format.h>

#include <algorithm>

namespace limner {
namespace {

std::optional<std::string> value_of(const DocumentReading& reading, std::string_view name) {
    const DocumentField* field = reading.find(name);
    return field ? std::optional(field->value) : std::nullopt;
}

void compare_nik(DocumentReading& reading) {
    const auto nik = value_of(reading, "nik");
    if (!nik || nik->empty()) return;
    const auto parsed = parse_nik(*nik);
    if (!parsed) {
        reading.warnings.emplace_back("nik_malformed");
        return;
    }
    if (parsed->province.empty()) reading.warnings.emplace_back("nik_region_unknown");
    auto add = [&](const char* name, auto compare) {
        const auto value = value_of(reading, name);
        if (value)
            reading.agreements.push_back({.field = name,
                                          .source_a = "nik",
                                          .source_b = "print",
                                          .value_a = *nik,
                                          .value_b = *value,
                                          .agreement = compare(*parsed, *value)});
    };
    add("birth_date", compare_birth_date);
    add("sex", compare_sex);
}

// It is the document's, not the person's, so that claims do not have it.
void compare_expiry(DocumentReading& reading) {
    const auto printed = value_of(reading, "expiry_date");
    const MrzDate& coded = reading.mrz->mrz->fields.expiry_date;
    if (!printed || coded.printed.empty()) return;
    const bool is_read = !printed->empty() && coded.is_readable;
    reading.agreements.push_back(
        {.field = "expiry_date",
         .source_a = "print",
         .source_b = "mrz",
         .value_a = *printed,
         .value_b = coded.is_readable ? coded.text() : std::string(),
         .agreement = is_read ? compare_dates(*printed, coded.text()) : Agreement::unreadable});
}

// Where the day or the month is not known the last one counts: '9' and 'X' are after every digit of a date.
bool is_before(const std::string& date, const std::string& other) {
    return !date.empty() && date.find("XXXX") == std::string::npos && date < other;
}

void judge_validity(DocumentReading& reading, std::chrono::year_month_day today) {
    const auto now = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(today.year()),
                                 static_cast<unsigned>(today.month()), static_cast<unsigned>(today.day()));
    const bool has_mrz = reading.mrz && reading.mrz->mrz;
    std::string printed = value_of(reading, "expiry_date").value_or("");
    // Citizens' e-KTPs are valid for life, those with a date as well.
    const std::string until = value_of(reading, "valid_until").value_or("");
    if (printed.empty() && value_of(reading, "citizenship").value_or("WNI") != "WNI" && !until.empty() &&
        until.front() >= '0' && until.front() <= '9')
        printed = until;
    const std::string coded = has_mrz && reading.mrz->mrz->fields.expiry_date.year
                                  ? reading.mrz->mrz->fields.expiry_date.text()
                                  : std::string();
    if (is_before(printed, now) || is_before(coded, now)) reading.warnings.emplace_back("expired");
    for (const char* begin : {"issue_date", "valid_from"}) {
        const std::string from = value_of(reading, begin).value_or("");
        if (from.empty() || !is_before(now, from)) continue;
        reading.warnings.emplace_back("not_yet_valid");
        break;
    }
}

}  // namespace

const DocumentField* DocumentReading::find(std::string_view name) const noexcept {
    const auto at = std::ranges::find(fields, name, &DocumentField::name);
    return at == fields.end() ? nullptr : &*at;
}

PersonClaim claim_of(const DocumentReading& reading, std::string source) {
    PersonClaim claim{.source = std::move(source)};
    claim.name = value_of(reading, "name");
    const auto surname = value_of(reading, "surname"), given = value_of(reading, "given_names");
    if (!claim.name && (surname || given))
        claim.name = fmt::format("{}{}{}", given.value_or(""), surname && given ? " " : "", surname.value_or(""));
    claim.birth_date = value_of(reading, "birth_date");
    claim.birth_place = value_of(reading, "birth_place");
    claim.sex = value_of(reading, "sex");
    claim.nik = value_of(reading, "nik");
    claim.document_number = value_of(reading, "document_number");
    return claim;
}

void judge_reading(DocumentReading& reading, std::chrono::year_month_day today) {
    compare_nik(reading);
    const bool has_mrz = reading.mrz && reading.mrz->mrz;
    if (has_mrz && !reading.fields.empty()) {
        std::ranges::move(cross_check({claim_of(reading, "print"), claim_of(*reading.mrz->mrz, "mrz")}),
                          std::back_inserter(reading.agreements));
        compare_expiry(reading);
    }
    judge_validity(reading, today);
}

}  // namespace limner
