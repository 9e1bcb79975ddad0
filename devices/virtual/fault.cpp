#include "fault.h"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

namespace limner::virtual_driver {
namespace {

bool strikes_pictures(FaultKind kind) {
    switch (kind) {
        case FaultKind::slow:
        case FaultKind::frozen:
        case FaultKind::black:
        case FaultKind::short_frame:
        case FaultKind::lying_header: return true;
        default: return false;
    }
}

bool is_triggered(const FaultConfig& fault, const Moment& now) {
    if (fault.in != now.call) return false;
    if (fault.while_capturing && !now.is_still) return false;
    if (fault.after_frames && now.frames < *fault.after_frames) return false;
    if (fault.after && now.elapsed < *fault.after) return false;
    if (fault.after_rows && now.rows < *fault.after_rows) return false;
    std::error_code unreadable;
    return !fault.when_file || std::filesystem::exists(*fault.when_file, unreadable);
}

void apply(const FaultConfig& fault, PictureFaults& to) {
    switch (fault.kind) {
        case FaultKind::slow: to.extra += fault.extra; break;
        case FaultKind::frozen: to.is_frozen = true; break;
        case FaultKind::black: to.is_black = true; break;
        case FaultKind::short_frame: to.is_short = true; break;
        case FaultKind::lying_header: to.lie = fault.lie; break;
        default: break;
    }
}

}  // namespace

std::int64_t now_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count();
}

FaultScript::FaultScript(std::vector<FaultConfig> faults, std::array<SharedState::Fault, max_faults>& counts) {
    for (std::size_t i = 0; i < std::min(faults.size(), counts.size()); ++i)
        entries_.push_back({std::move(faults[i]), &counts[i]});
}

bool FaultScript::is_due(const Entry& entry, const Moment& moment) {
    const FaultConfig& fault = entry.config;
    int limit = fault.times.value_or(strikes_pictures(fault.kind) ? 0 : 1);
    if (limit > 0 && entry.count->struck >= limit) return false;
    auto first = entry.count->first.load();
    bool ends = strikes_pictures(fault.kind) && fault.duration && first != 0;
    if (ends && Clock::now().time_since_epoch() - std::chrono::nanoseconds(first) >= *fault.duration) return false;
    return is_triggered(fault, moment);
}

void FaultScript::count(const Entry& entry) {
    ++entry.count->struck;
    if (entry.config.struck_file) std::ofstream(*entry.config.struck_file, std::ios::app).put('\n');
}

std::vector<FaultConfig> FaultScript::strike_call(const Moment& moment) {
    std::lock_guard lock(mutex_);
    std::vector<FaultConfig> found;
    for (Entry& entry : entries_) {
        if (strikes_pictures(entry.config.kind) || !is_due(entry, moment)) continue;
        count(entry);
        found.push_back(entry.config);
    }
    return found;
}

PictureFaults FaultScript::strike_picture(const Moment& moment) {
    std::lock_guard lock(mutex_);
    PictureFaults found;
    for (Entry& entry : entries_) {
        if (!strikes_pictures(entry.config.kind) || !is_due(entry, moment)) continue;
        count(entry);
        std::int64_t never = 0;
        entry.count->first.compare_exchange_strong(never, now_ns());
        apply(entry.config, found);
    }
    return found;
}

}  // namespace limner::virtual_driver
