#include "record/json_document.h"

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

}  // namespace limner
