#include "cli/compare_claims.h"

#include "base/read_file.h"
#include "record/record_writer.h"

#include <fmt/format.h>

namespace limner::cli {
namespace {

constexpr std::size_t max_record_bytes = 64UL * 1024 * 1024;

/// The MRZ of a page's accepted attempt.
std::optional<Mrz> accepted_mrz(const Json& step) {
    if (step.at("kind") != "page" || step.at("accepted").is_null()) return std::nullopt;
    for (const Json& attempt : step.at("attempts")) {
        if (attempt.at("attempt") != step.at("accepted").at("attempt")) continue;
        const auto mrz = attempt.find("mrz");
        if (mrz == attempt.end() || mrz->is_null()) return std::nullopt;
        auto parsed = parse_mrz(mrz->at("lines").get<std::vector<std::string>>(), today_utc());
        return parsed ? std::optional(*std::move(parsed)) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

Result<std::vector<PersonClaim>> claims_in(const std::filesystem::path& visit) {
    std::error_code failed;
    const bool is_open = std::filesystem::exists(visit / journal_name, failed);
    const std::filesystem::path file = visit / (is_open ? journal_name : record_name);
    auto text = read_file(file, max_record_bytes);
    if (!text) return text.error();
    auto json = parse_json(*text, file.string());
    if (!json) return json.error();
    try {
        std::vector<PersonClaim> claims;
        for (const Json& step : json->at("steps"))
            if (auto mrz = accepted_mrz(step)) claims.push_back(claim_of(*mrz, step.at("step").get<std::string>()));
        return claims;
    } catch (const Json::exception&) {
        return Error{ErrorCode::unreadable_file, file.string() + ": no record of a visit"};
    }
}

void print_agreements(const Console& console, const std::vector<FieldAgreement>& agreements) {
    for (const FieldAgreement& found : agreements) {
        const auto colour = found.needs_review() ? Console::Colour::yellow : Console::Colour::green;
        console.line(fmt::format("  {:<16} {:<20} {} / {}  {}", found.field,
                                 console.paint(colour, name_of(found.agreement)), found.value_a, found.value_b,
                                 console.say(message_for(found))));
    }
}

}  // namespace limner::cli
