#pragma once

#include "base/descriptor.h"

#include <limner/base/result.h>

#include <filesystem>
#include <string>
#include <utility>

namespace limner {

/// One owner of a device across processes: an advisory lock that goes with its holder, even where that is killed.
/// Movable; gives the device back when it goes.
class DeviceLock {
public:
    /// Errors: device_busy, which names the program and process that hold it; access_denied and storage_failed where
    /// locks cannot be kept in `folder`, which is created where it is missing.
    static Result<DeviceLock> take(const std::filesystem::path& folder, const std::string& device_id);

private:
    explicit DeviceLock(Descriptor file) : file_(std::move(file)) {}
    /// The file stays when this goes: to remove it would let two processes lock two files of the same name.
    Descriptor file_;
};

/// Where this user's locks are: LIMNER_LOCKS; else /run/limner, where an installation made it writable for several
/// users; else in XDG_RUNTIME_DIR; else a folder of the user's own in /tmp.
std::filesystem::path device_lock_folder();

}  // namespace limner
