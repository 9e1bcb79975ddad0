#pragma once

#include <filesystem>

namespace limner::test {

/// A file system of its own on a folder, for the life of the object. Where this system lets nobody mount one,
/// is_mounted() is false and the test is to be skipped.
class SmallDisk {
public:
    SmallDisk(std::filesystem::path folder, int kibibytes);
    ~SmallDisk();
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool is_mounted() const noexcept { return is_mounted_; }
    /// No more writing from now on, or writing again.
    bool make_read_only(bool is_read_only) const;
    bool resize(int kibibytes) const;

private:
    std::filesystem::path folder_;
    bool is_mounted_ = false;
};

}  // namespace limner::test
