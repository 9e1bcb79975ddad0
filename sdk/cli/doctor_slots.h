#pragma once

#include <limner/capture/slot.h>
#include <limner/health/diagnosis.h>

#include <vector>

namespace limner::cli {

/// Whether what is connected can serve each of a counter's slots, and which of its candidates nothing matches.
std::vector<Diagnosis> look_at_slots(const std::vector<SlotConfig>& slots, const std::vector<DeviceInfo>& devices);

}  // namespace limner::cli
