#include "device_config.h"
#include "fuzz/fuzz_input.h"

#include <cmath>
#include <set>

using namespace limner;
using limner::fuzz::demand;

// What parses are devices with ids of their own and numbers that can be played.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto devices = virtual_driver::parse_devices({reinterpret_cast<const char*>(data), size}, "/fuzz");
    if (!devices) {
        demand(devices.error().code == ErrorCode::invalid_setup);
        return 0;
    }
    std::set<std::string> ids;
    for (const virtual_driver::DeviceConfig& device : *devices) {
        demand(ids.insert(device.id).second && device.id.starts_with("virtual/"));
        demand(std::isfinite(device.fps) && device.fps > 0 && device.noise >= 0 && device.band_rows > 0);
        demand(device.open_time.count() >= 0 && device.person_after.count() >= 0);
    }
    return 0;
}
