#include "conform/probe/resources.h"

#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

namespace limner::conform {
namespace {

std::ptrdiff_t entries(const char* folder) {
    return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

}  // namespace

Resources Resources::now() {
    auto heap = ::mallinfo2();
    std::size_t size = 0, resident = 0, shared = 0;
    std::ifstream("/proc/self/statm") >> size >> resident >> shared;
    auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return {entries("/proc/self/fd"), entries("/proc/self/task"), heap.uordblks + heap.hblkhd,
            (resident - shared) * page};
}

Resources Resources::settled(const Resources& before) {
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    auto present = now();
    while (present.threads > before.threads && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        present = now();
    }
    return present;
}

}  // namespace limner::conform
