#include "record/json_document.h"

#include "record/json_forms.h"

namespace limner {

Json json_of(const FieldAgreement& agreement) {
    Json json = {{"field", agreement.field},
                 {"role", name_of(agreement.role)},
                 {"sources", {agreement.source_a, agreement.source_b}},
                 {"values", {agreement.value_a, agreement.value_b}},
                 {"agreement", name_of(agreement.agreement)}};
    if (agreement.is_former_name) json["former_name"] = true;
    if (agreement.is_derived) json["derived"] = true;
    json["message"] = json_of(message_for(agreement));
    return json;
}

Json json_of(const std::vector<FieldAgreement>& agreements) {
    Json list = Json::array();
    for (const FieldAgreement& agreement : agreements) list.push_back(json_of(agreement));
    return list;
}

Json json_of(const DocumentReading& reading) {
    Json fields = Json::object();
    for (const DocumentField& field : reading.fields)
        fields[field.name] = {{"value", field.value.empty() ? Json() : Json(field.value)},
                              {"raw", field.raw},
                              {"confidence", number(field.confidence_0_1)},
                              {"quad", json_of(field.quad)}};
    auto part = [](const std::optional<DocumentPart>& of) {
        return of ? Json{{"quad", json_of(of->quad)}, {"confidence", number(of->confidence_0_1)}} : Json();
    };
    const bool has_page = reading.page.has_value();
    return {{"found", true},
            {"type", reading.type},
            {"quad", json_of(reading.quad)},
            {"size", has_page ? Json(reading.page->size.name) : Json()},
            {"ppi", has_page ? number(reading.page->ppi) : Json()},
            {"fields", std::move(fields)},
            {"portrait", part(reading.portrait)},
            {"signature", part(reading.signature)},
            {"mrz", reading.mrz ? json_of(*reading.mrz) : Json()},
            {"agreements", json_of(reading.agreements)},
            {"warnings", reading.warnings}};
}

}  // namespace limner
