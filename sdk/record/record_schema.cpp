#include "record/record_schema.h"

#include "check/subject_text.h"
#include "record/record_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

namespace limner {
namespace {

/// The place and the demand that a document does not meet.
struct Breach : std::runtime_error {
    Breach(const std::string& where, std::string_view demand)
        : std::runtime_error(fmt::format("{} {}", where, demand)) {}
};

/// A value of the document with its place in it.
struct Node {
    const Json& value;
    std::string where;

    Node member(const char* name) const {
        const std::string place = where.empty() ? name : where + "." + name;
        if (!value.is_object()) throw Breach(where.empty() ? "the document" : where, "is no object");
        auto at = value.find(name);
        if (at == value.end()) throw Breach(place, "is missing");
        return {*at, place};
    }
    Node element(std::size_t index) const { return {value.at(index), fmt::format("{}[{}]", where, index)}; }
    bool is_null() const { return value.is_null(); }
    std::string text() const {
        if (!value.is_string()) throw Breach(where, "is no string");
        return value.get<std::string>();
    }
    std::uint64_t count(std::uint64_t low, std::uint64_t high) const {
        if (!value.is_number_unsigned() || value.get<std::uint64_t>() < low || value.get<std::uint64_t>() > high)
            throw Breach(where, fmt::format("is no whole number from {} to {}", low, high));
        return value.get<std::uint64_t>();
    }
    std::size_t length(std::size_t at_least) const {
        if (!value.is_array() || value.size() < at_least) throw Breach(where, "is no list of the length it needs");
        return value.size();
    }
};

bool is_letter_or_digit(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
}

constexpr std::size_t max_name_length = 64;

std::optional<ReportVerdict> verdict_from(std::string_view name) {
    for (ReportVerdict verdict : {ReportVerdict::pass, ReportVerdict::review, ReportVerdict::fail})
        if (name == name_of(verdict)) return verdict;
    return std::nullopt;
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 && std::ranges::all_of(text, [](char letter) {
               return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
           });
}

/// Letters, digits, '_' and '-', then one ending: a name that cannot lead out of the folder nor stand for record.json.
bool is_file_name(std::string_view name) {
    constexpr std::size_t max_stem_length = 128;
    const std::string_view stem = name.substr(0, std::min(name.find('.'), name.size()));
    const std::string_view ending = name.substr(stem.size());
    return !stem.empty() && stem.size() <= max_stem_length && (ending == ".png" || ending == ".jpg") &&
           std::ranges::all_of(
               stem, [](char letter) { return is_letter_or_digit(letter) || letter == '_' || letter == '-'; });
}

void check_file(const Node& file, std::set<std::string>& names) {
    constexpr std::uint64_t largest_exact = std::uint64_t{1} << 53;
    const Node name = file.member("name");
    if (!is_file_name(name.text())) throw Breach(name.where, "is no name of a record's file");
    if (!names.insert(name.text()).second) throw Breach(name.where, "is there twice");
    if (const Node hash = file.member("sha256"); !is_sha256(hash.text())) throw Breach(hash.where, "is no SHA-256");
    file.member("bytes").count(1, largest_exact);
}

void check_attempt(const Node& attempt, std::size_t number, std::set<std::string>& names) {
    attempt.member("attempt").count(number, number);
    const Node verdict = attempt.member("report").member("verdict");
    if (!verdict_from(verdict.text())) throw Breach(verdict.where, "is none of pass, review, fail");
    const Node files = attempt.member("files");
    for (std::size_t at = 0, count = files.length(1); at < count; ++at) check_file(files.element(at), names);
}

void check_acceptance(const Node& accepted, std::size_t attempts) {
    if (accepted.is_null()) return;
    accepted.member("attempt").count(1, attempts);
    accepted.member("at").text();
    const Node reason = accepted.member("with_reason");
    if (reason.is_null()) return;
    reason.member("officer").text();
    reason.member("reason").text();
}

void check_step(const Node& step, std::set<std::string>& steps, std::set<std::string>& files) {
    const Node name = step.member("step");
    if (!is_step_name(name.text())) throw Breach(name.where, "is no name of a step");
    if (!steps.insert(name.text()).second) throw Breach(name.where, "is there twice");
    const Node kind = step.member("kind");
    if (!step_kind_from(kind.text())) throw Breach(kind.where, "is none of page, portrait, fingerprint");
    const Node attempts = step.member("attempts");
    const std::size_t count = attempts.length(1);
    for (std::size_t at = 0; at < count; ++at) check_attempt(attempts.element(at), at + 1, files);
    check_acceptance(step.member("accepted"), count);
}

void check_agreements(const Node& document) {
    if (!document.value.contains("cross_check")) return;
    const Node agreements = document.member("cross_check");
    for (std::size_t at = 0, count = agreements.length(0); at < count; ++at) {
        const Node agreement = agreements.element(at);
        agreement.member("field").text();
        agreement.member("agreement").text();
        for (const char* pair : {"sources", "values"}) {
            const Node both = agreement.member(pair);
            if (both.length(2) > 2) throw Breach(both.where, "is no pair");
            for (std::size_t side : {0U, 1U}) both.element(side).text();
        }
    }
}

void check_version(const Node& document) {
    if (document.member("schema").text() != record_schema_name) throw Breach("schema", "is not limner-record");
    document.member("schema_version").count(1, record_schema_version);
}

void check_document(const Node& document) {
    check_version(document);
    if (!is_visit_name(document.member("visit").text())) throw Breach("visit", "is no name of a visit");
    document.member("software").text();
    document.member("created_at").text();
    if (const Node sealed = document.member("sealed_at"); !sealed.is_null()) sealed.text();
    if (const Node subject = document.member("subject"); !subject.is_null())
        if (auto read = parse_subject(compact(subject.value), "subject"); !read)
            throw Breach(subject.where, "is no subject");
    const Node steps = document.member("steps");
    std::set<std::string> step_names, file_names;
    for (std::size_t at = 0, count = steps.length(0); at < count; ++at)
        check_step(steps.element(at), step_names, file_names);
    check_agreements(document);
}

bool is_of_later_version(const Json& document) {
    if (!document.is_object() || document.value("schema", Json()) != record_schema_name) return false;
    const Json version = document.value("schema_version", Json());
    return version.is_number_unsigned() && version.get<std::uint64_t>() > record_schema_version;
}

}  // namespace

Result<void> check_record_schema(const Json& document, const std::string& name) {
    if (is_of_later_version(document))
        return Error(ErrorCode::unsupported, name + ": written by a later version of Limner");
    try {
        check_document({document, ""});
    } catch (const Breach& breach) {
        return Error(ErrorCode::unreadable_file, fmt::format("{}: {}", name, breach.what()));
    }
    return {};
}

std::optional<StepKind> step_kind_from(std::string_view name) noexcept {
    for (StepKind kind : {StepKind::page, StepKind::portrait, StepKind::fingerprint})
        if (name == name_of(kind)) return kind;
    return std::nullopt;
}

ReportVerdict verdict_in(const Json& attempt) {
    return verdict_from(attempt.at("report").at("verdict").get<std::string>()).value_or(ReportVerdict::fail);
}

bool is_visit_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= max_name_length && is_letter_or_digit(name.front()) &&
           !name.ends_with(".partial") && std::ranges::all_of(name, [](char letter) {
               return is_letter_or_digit(letter) || letter == '.' || letter == '-' || letter == '_';
           });
}

bool is_step_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= max_name_length &&
           std::ranges::all_of(name, [](char letter) { return is_letter_or_digit(letter) || letter == '_'; });
}

}  // namespace limner
