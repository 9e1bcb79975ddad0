#pragma once

#include "support/abi_device.h"
#include "support/scan.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

/// What the tests of the sane driver share: a SANE configuration of their own.
namespace limner::test {

inline bool has_sane_backend(const std::string& name) {
    std::error_code ignored;
    for (const char* root : {"/usr/lib", "/usr/local/lib", "/usr/lib64"}) {
        for (std::filesystem::directory_iterator at(root, ignored), end; at != end; at.increment(ignored)) {
            auto file = "libsane-" + name + ".so.1";
            if (std::filesystem::exists(at->path() / "sane" / file) || std::filesystem::exists(at->path() / file))
                return true;
        }
    }
    return false;
}

/// The test backend knows no defaults of its own: what its file does not say is zero.
inline constexpr const char* test_backend_configuration = R"(number_of_devices 2
mode Gray
depth 8
hand-scanner false
three-pass false
three-pass-order RGB
resolution_min 1.0
resolution_max 1200.0
resolution_quant 1.0
resolution 50.0
test-picture "Solid black"
read-limit false
read-limit-size 1
read-delay false
read-delay-duration 1000
read-status-code "Default"
fuzzy-parameters false
ppl-loss 0
non-blocking false
select-fd false
enable-test-options false
geometry_min 0.0
geometry_max 200.0
geometry_quant 1.0
tl_x 0.0
tl_y 0.0
br_x 80.0
br_y 100.0
)";

/// The folder with dll.conf and the backends' files. One for the process: libsane reads its place once.
inline const TemporaryFolder& sane_config() {
    static TemporaryFolder folder;
    static const bool is_written = [] {
        folder.write("dll.conf", "test\nairscan\n");
        folder.write("test.conf", test_backend_configuration);
        folder.write("airscan.conf", "[options]\ndiscovery = disable\n");
        return true;
    }();
    (void)is_written;
    return folder;
}

inline Result<std::unique_ptr<AbiModule>> load_sane(AbiModule::Settings settings = {}) {
    settings.emplace("config_dir", sane_config().path().string());
    return AbiModule::load("sane", std::move(settings));
}

}  // namespace limner::test
