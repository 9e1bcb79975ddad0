#pragma once

#include "fault.h"

#include <limner/base/result.h>
#include <limner/driver/driver.h>
#include <limner/frame/pixel_format.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace limner::virtual_driver {

/// One simulated device; README.md describes every member as it is written in counter.toml.
struct DeviceConfig {
    std::string id{};  ///< With "virtual/" before it.
    driver::DeviceClass device_class = driver::DeviceClass::camera;
    std::string name{};
    std::optional<std::filesystem::path> source{};  ///< Absent: the built-in pattern.
    double fps = 30;
    std::optional<int> width{};
    std::optional<int> height{};
    std::optional<int> still_width{};
    std::optional<int> still_height{};
    std::optional<double> ppi{};
    double noise = 0;
    PixelFormat format = PixelFormat::rgb8;
    bool has_counter = true;
    bool has_stamps_everywhere = false;
    std::uint32_t nonce = 0;  ///< Of those stamps.
    int queue = 0;
    milliseconds open_time{0};
    milliseconds start_time{0};
    milliseconds stop_time{0};
    milliseconds warm_up{0};
    milliseconds person_after{0};  ///< A finger, or a document on the glass.
    milliseconds page_time{0};
    milliseconds still_time{0};
    int sheets = 0;  ///< 0: no feeder.
    int band_rows = 256;
    bool is_length_unknown = false;  ///< Tells a page's length with its last band only.
    std::optional<std::filesystem::path> plugged_while{};
    std::vector<std::string> without_options{};
    std::vector<FaultConfig> faults{};
};

/// Reads the setting "devices". Relative paths are taken from `folder`. invalid_setup: the message names the device,
/// the key and what is allowed.
Result<std::vector<DeviceConfig>> parse_devices(const std::string& json, const std::filesystem::path& folder);

}  // namespace limner::virtual_driver
