#include "cli/output_file.h"

#include "base/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <system_error>

namespace limner::cli {

Result<void> write_output(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    std::error_code ignored;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
    auto failed = [&] {
        return Error{ErrorCode::storage_failed,
                     path.string() + ": cannot be written: " + std::generic_category().message(errno)};
    };
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (file.number() < 0) return failed();
    while (!bytes.empty()) {
        const auto written = ::write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return failed();
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> check_names_differ(const std::vector<std::string>& files, NamePart part) {
    std::map<std::string, std::string> names;
    for (const std::string& file : files) {
        const auto [at, is_new] = names.emplace((std::filesystem::path(file).*part)().string(), file);
        if (!is_new)
            return Error{ErrorCode::invalid_argument,
                         at->second + " and " + file + " would be written under one name; give them one at a time"};
    }
    return {};
}

}  // namespace limner::cli
