#include "record/json_forms.h"

#include <string>

namespace limner {
namespace {

Json json_of(const MrzFields& fields) {
    return {{"document_code", fields.document_code},
            {"issuing_state", fields.issuing_state},
            {"surname", fields.surname},
            {"given_names", fields.given_names},
            {"document_number", fields.document_number},
            {"nationality", fields.nationality},
            {"birth_date", fields.birth_date.text()},
            {"sex", letter_of(fields.sex)},
            {"expiry_date", fields.expiry_date.text()},
            {"optional_data", fields.optional_data},
            {"optional_data_2", fields.optional_data_2},
            {"personal_number", fields.personal_number}};
}

Json checks_of(const Mrz& mrz) {
    Json checks = Json::array();
    for (const MrzCheck& check : mrz.checks)
        checks.push_back({{"field", check.field},
                          {"printed", std::string(1, check.printed)},
                          {"computed", std::string(1, check.computed)},
                          {"ok", check.is_ok}});
    return checks;
}

Json corrections_of(const MrzReading& reading) {
    Json corrections = Json::array();
    for (const MrzCorrection& correction : reading.corrections)
        corrections.push_back({{"line", correction.line},
                               {"column", correction.column},
                               {"read", std::string(1, correction.read)},
                               {"used", std::string(1, correction.used)}});
    return corrections;
}

}  // namespace

std::string letter_of(Sex sex) {
    switch (sex) {
        case Sex::male: return "M";
        case Sex::female: return "F";
        case Sex::unspecified: break;
    }
    return "X";
}

Json json_of(const Mrz& mrz) {
    return {{"format", name_of(mrz.format)}, {"lines", mrz.lines},      {"fields", json_of(mrz.fields)},
            {"checks", checks_of(mrz)},      {"valid", mrz.is_valid()}, {"problems", mrz.problems}};
}

Json json_of(const MrzReading& reading) {
    const std::optional<Mrz>& mrz = reading.mrz;
    return {{"found", mrz.has_value()},
            {"format", mrz ? Json(name_of(mrz->format)) : Json()},
            {"lines", mrz ? Json(mrz->lines) : Json::array()},
            {"fields", mrz ? json_of(mrz->fields) : Json()},
            {"checks", mrz ? checks_of(*mrz) : Json::array()},
            {"valid", mrz && mrz->is_valid()},
            {"confidence", number(reading.confidence_0_1)},
            {"corrections", corrections_of(reading)},
            {"quad", reading.quad ? json_of(*reading.quad) : Json()}};
}

}  // namespace limner
