#include "fault.h"

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

FaultScript::FaultScript(std::vector<FaultConfig> faults) {
    for (FaultConfig& fault : faults) entries_.push_back({std::move(fault)});
}

bool FaultScript::is_due(const Entry& entry, const Moment& moment) {
    const FaultConfig& fault = entry.config;
    int limit = fault.times.value_or(strikes_pictures(fault.kind) ? 0 : 1);
    if (limit > 0 && entry.struck >= limit) return false;
    bool ends = strikes_pictures(fault.kind) && fault.duration && entry.first;
    if (ends && Clock::now() - *entry.first >= *fault.duration) return false;
    return is_triggered(fault, moment);
}

std::vector<FaultConfig> FaultScript::strike_call(const Moment& moment) {
    std::lock_guard lock(mutex_);
    std::vector<FaultConfig> found;
    for (Entry& entry : entries_) {
        if (strikes_pictures(entry.config.kind) || !is_due(entry, moment)) continue;
        ++entry.struck;
        found.push_back(entry.config);
    }
    return found;
}

PictureFaults FaultScript::strike_picture(const Moment& moment) {
    std::lock_guard lock(mutex_);
    PictureFaults found;
    for (Entry& entry : entries_) {
        if (!strikes_pictures(entry.config.kind) || !is_due(entry, moment)) continue;
        ++entry.struck;
        if (!entry.first) entry.first = Clock::now();
        apply(entry.config, found);
    }
    return found;
}

}  // namespace limner::virtual_driver
