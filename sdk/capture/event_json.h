#pragma once

#include <limner/capture/event.h>

#include "base/json.h"

namespace limner {

/// The event as docs/cli.md describes it: `event`, `slot`, then what its kind has. Problems carry `reason`, `remedy`
/// and `message`, an event without a text of its own the text of its reason or action.
Json json_of(const SlotEvent& event);

}  // namespace limner
