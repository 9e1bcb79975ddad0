#pragma once

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

/// What this process holds of the system.
namespace limner::test {

/// The ids of this process's children, zombies among them.
inline std::vector<int> own_children() {
    std::vector<int> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::string name = entry.path().filename();
        if (!std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c); })) continue;
        std::ifstream file(entry.path() / "stat");
        std::string line((std::istreambuf_iterator<char>(file)), {});
        auto end_of_name = line.rfind(") ");  // "1 (name) S 42 ..."
        if (end_of_name == std::string::npos) continue;
        if (std::atoi(line.c_str() + end_of_name + 4) == ::getpid()) found.push_back(std::stoi(name));
    }
    return found;
}

struct OwnResources {
    std::ptrdiff_t descriptors = 0;
    std::ptrdiff_t threads = 0;
    std::size_t children = 0;

    static OwnResources now() {
        auto entries = [](const char* folder) {
            return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
        };
        return {entries("/proc/self/fd"), entries("/proc/self/task"), own_children().size()};
    }
    bool operator==(const OwnResources&) const = default;
    friend std::ostream& operator<<(std::ostream& to, const OwnResources& one) {
        return to << one.descriptors << " descriptors, " << one.threads << " threads, " << one.children << " children";
    }
};

}  // namespace limner::test
