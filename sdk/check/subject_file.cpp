#include <limner/check/subject.h>

#include "base/read_file.h"
#include "check/subject_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <set>
#include <vector>

namespace limner {
namespace {

using Json = nlohmann::json;

constexpr std::size_t max_file_bytes = 64UL * 1024;
constexpr std::size_t max_depth = 3;

template <typename Value>
using Names = std::vector<std::pair<std::string_view, Value>>;

const Names<PortraitException>& exception_names() {
    static const Names<PortraitException> names{{"religious_head_covering", PortraitException::religious_head_covering},
                                                {"medical_glasses", PortraitException::medical_glasses},
                                                {"eye_does_not_open", PortraitException::eye_does_not_open},
                                                {"tremor", PortraitException::tremor},
                                                {"wheelchair", PortraitException::wheelchair}};
    return names;
}

const Names<FingerState>& state_names() {
    static const Names<FingerState> names{
        {"missing", FingerState::missing}, {"bandaged", FingerState::bandaged}, {"worn", FingerState::worn}};
    return names;
}

const Names<Finger>& finger_names() {
    static const Names<Finger> names = [] {
        Names<Finger> all;
        for (int value = 1; value <= 10; ++value) {
            auto finger = static_cast<Finger>(value);
            all.emplace_back(name_of(finger), finger);
        }
        return all;
    }();
    return names;
}

// A subject file holds personal data, so no message repeats what a member holds, only what it should.
Error mistake(const std::string& file, const std::string& member, const std::string& reason) {
    return {ErrorCode::invalid_setup, file + ": " + member + " " + reason};
}

template <typename Value>
Result<Value> value_named(const Names<Value>& names, const std::string& text, const std::string& file,
                          const std::string& member) {
    auto at = std::ranges::find(names, text, [](const auto& entry) { return entry.first; });
    if (at != names.end()) return at->second;
    std::string allowed;
    for (const auto& [name, value] : names) allowed += (allowed.empty() ? "" : ", ") + std::string(name);
    return mistake(file, member, "must be one of " + allowed);
}

std::optional<unsigned> digits(std::string_view text) {
    unsigned value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::chrono::year_month_day> date_from(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                     std::chrono::day(*day)};
    return date.ok() ? std::optional(date) : std::nullopt;
}

Result<void> read_birth_date(const Json& json, const std::string& file, Subject& subject) {
    if (json.is_string()) subject.birth_date = date_from(json.get_ref<const std::string&>());
    if (!subject.birth_date) return mistake(file, "birth_date", "must be a date of the calendar as \"YYYY-MM-DD\"");
    return {};
}

Result<void> read_exceptions(const Json& json, const std::string& file, Subject& subject) {
    if (!json.is_array()) return mistake(file, "exceptions", "must be a list of texts");
    for (std::size_t i = 0; i < json.size(); ++i) {
        std::string member = "exceptions[" + std::to_string(i) + "]";
        auto exception =
            value_named(exception_names(), json[i].is_string() ? json[i].get<std::string>() : "", file, member);
        if (!exception) return exception.error();
        subject.exceptions.insert(*exception);
    }
    return {};
}

Result<void> read_fingers(const Json& json, const std::string& file, Subject& subject) {
    if (!json.is_object()) return mistake(file, "fingers", "must be an object of finger and state");
    for (const auto& [name, value] : json.items()) {
        auto finger = value_named(finger_names(), name, file, "every name in fingers");
        if (!finger) return finger.error();
        auto state =
            value_named(state_names(), value.is_string() ? value.get<std::string>() : "", file, "fingers." + name);
        if (!state) return state.error();
        subject.fingers[*finger] = *state;
    }
    return {};
}

// Parses strictly: a member that is there twice, or anything nested deeper than a subject ever is, is no subject file.
Result<Json> parse_strictly(std::string_view text, const std::string& file) {
    std::vector<std::set<std::string>> keys;
    std::optional<std::string> reason;
    auto watch = [&](int, Json::parse_event_t event, const Json& parsed) {
        using Event = Json::parse_event_t;
        if (reason) return false;
        if (event == Event::object_start || event == Event::array_start) keys.emplace_back();
        if (event == Event::object_end || event == Event::array_end) keys.pop_back();
        if (keys.size() > max_depth) reason = "is nested too deep";
        if (event == Event::key && !keys.back().insert(parsed.get<std::string>()).second)
            reason = "has a member that is there twice";
        return !reason;
    };
    Json json = Json::parse(text, watch, false);
    if (reason) return mistake(file, "the file", *reason);
    if (json.is_discarded()) return mistake(file, "the file", "is not JSON in UTF-8");
    if (!json.is_object()) return mistake(file, "the file", "must hold one JSON object");
    return json;
}

}  // namespace

Result<Subject> parse_subject(std::string_view text, const std::string& name) {
    try {
        auto json = parse_strictly(text, name);
        if (!json) return json.error();
        Subject subject;
        for (const auto& [member, value] : json->items()) {
            Result<void> read = member == "birth_date"   ? read_birth_date(value, name, subject)
                                : member == "exceptions" ? read_exceptions(value, name, subject)
                                : member == "fingers"
                                    ? read_fingers(value, name, subject)
                                    : mistake(name, "every member", "must be one of birth_date, exceptions, fingers");
            if (!read) return read.error();
        }
        return subject;
    } catch (const std::exception&) {
        return mistake(name, "the file", "is not JSON in UTF-8");
    }
}

Result<Subject> read_subject(const std::filesystem::path& path) {
    auto text = read_file(path, max_file_bytes);
    if (!text) return text.error();
    return parse_subject(*text, path.string());
}

}  // namespace limner
