#pragma once

#include "device_config.h"
#include "picture.h"

#include <cstdint>
#include <memory>

namespace limner::virtual_driver {

using SharedPicture = std::shared_ptr<const Picture>;

/// Where a device's pictures come from; gray8 or rgb8, as large as they are.
class PictureSource {
public:
    virtual ~PictureSource() = default;
    /// The picture of the device's `index`-th exposure; sources repeat.
    virtual Result<SharedPicture> at(std::uint64_t index) = 0;
};

/// The source that the configuration names: an image file, a folder of them in the order of their names, a video file,
/// or the pattern. file_missing, unreadable_file.
Result<std::unique_ptr<PictureSource>> open_source(const DeviceConfig& config);

}  // namespace limner::virtual_driver
