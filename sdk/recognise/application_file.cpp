#include "recognise/application_text.h"

#include "base/json.h"
#include "base/read_file.h"

#include <algorithm>
#include <array>

namespace limner {
namespace {

constexpr std::size_t max_file_bytes = 256 * 1024;
constexpr std::size_t most_claims = 32;  // every pair is compared
constexpr std::size_t longest_text = 400;

/// Takes an application apart; the first mistake ends it. No message repeats a value: they are personal.
class ApplicationReader {
public:
    explicit ApplicationReader(std::string name) : name_(std::move(name)) {}

    Result<std::vector<PersonClaim>> read(const Json& json) {
        if (!json.is_object()) return mistake("the file", "must hold one JSON object");
        if (auto read = person(json, "", {.source = "application"}, true); !read) return read.error();
        if (claims_.size() > most_claims) return mistake("the file", "holds more than 32 persons and documents");
        return claims_;
    }

private:
    Error mistake(const std::string& member, const std::string& reason) const {
        return {ErrorCode::invalid_setup, name_ + ": " + member + " " + reason};
    }

    Result<void> person(const Json& json, const std::string& path, PersonClaim claim, bool is_top) {
        if (!json.is_object()) return mistake(path, "must be an object");
        // The person comes before those named within.
        const std::size_t place = claims_.size();
        claims_.push_back(claim);
        for (const auto& [member, value] : json.items()) {
            Result<void> read = is_top && (member == "father" || member == "mother" || member == "documents")
                                    ? others(member, value)
                                    : field(member, value, path, !is_top && path.starts_with("documents"), claim);
            if (!read) return read.error();
        }
        claims_[place] = std::move(claim);
        return {};
    }

    Result<void> others(const std::string& member, const Json& value) {
        if (member != "documents")
            return person(
                value, member,
                {.source = "application", .role = member == "father" ? PersonRole::father : PersonRole::mother}, false);
        if (!value.is_array()) return mistake(member, "must be a list of objects");
        for (std::size_t i = 0; i < value.size() && claims_.size() <= most_claims; ++i) {
            const std::string path = "documents[" + std::to_string(i) + "]";
            if (auto read = person(value[i], path, {.source = "document " + std::to_string(i + 1)}, false); !read)
                return read.error();
        }
        return {};
    }

    Result<void> field(const std::string& member, const Json& value, const std::string& path, bool is_document,
                       PersonClaim& claim) const {
        const std::string where = path.empty() ? member : path + "." + member;
        if (member == "former_names") return former_names(value, where, claim);
        std::optional<std::string>* text = text_of(member, claim);
        const bool is_own = is_document && (member == "source" || member == "role");
        if (!text && !is_own) return mistake(path.empty() ? "a member" : "a member of " + path, allowed(is_document));
        if (!is_text(value)) return mistake(where, "must be a text of 1 to 400 bytes");
        const auto& given = value.get_ref<const std::string&>();
        if (member == "source") claim.source = given;
        if (member == "role") return role(given, where, claim);
        if (member == "sex" && given != "M" && given != "F" && given != "X") return mistake(where, "must be M, F or X");
        if (member == "birth_date" && !is_date(given)) return mistake(where, "must be YYYY-MM-DD, XX where not known");
        if (text) *text = given;
        return {};
    }

    static std::string allowed(bool is_document) {
        return std::string("is none of ") + (is_document ? "source, role, " : "") +
               "name, former_names, birth_date, birth_place, sex, nik, document_number, nationality" +
               (is_document ? "" : " (and of the whole: father, mother, documents)");
    }

    static std::optional<std::string>* text_of(const std::string& member, PersonClaim& claim) {
        const std::array<std::pair<std::string_view, std::optional<std::string>*>, 7> all{{
            {"name", &claim.name},
            {"birth_date", &claim.birth_date},
            {"birth_place", &claim.birth_place},
            {"sex", &claim.sex},
            {"nik", &claim.nik},
            {"document_number", &claim.document_number},
            {"nationality", &claim.nationality},
        }};
        auto at = std::ranges::find(all, member, [](const auto& entry) { return entry.first; });
        return at == all.end() ? nullptr : at->second;
    }

    static bool is_text(const Json& value) {
        return value.is_string() && !value.get_ref<const std::string&>().empty() &&
               value.get_ref<const std::string&>().size() <= longest_text;
    }

    static bool is_date(std::string_view text) {
        constexpr std::string_view form = "dddd-dd-dd";
        return text.size() == form.size() && std::ranges::equal(text, form, [](char letter, char wanted) {
                   return wanted == 'd' ? (letter >= '0' && letter <= '9') || letter == 'X' : letter == wanted;
               });
    }

    Result<void> role(const std::string& given, const std::string& where, PersonClaim& claim) const {
        for (PersonRole role : {PersonRole::applicant, PersonRole::father, PersonRole::mother})
            if (name_of(role) == given) {
                claim.role = role;
                return {};
            }
        return mistake(where, "must be applicant, father or mother");
    }

    Result<void> former_names(const Json& value, const std::string& where, PersonClaim& claim) const {
        if (!value.is_array() || !std::ranges::all_of(value, is_text))
            return mistake(where, "must be a list of texts of 1 to 400 bytes");
        for (const Json& name : value) claim.former_names.push_back(name.get<std::string>());
        return {};
    }

    std::string name_;
    std::vector<PersonClaim> claims_{};
};

}  // namespace

Result<std::vector<PersonClaim>> parse_application(std::string_view text, const std::string& name) {
    auto json = parse_json(text, name);
    if (!json) return Error{ErrorCode::invalid_setup, json.error().message};
    return ApplicationReader(name).read(*json);
}

Result<std::vector<PersonClaim>> read_application(const std::filesystem::path& path) {
    auto text = read_file(path, max_file_bytes);
    if (!text) return text.error();
    return parse_application(*text, path.string());
}

}  // namespace limner
