#include "record/record_writer.h"

#include "record/find_visit.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace limner {
namespace {

namespace fs = std::filesystem;

Result<void> create_folders(Storage& storage, const fs::path& folder) {
    if (folder.empty() || storage.is_folder(folder)) return {};
    const fs::path parent = folder.parent_path();
    if (parent != folder) {
        if (auto made = create_folders(storage, parent); !made) return made;
    }
    if (auto made = storage.create_folder(folder); !made) return made;
    return storage.sync_folder(parent.empty() ? fs::path(".") : parent);
}

/// Without the slash at the end that would make a folder its own parent.
fs::path normal(const fs::path& folder) {
    fs::path path = folder.lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

/// A text that could not be read back is never written: it would end the visit.
Result<std::string> text_to_write(const RecordDocument& document) {
    std::string text = document.text();
    if (text.size() > max_document_bytes)
        return Error(ErrorCode::invalid_argument, "the visit has more attempts than a record can hold");
    if (auto read = RecordDocument::parse(text, "what is to be recorded"); !read)
        return Error(ErrorCode::invalid_argument, read.error().message);
    return text;
}

std::string_view chars_of(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

RecordWriter::RecordWriter(Storage& storage, fs::path folder, RecordDocument document,
                           std::unique_ptr<StorageLock> lock)
    : storage_(&storage), folder_(std::move(folder)), document_(std::move(document)), lock_(std::move(lock)) {}

Result<RecordWriter> RecordWriter::create(Storage& storage, const fs::path& wanted_out, const std::string& visit,
                                          const std::optional<Subject>& subject) {
    const fs::path out = normal(wanted_out);
    if (!is_visit_name(visit))
        return Error(ErrorCode::invalid_argument,
                     "a visit's name is 1 to 64 letters, digits, '.', '-' and '_', a letter or a digit first");
    if (auto made = create_folders(storage, out); !made) return made.error();
    if (storage.is_folder(out / visit))
        return Error(ErrorCode::invalid_argument, fmt::format("'{}' exists already", (out / visit).string()));
    const fs::path folder = out / (visit + partial_suffix);
    if (auto made = storage.create_folder(folder); !made) return made.error();

    auto started = [&]() -> Result<RecordWriter> {
        auto lock = storage.lock(folder / lock_name);
        if (!lock) return lock.error();
        RecordWriter writer(storage, folder, RecordDocument(visit, subject, std::chrono::system_clock::now()),
                            *std::move(lock));
        if (auto synced = storage.sync_folder(out); !synced) return synced.error();
        if (auto written = writer.commit(writer.document_); !written) return written.error();
        return writer;
    }();
    if (!started) {
        for (const char* name : {journal_name, lock_name}) (void)storage.remove(folder / name);
        (void)storage.remove(folder);
    }
    return started;
}

Result<RecordWriter> RecordWriter::resume(Storage& storage, const fs::path& wanted_out,
                                          const std::optional<std::string>& visit) {
    const fs::path out = normal(wanted_out);
    auto found = find_visit(storage, out, visit);
    if (!found) return found.error();
    const fs::path folder = out / (*found + partial_suffix);
    auto lock = storage.lock(folder / lock_name);
    if (!lock) return lock.error();
    auto state = load_visit(storage, folder, *found);
    if (!state) return state.error();
    discard_leftovers(storage, folder, *state);
    RecordWriter writer(storage, folder, std::move(state->document), *std::move(lock));
    if (state->source == VisitState::Source::nothing) {
        if (auto written = writer.commit(writer.document_); !written) return written.error();
    }
    return writer;
}

Result<void> RecordWriter::check_open() const {
    if (is_sealed_) return Error(ErrorCode::invalid_argument, "the visit is sealed: it takes no more");
    if (is_uncertain_)
        return Error(ErrorCode::storage_failed,
                     fmt::format("an earlier write to '{}' failed and could not be undone: mend the disk and resume",
                                 folder_.string()));
    return {};
}

Result<void> RecordWriter::add(const std::string& step, StepKind kind, const EncodedAttempt& attempt, bool is_accepted,
                               const std::optional<AcceptedWithReason>& reason) {
    if (auto open = check_open(); !open) return open;
    if (document_.kind_of(step).value_or(kind) != kind)
        return Error(ErrorCode::invalid_argument, fmt::format("the step {} is of another kind", step));
    RecordDocument next = document_;
    next.add_attempt(step, kind, attempt.entry);
    if (is_accepted) next.accept_latest(step, reason, std::chrono::system_clock::now());

    auto written = write_files(attempt);
    if (written) written = commit(std::move(next));
    // While the journal on the disk may name the files, they stay.
    if (!written && !is_uncertain_) remove_files(attempt);
    return written;
}

Result<void> RecordWriter::write_files(const EncodedAttempt& attempt) {
    for (const EncodedAttempt::File& file : attempt.files)
        if (auto written = write_file(*storage_, folder_ / file.name, chars_of(file.bytes)); !written) return written;
    return storage_->sync_folder(folder_);
}

void RecordWriter::remove_files(const EncodedAttempt& attempt) {
    for (const EncodedAttempt::File& file : attempt.files) (void)storage_->remove(folder_ / file.name);
}

Result<void> RecordWriter::accept_with_reason(const std::string& step, const AcceptedWithReason& reason) {
    if (auto open = check_open(); !open) return open;
    if (document_.attempts_of(step) == 0)
        return Error(ErrorCode::invalid_argument, "a step without an attempt cannot be accepted");
    if (document_.is_accepted(step))
        return Error(ErrorCode::invalid_argument, fmt::format("the step {} is accepted already", step));
    RecordDocument next = document_;
    next.accept_latest(step, reason, std::chrono::system_clock::now());
    return commit(std::move(next));
}

Result<void> RecordWriter::set_agreements(const std::vector<FieldAgreement>& agreements) {
    if (auto open = check_open(); !open) return open;
    RecordDocument next = document_;
    next.set_agreements(agreements);
    return commit(std::move(next));
}

Result<void> RecordWriter::commit(RecordDocument next) {
    auto text = text_to_write(next);
    if (!text) return text.error();
    bool is_replaced = false;
    auto written = replace_file(*storage_, folder_ / journal_name, *text, is_replaced);
    if (written) {
        document_ = std::move(next);
    } else if (is_replaced) {
        bool ignored = false;
        is_uncertain_ = !replace_file(*storage_, folder_ / journal_name, document_.text(), ignored).has_value();
    }
    return written;
}

Result<fs::path> RecordWriter::seal(const std::optional<Subject>& subject) {
    if (auto open = check_open(); !open) return open.error();
    if (std::ranges::none_of(document_.steps(), &RecordFolder::StepState::is_accepted))
        return Error(ErrorCode::invalid_argument, "a visit without an accepted step cannot be sealed");
    if (auto intact = check_files(*storage_, folder_, document_); !intact) return intact.error();
    const fs::path final_folder = folder_.parent_path() / document_.visit();
    RecordDocument sealed = document_;
    sealed.seal(subject, std::chrono::system_clock::now());
    if (auto written = write_record(sealed); !written) return written.error();
    if (auto placed = put_in_place(final_folder); !placed) return placed.error();
    document_ = std::move(sealed);
    folder_ = final_folder;
    is_sealed_ = true;
    // The record is whole without it; one that stays is ignored.
    (void)storage_->remove(folder_ / lock_name);
    lock_.reset();
    return folder_;
}

Result<void> RecordWriter::write_record(const RecordDocument& sealed) {
    auto text = text_to_write(sealed);
    if (!text) return text.error();
    bool ignored = false;
    if (auto written = replace_file(*storage_, folder_ / record_name, *text, ignored); !written) return written;
    if (auto removed = storage_->remove(folder_ / journal_name); !removed) return removed;
    return storage_->sync_folder(folder_);
}

Result<void> RecordWriter::put_in_place(const fs::path& final_folder) {
    if (auto renamed = storage_->rename_folder(folder_, final_folder); !renamed) return renamed;
    auto synced = storage_->sync_folder(final_folder.parent_path());
    if (!synced) is_uncertain_ = !storage_->rename_folder(final_folder, folder_).has_value();
    return synced;
}

}  // namespace limner
