#include "frame/image_pool.h"

#include <array>
#include <limits>
#include <mutex>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace limner {
namespace {

constexpr std::size_t max_kept_buffers = 64;
constexpr std::size_t size_step = std::size_t{64} * 1024;

struct Buffer {
    std::unique_ptr<std::byte[]> memory;
    std::size_t size = 0;
};

}  // namespace

struct ImagePool::Shelf {
    explicit Shelf(std::size_t max) : max_kept(max) { buffers.reserve(max_kept_buffers); }

    const std::size_t max_kept;
    mutable std::mutex mutex;
    std::vector<Buffer> buffers;  // the longest kept first
    std::size_t kept = 0;

    // The smallest kept buffer that fits without wasting more than the half of it.
    Buffer take(std::size_t bytes) {
        std::lock_guard lock(mutex);
        auto best = buffers.end();
        for (auto at = buffers.begin(); at != buffers.end(); ++at)
            if (at->size >= bytes && at->size / 2 <= bytes && (best == buffers.end() || at->size < best->size))
                best = at;
        if (best == buffers.end()) return {};
        Buffer found = std::move(*best);
        buffers.erase(best);
        kept -= found.size;
        return found;
    }

    void put_back(Buffer buffer) noexcept {
        std::vector<Buffer>::size_type evicted = 0;
        std::array<Buffer, max_kept_buffers> freed;  // outlives the lock: unmapping large memory takes long
        std::lock_guard lock(mutex);
        if (buffer.size > max_kept) {
            freed[evicted++] = std::move(buffer);
            return;
        }
        while (!buffers.empty() && (kept + buffer.size > max_kept || buffers.size() == max_kept_buffers)) {
            kept -= buffers.front().size;
            freed[evicted++] = std::move(buffers.front());
            buffers.erase(buffers.begin());
        }
        kept += buffer.size;
        buffers.push_back(std::move(buffer));
    }
};

ImagePool::ImagePool(std::size_t max_kept_bytes) : shelf_(std::make_shared<Shelf>(max_kept_bytes)) {}

Result<std::shared_ptr<std::byte[]>> ImagePool::lease(std::size_t bytes) {
    if (bytes == 0 || bytes > std::numeric_limits<std::size_t>::max() - size_step)
        return Error{ErrorCode::invalid_argument, "a lease of " + std::to_string(bytes) + " bytes"};
    try {
        Buffer buffer = shelf_->take(bytes);
        if (!buffer.memory) {
            buffer.size = (bytes + size_step - 1) / size_step * size_step;
            // The address sanitizer ends a program whose throwing `new` finds no memory.
            buffer.memory.reset(new (std::nothrow) std::byte[buffer.size]);
            if (!buffer.memory) throw std::bad_alloc();
        }
        auto give_back = [shelf = std::weak_ptr(shelf_), size = buffer.size](std::byte* memory) {
            Buffer returned{std::unique_ptr<std::byte[]>(memory), size};
            if (auto pool = shelf.lock()) pool->put_back(std::move(returned));
        };
        return std::shared_ptr<std::byte[]>(buffer.memory.release(), std::move(give_back));
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::internal, "no memory for a frame of " + std::to_string(bytes) + " bytes"};
    }
}

std::size_t ImagePool::kept_bytes() const {
    std::lock_guard lock(shelf_->mutex);
    return shelf_->kept;
}

}  // namespace limner
