#pragma once

#include "support/abi_device.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>
#include <limner/testing/frame_stamp.h>
#include <limner/testing/virtual_devices.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner::test {

using simulation::Fault;
using simulation::VirtualDevice;

/// Loads the virtual driver with devices, and has a folder of its own.
class VirtualDriver : public testing::Test {
protected:
    AbiModule& load(const std::vector<VirtualDevice>& devices) {
        module_.reset();
        auto loaded = AbiModule::load("virtual", simulation::virtual_driver_settings(devices, folder_.string()));
        if (!loaded) throw ResultError(loaded.error());
        module_ = *std::move(loaded);
        return *module_;
    }
    AbiDevice open(const VirtualDevice& device) { return load({device}).open("virtual/" + device.id).value(); }
    AbiDevice start(const VirtualDevice& device) {
        AbiDevice opened = open(device);
        opened.start().value();
        return opened;
    }

    void touch(const std::string& name) const { temporary_.write(name, "x"); }
    void write_picture(const std::string& name, int width, int height, std::uint8_t grey) const {
        std::vector<std::byte> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                                      std::byte{grey});
        auto image = Image::from_pixels(width, height, PixelFormat::gray8, pixels).value();
        temporary_.write(name, encode_png(image).value());
    }

    TemporaryFolder temporary_{};
    std::filesystem::path folder_ = temporary_.path();
    std::unique_ptr<AbiModule> module_{};
};

inline std::optional<ErrorCode> code_of(const Result<AbiFrame>& result) {
    return result ? std::nullopt : std::optional(result.error().code);
}
inline std::optional<ErrorCode> code_of(const Result<void>& result) {
    return result ? std::nullopt : std::optional(result.error().code);
}

}  // namespace limner::test
