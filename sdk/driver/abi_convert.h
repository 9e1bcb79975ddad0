#pragma once

#include "driver/lane.h"

namespace limner {

/// An option as a driver emits it. Its pointers are the driver's.
driver::Option option_from(const limner_option_v0& raw);

/// What a grab brought, every number checked and its pixels copied into memory of the pool. `id` stands in messages.
/// Errors: bad_data.
Result<Grabbed> grabbed_from(const limner_frame_v0& raw, const std::string& id, ImagePool& pool);

}  // namespace limner
