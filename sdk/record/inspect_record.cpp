#include "record/record_writer.h"
#include "record/sha256.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace limner {
namespace {

namespace fs = std::filesystem;

/// No picture of a record comes near; it bounds the time that a hostile folder costs.
constexpr std::uint64_t max_picture_bytes = std::uint64_t{1} << 30;

/// What is wrong with a file, empty where nothing is.
Result<std::string> problem_of(Storage& storage, const fs::path& folder, const RecordedFile& file) {
    if (file.bytes > max_picture_bytes) return fmt::format("{} is too large to be compared", file.name);
    Sha256 hash;
    std::uint64_t bytes = 0;
    auto done = storage.read(folder / file.name, file.bytes, [&](std::span<const std::byte> piece) {
        hash.add(piece);
        bytes += piece.size();
    });
    if (!done && done.error().code == ErrorCode::file_missing) return fmt::format("{} is missing", file.name);
    if (!done && done.error().code == ErrorCode::unreadable_file) return done.error().message;
    if (!done) return done.error();
    if (bytes != file.bytes) return fmt::format("{} has {} bytes instead of {}", file.name, bytes, file.bytes);
    if (hash.hex() != file.sha256) return fmt::format("{} does not have the recorded SHA-256", file.name);
    return std::string();
}

std::vector<std::string> unlisted_in(Storage& storage, const fs::path& folder, const RecordDocument& document,
                                     const std::string& document_name) {
    std::set<std::string> listed{lock_name, document_name};
    for (const RecordedFile& file : document.files()) listed.insert(file.name);
    std::vector<std::string> problems;
    if (auto names = storage.list(folder))
        for (const std::string& name : *names)
            if (!listed.contains(name)) problems.push_back(fmt::format("'{}' is no part of the record", name));
    return problems;
}

fs::path document_of(Storage& storage, const fs::path& path, const fs::path& folder, bool is_partial) {
    if (!storage.is_folder(path)) return path;
    const auto names = storage.list(folder);
    const bool has_journal = is_partial && names && std::ranges::find(*names, journal_name) != names->end();
    return folder / (has_journal ? journal_name : record_name);
}

}  // namespace

Result<std::vector<std::string>> problems_of_files(Storage& storage, const fs::path& folder,
                                                   const RecordDocument& document) {
    std::vector<std::string> problems;
    for (const RecordedFile& file : document.files()) {
        auto problem = problem_of(storage, folder, file);
        if (!problem) return problem.error();
        if (!problem->empty()) problems.push_back(*std::move(problem));
    }
    return problems;
}

Result<void> check_files(Storage& storage, const fs::path& folder, const RecordDocument& document) {
    auto problems = problems_of_files(storage, folder, document);
    if (!problems) return problems.error();
    if (problems->empty()) return {};
    return Error(ErrorCode::unreadable_file, fmt::format("'{}': {}", folder.string(), problems->front()));
}

Result<RecordSummary> inspect_record(Storage& storage, const fs::path& path) {
    const fs::path given = fs::absolute(path).lexically_normal();
    fs::path folder = storage.is_folder(given) ? given : given.parent_path();
    if (!folder.has_filename()) folder = folder.parent_path();
    const bool is_partial = folder.filename().string().ends_with(partial_suffix);
    const fs::path file = document_of(storage, given, folder, is_partial);

    auto text = read_whole(storage, file, max_document_bytes);
    if (!text) return text.error();
    auto document = RecordDocument::parse(*text, fmt::format("'{}'", file.string()));
    if (!document) return document.error();

    auto problems = problems_of_files(storage, folder, *document);
    if (!problems) return problems.error();

    RecordSummary summary{.json = *std::move(text), .problems = *std::move(problems)};
    if (!document->is_sealed() || is_partial)
        summary.problems.insert(summary.problems.begin(), "the visit is not sealed");
    summary.is_complete = summary.problems.empty();
    for (std::string& unlisted : unlisted_in(storage, folder, *document, file.filename().string()))
        summary.problems.push_back(std::move(unlisted));
    return summary;
}

}  // namespace limner
