#pragma once

#include "support/abi_device.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What the tests of the sane driver share: a SANE configuration of their own, and pages put together from bands.
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

/// A page and what its bands said of it.
struct ScannedPage {
    int width = 0;
    int rows = 0;
    PixelFormat format = PixelFormat::gray8;
    std::vector<std::byte> pixels{};
    std::vector<limner_frame_v0> bands{};

    const limner_frame_v0& last() const { return bands.back(); }
};

struct Scan {
    std::vector<ScannedPage> pages{};
    std::optional<Error> error{};
    bool has_ended = false;  ///< By the end outcome.
    std::vector<float> progress{};
};

/// Adds a band; returns whether it fits the page.
inline bool add_band(ScannedPage& page, const AbiFrame& band) {
    const auto& header = band.header;
    bool is_first = page.bands.empty();
    if (header.first_row != page.rows) return false;
    if (!is_first && (header.width != page.width || band.format() != page.format)) return false;
    page.width = header.width;
    page.format = band.format();
    page.rows += header.height;
    page.pixels.insert(page.pixels.end(), band.pixels.begin(), band.pixels.end());
    page.bands.push_back(header);
    page.bands.back().pixels = nullptr;
    return true;
}

/// Grabs until the end, an error or `max_pages`; a minute is the outer limit of everything here.
inline Scan scan(AbiDevice& device, std::size_t max_pages = 100, const std::function<void()>& on_progress = {}) {
    using namespace std::chrono_literals;
    Scan result;
    ScannedPage page;
    auto limit = std::chrono::steady_clock::now() + 60s;
    while (result.pages.size() < max_pages && std::chrono::steady_clock::now() < limit) {
        auto frame = device.grab(100ms);
        if (!frame) {
            result.error = frame.error();
            return result;
        }
        if (frame->header.outcome == LIMNER_OUTCOME_END) {
            result.has_ended = true;
            return result;
        }
        if (!frame->is_image()) {
            result.progress.push_back(frame->header.progress);
            if (on_progress) on_progress();
            continue;
        }
        if (!add_band(page, *frame)) {
            result.error = Error{ErrorCode::bad_data, "a band that does not follow the one before"};
            return result;
        }
        if (frame->is_last_band()) result.pages.push_back(std::exchange(page, {}));
    }
    return result;
}

/// A value of an option, by name.
inline std::optional<driver::Option> option_named(AbiDevice& device, const std::string& name) {
    auto options = device.options();
    if (!options) return std::nullopt;
    auto at = std::ranges::find(*options, name, &driver::Option::name);
    return at == options->end() ? std::nullopt : std::optional(*at);
}

}  // namespace limner::test
