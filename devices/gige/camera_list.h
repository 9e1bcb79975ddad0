#pragma once

#include "aravis_error.h"
#include "identity.h"

#include <limner/base/result.h>

#include <mutex>

namespace limner::gige {

/// Finds cameras by Aravis's broadcast, about a second long, and by asking those whose addresses the settings name.
/// From any thread.
class CameraList {
public:
    explicit CameraList(std::vector<std::string> addresses) : addresses_(std::move(addresses)) {}

    std::vector<ListedCamera> list();
    /// As list() found it, or as it finds it now. device_missing: nobody has that id.
    Result<ListedCamera> find(std::string_view id);
    /// Of one that find() gave. device_missing, device_busy.
    static Result<Owned<ArvCamera>> open(const ListedCamera& camera);

private:
    const std::vector<std::string> addresses_;
    std::mutex mutex_{};
    std::vector<ListedCamera> found_{};
};

}  // namespace limner::gige
