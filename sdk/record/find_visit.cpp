#include "record/find_visit.h"

#include "record/record_writer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace limner {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> visit_in(const std::string& folder_name) {
    if (!folder_name.ends_with(partial_suffix)) return std::nullopt;
    std::string visit = folder_name.substr(0, folder_name.size() - std::string_view(partial_suffix).size());
    if (!is_visit_name(visit)) return std::nullopt;
    return visit;
}

bool has_begun(Storage& storage, const fs::path& folder) {
    const auto names = storage.list(folder);
    return names && std::ranges::any_of(
                        *names, [](const std::string& name) { return name == journal_name || name == record_name; });
}

Result<std::vector<std::string>> unsealed_visits(Storage& storage, const fs::path& out) {
    auto names = storage.list(out);
    if (!names) return names.error();
    std::vector<std::string> begun, empty;
    for (const std::string& name : *names) {
        const auto visit = visit_in(name);
        if (!visit || !storage.is_folder(out / name)) continue;
        (has_begun(storage, out / name) ? begun : empty).push_back(*visit);
    }
    return begun.empty() ? empty : begun;
}

/// The document of a file, or nothing where there is no such file.
Result<std::optional<RecordDocument>> read_document(Storage& storage, const fs::path& file, const std::string& visit) {
    auto text = read_whole(storage, file, max_document_bytes);
    if (!text && text.error().code == ErrorCode::file_missing) return std::optional<RecordDocument>();
    if (!text) return text.error();
    auto document = RecordDocument::parse(*text, fmt::format("'{}'", file.string()));
    if (!document) return document.error();
    if (document->visit() != visit)
        return Error(ErrorCode::unreadable_file, fmt::format("'{}' belongs to another visit", file.string()));
    return std::optional(*std::move(document));
}

Result<VisitState> read_state(Storage& storage, const fs::path& folder, const std::string& visit) {
    using Source = VisitState::Source;
    auto journal = read_document(storage, folder / journal_name, visit);
    if (!journal) return journal.error();
    if (*journal) return VisitState{**std::move(journal), Source::journal};
    auto record = read_document(storage, folder / record_name, visit);
    if (!record) return record.error();
    if (*record) return VisitState{**std::move(record), Source::record};
    if (!storage.is_folder(folder))
        return Error(ErrorCode::file_missing, fmt::format("no folder '{}'", folder.string()));
    return VisitState{RecordDocument(visit, std::nullopt, std::chrono::system_clock::now()), Source::nothing};
}

}  // namespace

Result<std::string> find_visit(Storage& storage, const fs::path& out, const std::optional<std::string>& visit) {
    if (visit) {
        if (!is_visit_name(*visit) || !storage.is_folder(out / (*visit + partial_suffix)))
            return Error(ErrorCode::file_missing, fmt::format("no unsealed visit of that name in '{}'", out.string()));
        return *visit;
    }
    auto visits = unsealed_visits(storage, out);
    if (!visits) return visits.error();
    if (visits->empty()) return Error(ErrorCode::file_missing, fmt::format("no unsealed visit in '{}'", out.string()));
    if (visits->size() > 1)
        return Error(ErrorCode::invalid_argument, fmt::format("several unsealed visits in '{}', name one of: {}",
                                                              out.string(), fmt::join(*visits, ", ")));
    return visits->front();
}

Result<VisitState> load_visit(Storage& storage, const fs::path& folder, const std::string& visit) {
    auto state = read_state(storage, folder, visit);
    if (!state) return state;
    state->document.unseal();
    if (auto intact = check_files(storage, folder, state->document); !intact) return intact.error();
    return state;
}

void discard_leftovers(Storage& storage, const fs::path& folder, const VisitState& state) {
    std::set<std::string> kept{lock_name};
    if (state.source == VisitState::Source::journal) kept.insert(journal_name);
    if (state.source == VisitState::Source::record) kept.insert(record_name);
    for (const RecordedFile& file : state.document.files()) kept.insert(file.name);
    const auto names = storage.list(folder);
    if (!names) return;
    // One that cannot be removed does no harm: nothing names it, and a new file of its name replaces it.
    for (const std::string& name : *names)
        if (!kept.contains(name)) (void)storage.remove(folder / name);
}

}  // namespace limner
