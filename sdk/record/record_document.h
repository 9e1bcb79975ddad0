#pragma once

#include <limner/record/record.h>

#include "base/json.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// A file of a record as the document lists it.
struct RecordedFile {
    std::string name{};
    std::string sha256{};
    std::uint64_t bytes = 0;
};

/// The picture of one finger that an accepted attempt lists.
struct RecordedPrint {
    Finger finger = Finger::unknown;
    std::string file{};
    std::optional<double> ppi{};
};

/// What record.json says, and journal.json before it: docs/record.md describes the members. A document of this type
/// always keeps to the schema.
class RecordDocument {
public:
    RecordDocument(const std::string& visit, const std::optional<Subject>& subject,
                   std::chrono::system_clock::time_point created_at);
    /// Checks all that the schema demands. Errors: unreadable_file ("name: what is wrong"), unsupported (written by a
    /// later version). No error repeats a value of the text.
    static Result<RecordDocument> parse(std::string_view text, const std::string& name);

    std::string text() const { return indented(json_) + "\n"; }
    bool is_sealed() const;
    std::string visit() const;
    std::optional<Subject> subject() const;
    std::vector<RecordFolder::StepState> steps() const;
    std::vector<RecordedFile> files() const;
    /// Without what does not name its finger.
    std::vector<RecordedPrint> accepted_prints() const;

    /// Absent for a step without an attempt.
    std::optional<StepKind> kind_of(const std::string& step) const;
    int attempts_of(const std::string& step) const;
    bool is_accepted(const std::string& step) const;

    /// `attempt` is what encode_attempt() made for the number attempts_of(step) + 1.
    void add_attempt(const std::string& step, StepKind kind, Json attempt);
    /// Accepts the latest attempt of a step that has one.
    void accept_latest(const std::string& step, const std::optional<AcceptedWithReason>& reason,
                       std::chrono::system_clock::time_point when);
    void set_agreements(const std::vector<FieldAgreement>& agreements);
    /// `subject` replaces the one of the constructor.
    void seal(const std::optional<Subject>& subject, std::chrono::system_clock::time_point when);
    void unseal();

private:
    explicit RecordDocument(Json json) : json_(std::move(json)) {}
    Json json_;
};

/// A visit's name as a folder's: 1 to 64 letters, digits, '.', '-', '_' of ASCII, a letter or digit first, no
/// ".partial" at the end.
bool is_visit_name(std::string_view name) noexcept;
/// 1 to 64 letters, digits and '_' of ASCII.
bool is_step_name(std::string_view name) noexcept;

/// A record's text above this is neither written nor read.
inline constexpr std::uint64_t max_document_bytes = std::uint64_t{16} * 1024 * 1024;

}  // namespace limner
