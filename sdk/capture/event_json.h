#pragma once

#include <limner/capture/event.h>
#include <limner/check/portrait_guide.h>

#include "base/json.h"

namespace limner {

/// The event as docs/cli.md describes it: `event`, `slot`, then what its kind has. Problems carry `reason`, `remedy`
/// and `message`, an event without a text of its own the text of its reason or action.
Json json_of(const SlotEvent& event);

/// What `guidance` has after `event` and `step`: `state`, `requirement`, `message`.
Json json_of(const Guidance& guidance);

}  // namespace limner
