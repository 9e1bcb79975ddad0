#include "record/json_forms.h"

#include <fmt/format.h>

namespace limner {
namespace {

Json date_of(const std::optional<std::chrono::year_month_day>& date) {
    if (!date) return {};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date->year()), static_cast<unsigned>(date->month()),
                       static_cast<unsigned>(date->day()));
}

Json json_of(const AamvaDocument& document) {
    return {{"issuer", document.issuer},
            {"version", document.version},
            {"jurisdiction_version", document.jurisdiction_version},
            {"fields",
             {{"family_name", document.family_name},
              {"given_names", document.given_names},
              {"name_truncated", document.is_name_truncated},
              {"document_number", document.document_number},
              {"birth_date", date_of(document.birth_date)},
              {"issue_date", date_of(document.issue_date)},
              {"expiry_date", date_of(document.expiry_date)},
              {"sex", letter_of(document.sex)},
              {"street", document.street},
              {"city", document.city},
              {"state", document.state},
              {"postal_code", document.postal_code},
              {"country", document.country}}},
            {"elements", document.elements}};
}

std::string hex_of(const std::vector<std::byte>& bytes) {
    std::string hex;
    for (std::byte byte : bytes) hex += fmt::format("{:02x}", static_cast<unsigned>(byte));
    return hex;
}

}  // namespace

Json json_of(const Barcode& barcode) {
    return {{"format", name_of(barcode.format)},
            {"text", barcode.text},
            {"hex", barcode.is_binary ? Json(hex_of(barcode.bytes)) : Json()},
            {"quad", json_of(barcode.quad)},
            {"aamva", barcode.aamva ? json_of(*barcode.aamva) : Json()}};
}

}  // namespace limner
