// A page that is far larger than the memory that is lent to its driver's process.
#include "support/own_resources.h"

#include <limner/capture/runtime.h>
#include <limner/device/device.h>

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

namespace limner {
namespace {

using namespace std::chrono_literals;

std::filesystem::path test_drivers() {
    const char* build = std::getenv("LIMNER_BINARY");
    return std::filesystem::path(build ? build : ".") / "Testing/drivers";
}

/// The number in a process's status, in KiB; 0 where there is none.
std::size_t status_of(int process, const std::string& name) {
    std::ifstream file("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(name + ":")) return std::stoul(line.substr(name.size() + 1));
    return 0;
}

/// Of all drivers' processes, the most memory that one ever had and shared, in KiB.
std::size_t most_memory_of_children() {
    std::size_t most = 0;
    for (int id : test::own_children()) most = std::max(most, status_of(id, "VmHWM"));
    return most;
}

TEST(HugePage, OfUnknownLengthAndSixteenBitsComesThroughInBands) {
    Runtime::Options options;
    options.driver_folders = {test_drivers()};
    auto runtime = Runtime::open(options);
    ASSERT_TRUE(runtime) << runtime.error().message;
    runtime->devices().wait_for_devices(Until::in(20s));
    auto scanner = DocumentScanner::open(runtime->devices(), "huge_page/scanner", Until::in(20s));
    ASSERT_TRUE(scanner) << scanner.error().message;
    ASSERT_TRUE(scanner->start({}, Until::in(20s)));
    std::optional<Page> page;
    while (!page) {
        auto got = scanner->scan(Until::in(60s));
        ASSERT_TRUE(got) << got.error().message;
        if (auto* whole = std::get_if<Page>(&*got)) page = std::move(*whole);
    }
    EXPECT_EQ(page->image.width(), 9921);
    EXPECT_EQ(page->image.height(), 14'031);
    EXPECT_EQ(page->image.format(), PixelFormat::gray16);
    EXPECT_EQ(page->ppi_x, 1200);
    auto bytes = page->image.bytes();
    std::size_t wrong = 0;
    for (std::size_t at = 0; at < bytes.size() / 2; ++at) {
        std::uint16_t sample = 0;
        std::memcpy(&sample, bytes.data() + 2 * at, sizeof sample);
        auto row = at / 9921, column = at % 9921;
        wrong += sample != static_cast<std::uint16_t>(row * 31 + column * 7);
    }
    EXPECT_EQ(wrong, 0u);
    // The driver's own 10 MB, the lent bands of 4 MiB, and the program itself: not the page's 278 MB.
    EXPECT_LT(most_memory_of_children(), 200'000u);
}

}  // namespace
}  // namespace limner
