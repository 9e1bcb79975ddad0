#pragma once

#include <limner/base/result.h>

#include <cstddef>
#include <memory>

namespace limner {

/// Reusable memory for frames: a fresh buffer of 36 MiB costs some 290 ms of page faults, a used one 2 ms. Safe from
/// any thread. A lease may outlive its pool; then its memory is freed instead of kept.
class ImagePool {
public:
    /// Keeps at most `max_kept_bytes` of memory that nobody leases.
    explicit ImagePool(std::size_t max_kept_bytes);

    /// At least `bytes` of memory with undefined contents, back in the pool when the last copy of the pointer goes.
    /// Errors: invalid_argument for no bytes; internal where the machine has no such memory.
    Result<std::shared_ptr<std::byte[]>> lease(std::size_t bytes);

    /// Bytes kept for later leases at this moment.
    std::size_t kept_bytes() const;

private:
    struct Shelf;
    std::shared_ptr<Shelf> shelf_;
};

}  // namespace limner
