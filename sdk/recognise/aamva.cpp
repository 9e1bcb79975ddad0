#include <limner/recognise/aamva.h>

#include <algorithm>
#include <cctype>
#include <vector>

namespace limner {
namespace {

constexpr std::size_t max_bytes = 64 * 1024;
constexpr std::size_t element_id_length = 3;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_capital(char letter) { return letter >= 'A' && letter <= 'Z'; }

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t length) {
    if (at + length > text.size()) return std::nullopt;
    int value = 0;
    for (char digit : text.substr(at, length)) {
        if (!is_digit(digit)) return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    return value;
}

std::string trimmed(std::string_view text) {
    auto is_blank = [](char letter) { return letter == ' ' || letter == '\r' || letter == '\t' || letter == '\0'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return std::string(text);
}

struct Subfile {
    std::string_view type;
    int offset;
};

struct Header {
    std::string issuer{};
    int version = 0;
    int jurisdiction_version = 0;
    std::vector<Subfile> subfiles{};
    std::size_t end = 0;  ///< Of the header and its directory.
};

Error mistake(const std::string& reason) { return {ErrorCode::invalid_argument, "the AAMVA payload " + reason}; }

// The compliance indicator, three separators that scanners like to replace, and the file type.
std::optional<std::size_t> end_of_file_type(std::string_view bytes) {
    constexpr std::size_t longest_lead = 8;
    if (bytes.empty() || bytes.front() != '@') return std::nullopt;
    const std::string_view lead = bytes.substr(0, longest_lead + 5);
    for (std::string_view type : {"ANSI ", "AAMVA"})
        if (std::size_t at = lead.find(type); at != std::string_view::npos) return at + type.size();
    return std::nullopt;
}

Result<Header> header_of(std::string_view bytes) {
    const auto begin = end_of_file_type(bytes);
    if (!begin) return mistake("does not begin with '@' and the file type ANSI or AAMVA");
    Header header;
    std::size_t at = *begin;
    if (!number_at(bytes, at, 6)) return mistake("has no issuer number of six digits");
    header.issuer = bytes.substr(at, 6);
    const auto version = number_at(bytes, at += 6, 2);
    if (!version) return mistake("has no version of two digits");
    header.version = *version;
    at += 2;
    // The first edition has no version of the jurisdiction's own.
    if (header.version >= 2) {
        const auto own = number_at(bytes, at, 2);
        if (!own) return mistake("has no jurisdiction version of two digits");
        header.jurisdiction_version = *own;
        at += 2;
    }
    const auto count = number_at(bytes, at, 2);
    if (!count || *count == 0) return mistake("has no count of subfiles");
    at += 2;
    constexpr std::size_t entry_length = 10;
    for (int i = 0; i < *count && at + entry_length <= bytes.size(); ++i, at += entry_length) {
        const auto offset = number_at(bytes, at + 2, 4);
        if (!offset || !number_at(bytes, at + 6, 4)) break;
        header.subfiles.push_back({bytes.substr(at, 2), *offset});
    }
    if (header.subfiles.empty()) return mistake("lists no subfile");
    header.end = at;
    return header;
}

bool is_element(std::string_view line) {
    return line.size() >= element_id_length && is_capital(line[0]) && is_capital(line[1]) &&
           (is_capital(line[2]) || is_digit(line[2]));
}

// Where a subfile's elements begin: at its offset, or where its type stands after the directory.
std::optional<std::size_t> begin_of(const Subfile& subfile, std::string_view bytes, std::size_t after) {
    auto is_here = [&](std::size_t at) {
        return at >= after && at + 2 <= bytes.size() && bytes.substr(at, 2) == subfile.type;
    };
    if (is_here(static_cast<std::size_t>(subfile.offset))) return static_cast<std::size_t>(subfile.offset) + 2;
    for (std::size_t at = bytes.find(subfile.type, after); at != std::string_view::npos;
         at = bytes.find(subfile.type, at + 1)) {
        const bool begins = at == after || bytes[at - 1] == '\r' || bytes[at - 1] == '\n';
        if (begins && is_element(bytes.substr(at + 2))) return at + 2;
    }
    return std::nullopt;
}

void take_elements(std::string_view subfile, std::map<std::string, std::string>& elements) {
    while (!subfile.empty()) {
        const std::size_t end = std::min(subfile.find('\n'), subfile.size());
        const std::string_view line = subfile.substr(0, end);
        subfile.remove_prefix(std::min(end + 1, subfile.size()));
        if (is_element(line))
            elements.emplace(line.substr(0, element_id_length), trimmed(line.substr(element_id_length)));
        // A segment ends with a carriage return.
        if (line.ends_with('\r')) return;
    }
}

std::optional<std::chrono::year_month_day> date_of(const std::string& text) {
    if (text.size() != 8) return std::nullopt;
    // MMDDCCYY in the United States, CCYYMMDD in Canada and in the first edition: no month is above 12, so that they
    // cannot be mixed up.
    constexpr int first_year = 1800;
    const auto front = number_at(text, 0, 4), back = number_at(text, 4, 4);
    if (!front || !back) return std::nullopt;
    const int year = *front >= first_year ? *front : *back, rest = *front >= first_year ? *back : *front;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(unsigned(rest) / 100),
                                           std::chrono::day(unsigned(rest) % 100)};
    return date.ok() && year >= first_year ? std::optional(date) : std::nullopt;
}

Sex sex_of(const std::string& code) {
    if (code == "1" || code == "M") return Sex::male;
    if (code == "2" || code == "F") return Sex::female;
    return Sex::unspecified;
}

class Elements {
public:
    explicit Elements(const std::map<std::string, std::string>& all) : all_(all) {}

    /// The first of them that is there and says something.
    std::string first_of(std::initializer_list<const char*> ids) const {
        for (const char* id : ids)
            if (auto at = all_.find(id); at != all_.end() && says_something(at->second)) return at->second;
        return "";
    }

private:
    static bool says_something(const std::string& value) {
        return !value.empty() && value != "NONE" && value != "unavl" && value != "unavail";
    }

    const std::map<std::string, std::string>& all_;
};

std::string joined(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + " " + b; }

// The first edition may hold the whole name in one element: family name, first and middle names.
void take_whole_name(std::string whole, AamvaDocument& document) {
    const std::size_t comma = whole.find(',');
    document.family_name = trimmed(std::string_view(whole).substr(0, comma));
    if (comma == std::string::npos) return;
    std::string rest = whole.substr(comma + 1);
    std::ranges::replace(rest, ',', ' ');
    document.given_names = trimmed(rest);
}

void interpret(AamvaDocument& document) {
    const Elements elements(document.elements);
    document.family_name = elements.first_of({"DCS", "DAB"});
    std::string given = elements.first_of({"DCT", "DAC"});
    std::ranges::replace(given, ',', ' ');
    document.given_names = joined(given, elements.first_of({"DAD"}));
    if (document.family_name.empty()) take_whole_name(elements.first_of({"DAA"}), document);
    for (const char* flag : {"DDE", "DDF", "DDG"})
        document.is_name_truncated = document.is_name_truncated || elements.first_of({flag}) == "T";
    document.document_number = elements.first_of({"DAQ"});
    document.birth_date = date_of(elements.first_of({"DBB"}));
    document.issue_date = date_of(elements.first_of({"DBD"}));
    document.expiry_date = date_of(elements.first_of({"DBA"}));
    document.sex = sex_of(elements.first_of({"DBC"}));
    document.street = joined(elements.first_of({"DAG", "DAL"}), elements.first_of({"DAH", "DAM"}));
    document.city = elements.first_of({"DAI", "DAN"});
    document.state = elements.first_of({"DAJ", "DAO"});
    document.postal_code = elements.first_of({"DAK", "DAP"});
    document.country = elements.first_of({"DCG"});
}

}  // namespace

Result<AamvaDocument> parse_aamva(std::string_view bytes) {
    if (bytes.size() > max_bytes) return mistake("is larger than 64 KiB");
    auto header = header_of(bytes);
    if (!header) return header.error();
    AamvaDocument document{
        .issuer = header->issuer, .version = header->version, .jurisdiction_version = header->jurisdiction_version};
    for (const Subfile& subfile : header->subfiles)
        if (auto begin = begin_of(subfile, bytes, header->end)) take_elements(bytes.substr(*begin), document.elements);
    if (document.elements.empty()) return mistake("holds no element");
    interpret(document);
    return document;
}

}  // namespace limner
