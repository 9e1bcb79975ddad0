#pragma once

#include "support/abi_device.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Scanning with a driver's module: pages put together from bands.
namespace limner::test {

/// A page and what its bands said of it.
struct ScannedPage {
    int width = 0;
    int rows = 0;
    PixelFormat format = PixelFormat::gray8;
    std::vector<std::byte> pixels{};
    std::vector<limner_frame_v1> bands{};

    const limner_frame_v1& last() const { return bands.back(); }
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
