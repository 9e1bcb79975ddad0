// A scanner of A4 pages at 1200 dpi and 16 bits, whose length is known with their last rows only.
#include <limner/driver/driver.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace {

using namespace limner;

constexpr int width = 9921, height = 14'031, rows_at_once = 500;

/// What the test expects at a place of the page.
std::uint16_t value_at(int row, int column) { return static_cast<std::uint16_t>(row * 31 + column * 7); }

struct HugePage final : driver::DocumentScanner {
    Result<void> start(const driver::Settings&) override {
        row = 0;
        return {};
    }
    Result<driver::FrameView> grab(std::chrono::milliseconds) override {
        if (row == height) return driver::FrameView::end();
        int rows = std::min(rows_at_once, height - row), first = row;
        samples.resize(static_cast<std::size_t>(rows) * width);
        for (int r = 0; r < rows; ++r) {
            for (int column = 0; column < width; ++column)
                samples[static_cast<std::size_t>(r) * width + static_cast<std::size_t>(column)] =
                    value_at(row + r, column);
        }
        row += rows;
        return driver::FrameView{.width = width,
                                 .height = rows,
                                 .format = PixelFormat::gray16,
                                 .pixels = std::as_bytes(std::span(samples)),
                                 .exposed_at = std::chrono::steady_clock::now(),
                                 .ppi_x = 1200,
                                 .ppi_y = 1200,
                                 .first_row = first,
                                 .is_last_band = row == height};
    }
    void cancel() noexcept override {}

    std::vector<std::uint16_t> samples{};
    int row = 0;
};

struct HugePageDriver {
    static constexpr auto name = "huge_page", version = "0.1.0";

    static std::vector<driver::Listing> enumerate() {
        return {{"huge_page/scanner", "A scanner of huge pages", driver::DeviceClass::document_scanner}};
    }
    static Result<std::unique_ptr<driver::Device>> open(std::string_view) {
        return std::unique_ptr<driver::Device>(std::make_unique<HugePage>());
    }
};

}  // namespace

LIMNER_DRIVER(HugePageDriver)
