#pragma once

#include "base/descriptor.h"

#include <limner/base/result.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace limner {

/// Memory that a driver's process writes pictures into and the SDK reads: a few places of one size. Its file is sealed
/// against changes of size, so that no process can make the other's access fault. Its contents may change at any
/// moment: whoever reads copies once, and takes no number from it.
class FrameMemory {
public:
    /// For the SDK, which only reads. internal where the system has no memory.
    static Result<FrameMemory> make(std::uint32_t places, std::size_t place_bytes);
    /// For a driver's process, from what it was lent. bad_data where the file is not that large.
    static Result<FrameMemory> map(Descriptor file, std::uint32_t places, std::size_t place_bytes);

    FrameMemory(FrameMemory&& other) noexcept;
    FrameMemory& operator=(FrameMemory&& other) noexcept;
    ~FrameMemory();

    std::uint32_t places() const noexcept { return places_; }
    std::size_t place_bytes() const noexcept { return place_bytes_; }
    int descriptor() const noexcept { return file_.number(); }
    /// `number` is below places().
    std::span<std::byte> place(std::uint32_t number) const noexcept {
        return {start_ + number * place_bytes_, place_bytes_};
    }

private:
    FrameMemory(Descriptor file, std::byte* start, std::uint32_t places, std::size_t place_bytes)
        : file_(std::move(file)), start_(start), places_(places), place_bytes_(place_bytes) {}

    Descriptor file_;
    std::byte* start_;
    std::uint32_t places_;
    std::size_t place_bytes_;
};

/// Fresh shared memory of the given size, zeroed, sealed against changes of size.
Result<Descriptor> make_sealed_memory(const char* name, std::size_t bytes);

}  // namespace limner
