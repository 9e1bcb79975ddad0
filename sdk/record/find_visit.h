#pragma once

#include "record/record_document.h"
#include "record/storage.h"

#include <filesystem>
#include <optional>
#include <string>

namespace limner {

/// An unsealed visit as it was found.
struct VisitState {
    /// `record`: its seal was interrupted. `nothing`: it was interrupted before its first entry.
    enum class Source { journal, record, nothing };
    RecordDocument document;
    Source source = Source::journal;
};

/// The name of the visit to resume: the given one, else the only unsealed one in `out`. Visits interrupted before their
/// first entry count only where there is no other. Errors: file_missing; invalid_argument lists the several.
Result<std::string> find_visit(Storage& storage, const std::filesystem::path& out,
                               const std::optional<std::string>& visit);

/// What was committed, every file compared with its hash. Errors: unreadable_file names the file and what is wrong.
Result<VisitState> load_visit(Storage& storage, const std::filesystem::path& folder, const std::string& visit);

/// Removes what an interrupted call left behind.
void discard_leftovers(Storage& storage, const std::filesystem::path& folder, const VisitState& state);

}  // namespace limner
