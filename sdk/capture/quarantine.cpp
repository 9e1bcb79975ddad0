#include "capture/quarantine.h"

#include <algorithm>

namespace limner {

void Quarantine::note_failure(const std::string& id, Clock::time_point now) {
    Entry& entry = entries_[id];
    entry.failed_at = now;
    ++entry.failures;
}

void Quarantine::note_service(const std::string& id, Clock::time_point since, Clock::time_point now) {
    auto at = entries_.find(id);
    if (at == entries_.end()) return;
    since = std::max(since, at->second.failed_at);
    if (now - since >= span(at->second)) entries_.erase(at);
}

Clock::duration Quarantine::span(const Entry& entry) const {
    constexpr int max_doublings = 4;
    return cool_down_ * (1 << std::min(entry.failures - 1, max_doublings));
}

Clock::time_point Quarantine::barred_until(const Entry& entry) const { return entry.failed_at + span(entry); }

Clock::time_point Quarantine::last_resort_at(const Entry& entry) const { return entry.failed_at + cool_down_ / 16; }

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
