#include "record/record_document.h"

#include <limner/base/version.h>

#include "check/subject_text.h"
#include "record/json_document.h"
#include "record/json_forms.h"
#include "record/record_schema.h"

#include <algorithm>

namespace limner {
namespace {

/// The step's object in a document, or null.
template <typename Document>
Document* find(Document& document, const std::string& step) {
    auto& steps = document.at("steps");
    auto at = std::ranges::find_if(steps, [&](const Json& candidate) { return candidate.at("step") == step; });
    return at == steps.end() ? nullptr : &*at;
}

/// Unknown where the member `finger` names none: nothing else relies on it.
Finger finger_in(const Json& part) {
    const Json name = part.value("finger", Json());
    return name.is_string() ? finger_from(name.get<std::string>()).value_or(Finger::unknown) : Finger::unknown;
}

}  // namespace

std::string_view name_of(StepKind kind) noexcept {
    switch (kind) {
        case StepKind::portrait: return "portrait";
        case StepKind::fingerprint: return "fingerprint";
        case StepKind::page: break;
    }
    return "page";
}

RecordDocument::RecordDocument(const std::string& visit, const std::optional<Subject>& subject,
                               std::chrono::system_clock::time_point created_at)
    : json_{{"schema", record_schema_name},
            {"schema_version", record_schema_version},
            {"visit", visit},
            {"software", "limner " + std::string(version)},
            {"created_at", utc_text(created_at)},
            {"sealed_at", nullptr},
            {"subject", subject ? json_of(*subject) : Json()},
            {"steps", Json::array()}} {}

Result<RecordDocument> RecordDocument::parse(std::string_view text, const std::string& name) {
    auto json = parse_json(text, name);
    if (!json) return json.error();
    if (auto kept = check_record_schema(*json, name); !kept) return kept.error();
    return RecordDocument(*std::move(json));
}

bool RecordDocument::is_sealed() const { return !json_.at("sealed_at").is_null(); }

std::string RecordDocument::visit() const { return json_.at("visit").get<std::string>(); }

std::optional<Subject> RecordDocument::subject() const {
    const Json& subject = json_.at("subject");
    if (subject.is_null()) return std::nullopt;
    auto read = parse_subject(compact(subject), "subject");
    return read ? std::optional(*std::move(read)) : std::nullopt;
}

std::vector<RecordFolder::StepState> RecordDocument::steps() const {
    std::vector<RecordFolder::StepState> states;
    for (const Json& step : json_.at("steps")) {
        const Json& attempts = step.at("attempts");
        const Json& accepted = step.at("accepted");
        RecordFolder::StepState state{.step = step.at("step").get<std::string>(),
                                      .attempts = static_cast<int>(attempts.size()),
                                      .is_accepted = !accepted.is_null(),
                                      .verdict = ReportVerdict::fail};
        if (state.is_accepted) {
            state.verdict = verdict_in(attempts.at(accepted.at("attempt").get<std::size_t>() - 1));
        } else {
            for (const Json& attempt : attempts) state.verdict = std::min(state.verdict, verdict_in(attempt));
        }
        states.push_back(state);
    }
    return states;
}

std::vector<RecordedFile> RecordDocument::files() const {
    std::vector<RecordedFile> files;
    for (const Json& step : json_.at("steps"))
        for (const Json& attempt : step.at("attempts"))
            for (const Json& file : attempt.at("files"))
                files.push_back({.name = file.at("name").get<std::string>(),
                                 .sha256 = file.at("sha256").get<std::string>(),
                                 .bytes = file.at("bytes").get<std::uint64_t>()});
    return files;
}

std::vector<RecordedPrint> RecordDocument::accepted_prints() const {
    std::vector<RecordedPrint> prints;
    for (const Json& step : json_.at("steps")) {
        const Json& accepted = step.at("accepted");
        if (accepted.is_null() || step.at("kind") != name_of(StepKind::fingerprint)) continue;
        const Json& attempt = step.at("attempts").at(accepted.at("attempt").get<std::size_t>() - 1);
        for (const Json& file : attempt.at("files")) {
            const Finger finger = finger_in(file.contains("finger") ? file : attempt);
            const Json ppi = file.value("ppi", Json());
            if (finger == Finger::unknown) continue;
            prints.push_back({finger, file.at("name").get<std::string>(),
                              ppi.is_number() ? std::optional(ppi.get<double>()) : std::nullopt});
        }
    }
    return prints;
}

std::optional<StepKind> RecordDocument::kind_of(const std::string& step) const {
    const Json* found = find(json_, step);
    return found ? step_kind_from(found->at("kind").get<std::string>()) : std::nullopt;
}

int RecordDocument::attempts_of(const std::string& step) const {
    const Json* found = find(json_, step);
    return found ? static_cast<int>(found->at("attempts").size()) : 0;
}

bool RecordDocument::is_accepted(const std::string& step) const {
    const Json* found = find(json_, step);
    return found && !found->at("accepted").is_null();
}

void RecordDocument::add_attempt(const std::string& step, StepKind kind, Json attempt) {
    if (!find(json_, step))
        json_["steps"].push_back(
            {{"step", step}, {"kind", name_of(kind)}, {"accepted", nullptr}, {"attempts", Json::array()}});
    find(json_, step)->at("attempts").push_back(std::move(attempt));
}

void RecordDocument::accept_latest(const std::string& step, const std::optional<AcceptedWithReason>& reason,
                                   std::chrono::system_clock::time_point when) {
    Json with_reason;
    if (reason) with_reason = {{"officer", reason->officer}, {"reason", reason->reason}};
    find(json_, step)->at("accepted") = {
        {"attempt", attempts_of(step)}, {"at", utc_text(when)}, {"with_reason", with_reason}};
}

void RecordDocument::set_agreements(const std::vector<FieldAgreement>& agreements) {
    json_["cross_check"] = json_of(agreements);
}

void RecordDocument::seal(const std::optional<Subject>& subject, std::chrono::system_clock::time_point when) {
    json_["sealed_at"] = utc_text(when);
    if (subject) json_["subject"] = json_of(*subject);
}

void RecordDocument::unseal() { json_["sealed_at"] = nullptr; }

}  // namespace limner
