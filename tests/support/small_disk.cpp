#include "support/small_disk.h"

#include <fmt/format.h>
#include <sys/mount.h>

#include <string>
#include <utility>

namespace limner::test {
namespace {

std::string size_option(int kibibytes) { return fmt::format("size={}k,mode=700", kibibytes); }

}  // namespace

SmallDisk::SmallDisk(std::filesystem::path folder, int kibibytes) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    is_mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, size_option(kibibytes).c_str()) == 0;
}

SmallDisk::~SmallDisk() {
    if (is_mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
}

bool SmallDisk::make_read_only(bool is_read_only) const {
    return ::mount(nullptr, folder_.c_str(), nullptr, MS_REMOUNT | (is_read_only ? MS_RDONLY : 0), nullptr) == 0;
}

bool SmallDisk::resize(int kibibytes) const {
    return ::mount(nullptr, folder_.c_str(), nullptr, MS_REMOUNT, size_option(kibibytes).c_str()) == 0;
}

}  // namespace limner::test
