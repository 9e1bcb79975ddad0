#include <limner/health/journal.h>

#include "health/journal_file.h"

#include <cstdlib>
#include <limits>

namespace limner {

std::uint64_t DeviceDay::count(const std::string& name) const {
    auto at = counts.find(name);
    return at == counts.end() ? 0 : at->second;
}

std::uint64_t DeviceDay::errors() const {
    std::uint64_t sum = 0;
    for (const auto& [name, n] : counts) sum += name.starts_with("error.") ? n : 0;
    return sum;
}

void DeviceDay::add(const DeviceDay& other) {
    for (const auto& [name, n] : other.counts) counts[name] += n;
    for (const auto& [name, values] : other.distributions) distributions[name].add(values);
}

DeviceDay DeviceHistory::over(std::chrono::sys_days from, std::chrono::sys_days to) const {
    DeviceDay sum{.day = from};
    for (const DeviceDay& it : days) {
        if (it.day >= from && it.day < to) sum.add(it);
    }
    return sum;
}

struct Journal::Impl {
    JournalFile file;
};

Journal::Journal(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

Result<Journal> Journal::open(const std::filesystem::path& file) {
    auto opened = JournalFile::open(file, JournalFile::Use::read);
    if (!opened) return opened.error();
    return Journal(std::make_unique<Impl>(Impl{*std::move(opened)}));
}

Result<std::vector<DeviceHistory>> Journal::devices() const { return impl_->file.devices(); }

Result<std::vector<JournalEvent>> Journal::events(std::size_t count) const { return impl_->file.events(count); }

std::filesystem::path Journal::usual_file() {
    if (const char* named = std::getenv("LIMNER_JOURNAL")) return std::string_view(named) == "none" ? "" : named;
    const std::filesystem::path in_folder = std::filesystem::path("limner") / "journal.sqlite";
    const char* state = std::getenv("XDG_STATE_HOME");
    if (state && *state == '/') return state / in_folder;
    const char* home = std::getenv("HOME");
    if (home && *home == '/') return home / std::filesystem::path(".local/state") / in_folder;
    return {};
}

}  // namespace limner
