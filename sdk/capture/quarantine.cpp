#include "capture/quarantine.h"

#include <algorithm>

namespace limner {

void Quarantine::note_failure(const std::string& id, Clock::time_point now) {
    Entry& entry = entries_[id];
    entry.failed_at = now;
    ++entry.failures;
    entry.is_mistake = false;
}

void Quarantine::note_mistake(const std::string& id, Clock::time_point now) {
    note_failure(id, now);
    entries_[id].is_mistake = true;
}

void Quarantine::note_loss(const std::string& id, Clock::time_point now) {
    // A listing that began before the unplugging brings a device back for a moment.
    constexpr std::chrono::seconds one_loss{1};
    auto& losses = entries_[id].losses;
    if (!losses.empty() && now - losses.back() < one_loss) losses.pop_back();
    losses.push_back(now);
    while (losses.front() < now - losses_within_) losses.pop_front();
}

void Quarantine::note_success(const std::string& id) {
    if (auto at = entries_.find(id); at != entries_.end()) at->second.failures = 0;
}

void Quarantine::note_service(const std::string& id, Clock::time_point since, Clock::time_point now) {
    auto at = entries_.find(id);
    if (at == entries_.end()) return;
    since = std::max(since, at->second.failed_at);
    if (now - since >= span(at->second.failures)) at->second.failures = 0;
}

bool Quarantine::has_failed(const std::string& id) const {
    auto at = entries_.find(id);
    return at != entries_.end() && (at->second.failures > 0 || excess_losses(at->second) > 0);
}

Clock::duration Quarantine::span(int failures) const {
    constexpr int max_doublings = 4;
    return failures > 0 ? cool_down_ * (1 << std::min(failures - 1, max_doublings)) : Clock::duration{};
}

int Quarantine::excess_losses(const Entry& entry) const {
    return std::max(0, static_cast<int>(entry.losses.size()) - max_losses_);
}

Clock::time_point Quarantine::last_at(const Entry& entry) const {
    Clock::time_point last{};
    if (entry.failures > 0) last = entry.failed_at;
    if (excess_losses(entry) > 0) last = std::max(last, entry.losses.back());
    return last;
}

Clock::time_point Quarantine::barred_until(const Entry& entry) const {
    auto until = entry.failures > 0 ? entry.failed_at + span(entry.failures) : Clock::time_point{};
    int excess = excess_losses(entry);
    return excess > 0 ? std::max(until, entry.losses.back() + span(excess)) : until;
}

Clock::time_point Quarantine::last_resort_at(const Entry& entry) const {
    return last_at(entry) + (entry.is_mistake ? cool_down_ : cool_down_ / 16);
}

bool Quarantine::is_barred(const std::string& id, Clock::time_point now) const {
    auto at = entries_.find(id);
    return at != entries_.end() && now < barred_until(at->second);
}

bool Quarantine::is_barred_as_last_resort(const std::string& id, Clock::time_point now) const {
    auto at = entries_.find(id);
    return at != entries_.end() && now < last_resort_at(at->second);
}

std::set<std::string> Quarantine::barred(Clock::time_point now) const {
    std::set<std::string> found;
    for (const auto& [id, entry] : entries_) {
        if (now < barred_until(entry)) found.insert(id);
    }
    return found;
}

std::optional<Clock::time_point> Quarantine::next_change(Clock::time_point now) const {
    std::optional<Clock::time_point> next;
    for (const auto& [id, entry] : entries_) {
        for (auto moment : {last_resort_at(entry), barred_until(entry)}) {
            if (moment > now && (!next || moment < *next)) next = moment;
        }
    }
    return next;
}

}  // namespace limner
