#pragma once

#include <limner/record/record.h>

#include "record/encode_attempt.h"
#include "record/record_document.h"
#include "record/storage.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner {

/// A visit's folder on a given storage: RecordFolder without the images' encoding. Its rules of order, each followed by
/// a sync before the next begins:
///   add:  the attempt's files; the folder's entries; journal.json replaced.
///   seal: record.json; journal.json removed; the folder renamed.
/// Hence journal.json, where there is one, is what counts; record.json without it is a visit whose seal was
/// interrupted.
class RecordWriter {
public:
    static Result<RecordWriter> create(Storage& storage, const std::filesystem::path& out, const std::string& visit,
                                       const std::optional<Subject>& subject);
    static Result<RecordWriter> resume(Storage& storage, const std::filesystem::path& out,
                                       const std::optional<std::string>& visit);

    /// `attempt` must have been encoded for the number attempts_of(step) + 1.
    Result<void> add(const std::string& step, StepKind kind, const EncodedAttempt& attempt, bool is_accepted,
                     const std::optional<AcceptedWithReason>& reason);
    Result<void> accept_with_reason(const std::string& step, const AcceptedWithReason& reason);
    Result<void> set_agreements(const std::vector<FieldAgreement>& agreements);
    Result<std::filesystem::path> seal(const std::optional<Subject>& subject);

    const RecordDocument& document() const noexcept { return document_; }
    const std::filesystem::path& path() const noexcept { return folder_; }

private:
    RecordWriter(Storage& storage, std::filesystem::path folder, RecordDocument document,
                 std::unique_ptr<StorageLock> lock);
    Result<void> check_open() const;
    Result<void> write_files(const EncodedAttempt& attempt);
    void remove_files(const EncodedAttempt& attempt);
    Result<void> commit(RecordDocument next);
    Result<void> write_record(const RecordDocument& sealed);
    Result<void> put_in_place(const std::filesystem::path& final_folder);

    Storage* storage_;
    std::filesystem::path folder_;
    RecordDocument document_;
    std::unique_ptr<StorageLock> lock_;
    bool is_sealed_ = false;
    bool is_uncertain_ = false;  ///< What is on the disk may be ahead of `document_`.
};

inline constexpr const char* journal_name = "journal.json";
inline constexpr const char* record_name = "record.json";
inline constexpr const char* lock_name = "lock";
inline constexpr const char* partial_suffix = ".partial";

/// What is wrong with the files that a document lists, in English; empty where each is there as recorded. Errors: the
/// storage's own.
Result<std::vector<std::string>> problems_of_files(Storage& storage, const std::filesystem::path& folder,
                                                   const RecordDocument& document);
/// unreadable_file names the first problem.
Result<void> check_files(Storage& storage, const std::filesystem::path& folder, const RecordDocument& document);

/// inspect_record() on a given storage.
Result<RecordSummary> inspect_record(Storage& storage, const std::filesystem::path& path);

}  // namespace limner
