#pragma once

#include <limner/check/check_fingerprint.h>
#include <limner/check/segment_slap.h>

#include "base/json.h"

namespace limner::cli {

/// A member of the `fingers` that `segment` and the attempts at slaps print.
Json json_of(const SlapFinger& finger, const FingerprintCheck& check);

}  // namespace limner::cli
