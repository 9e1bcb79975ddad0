#pragma once

#include "driver/lane.h"

#include <algorithm>
#include <cstring>

namespace limner {

/// A struct of the other side, which may have been compiled with fewer or more members: those that it lacks are zero.
template <typename Struct>
Struct known_part(const Struct* raw) {
    Struct known{};
    std::memcpy(static_cast<void*>(&known), raw, std::min<std::size_t>(raw->struct_size, sizeof known));
    return known;
}

/// An option as a driver emits it. Its pointers are the driver's.
driver::Option option_from(const limner_option_v1& raw);

/// What a grab brought, every number checked and its pixels copied into memory of the pool. `id` stands in messages.
/// Errors: bad_data.
Result<Grabbed> grabbed_from(const limner_frame_v1& raw, const std::string& id, ImagePool& pool);

}  // namespace limner
