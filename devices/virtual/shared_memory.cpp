#include "shared_memory.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cstdlib>

namespace limner::virtual_driver {

Result<SharedStates> map_shared_states(const std::optional<std::string>& descriptor) {
    using States = std::array<SharedState, max_devices>;
    static_assert(std::atomic<std::int64_t>::is_always_lock_free, "processes share it");
    if (!descriptor) return SharedStates(new States{});
    int file = std::atoi(descriptor->c_str());
    struct stat status {};
    bool is_enough = ::fstat(file, &status) == 0 && status.st_size >= static_cast<off_t>(sizeof(States));
    void* start = is_enough ? ::mmap(nullptr, sizeof(States), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
    if (start == MAP_FAILED) return Error{ErrorCode::internal, "virtual devices: the scratch memory cannot be used"};
    return SharedStates(static_cast<States*>(start), [](States* states) { ::munmap(states, sizeof(States)); });
}

}  // namespace limner::virtual_driver
