#include "support/counter.h"
#include "support/darkened.h"
#include "support/page_renderer.h"
#include "support/print_profiles.h"
#include "support/ridge_pattern.h"
#include "support/temporary_folder.h"

#include <limner/capture/capture.h>
#include <limner/frame/image_file.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace limner {
namespace {

using test::any_print;
using test::no_print;

using namespace std::chrono_literals;
using namespace testing_support;
using test::darkened;

void write_picture(const Image& picture, const std::filesystem::path& path) {
    const auto bytes = encode_png(picture).value();
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// A folder of six fingers' prints, on glass with what another finger left there or on clean glass.
void write_prints(const std::filesystem::path& folder, bool is_dirty) {
    const Image latent = test::make_ridge_pattern({.seed = 77, .noise = 0, .shift_y = -0.15});
    for (std::uint32_t finger = 1; finger <= 6; ++finger) {
        const double shift = finger % 2 == 0 ? 0.1 : -0.1;
        Image print = test::make_ridge_pattern({.seed = finger, .shift_x = shift, .shift_y = 0.2});
        if (is_dirty)
            print = darkened(print, [&](int x, int y) {
                return (238 - std::min(238, static_cast<int>(latent.bytes()[static_cast<std::size_t>(y * 416 + x)]))) /
                       10;
            });
        write_picture(print, folder / fmt::format("{}.png", finger));
    }
}

void write_pages(const std::filesystem::path& folder, bool is_dirty) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        Image page = test::render_page({.ppi = 100, .seed = seed})->image;
        if (is_dirty) page = darkened(page, [](int x, int) { return x / 2 == 200 ? 50 : 0; });
        write_picture(page, folder / fmt::format("{}.png", seed));
    }
}

simulation::VirtualDevice playing(simulation::VirtualDevice device, const std::filesystem::path& folder) {
    device.source = folder.string();
    device.width = device.height = std::nullopt;
    return device;
}

SlotConfig watching(SlotConfig config) {
    config.failover.watch_glass = true;
    config.failover.stall_after = 5s;
    return config;
}

/// A reader of three fingers a second, so that a capture looks at every one.
simulation::VirtualDevice unhurried(simulation::VirtualDevice device, const std::filesystem::path& folder) {
    device.fps = 3;
    return playing(std::move(device), folder);
}

/// The readers of three captures: one that no print is good enough for, which sees at least two fingers, and two that
/// take the first. A simulated reader begins with the same finger each time, so that the first capture ends with
/// another.
std::vector<std::string> readers_of_three(Slot& slot) {
    const Profile profiles[] = {no_print(), any_print(), any_print()};
    std::vector<std::string> readers;
    for (const Profile& profile : profiles) {
        const auto until = readers.empty() ? Until::in(900ms) : Until::in(patience);
        auto taken = capture_fingerprint(slot, {.profile = &profile}, until);
        readers.push_back(taken ? taken->frame.device_id : taken.error().message);
    }
    return readers;
}

TEST(DirtyPlaten, IsLeftForACleanOneAfterThePrintThatWasTaken) {
    test::TemporaryFolder folder;
    write_prints(folder.path(), true);
    auto runtime = open_runtime({unhurried(reader("primary"), folder.path()), reader("spare")});
    auto slot = Slot::open(runtime, watching(two_readers()));
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    EXPECT_EQ(readers_of_three(*slot),
              (std::vector<std::string>{"virtual/primary", "virtual/primary", "virtual/spare"}));
    auto degraded = events.wait_for(SlotEvent::Kind::degraded);
    ASSERT_TRUE(degraded);
    EXPECT_EQ(degraded->reason, ErrorCode::glass_dirty);
    EXPECT_EQ(degraded->device, "virtual/primary");
}

TEST(DirtyPlaten, IsLeftAtOnceWhereItsPrintsFail) {
    test::TemporaryFolder folder;
    write_prints(folder.path(), true);
    auto runtime = open_runtime({unhurried(reader("primary"), folder.path()), reader("spare")});
    auto slot = Slot::open(runtime, watching(two_readers()));
    ASSERT_TRUE(slot);
    const Profile flawless = no_print();
    EXPECT_TRUE(capture_fingerprint(*slot, {.profile = &flawless}, Until::in(900ms)));
    auto second = capture_fingerprint(*slot, {.profile = &flawless}, Until::in(3s));
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(second->frame.device_id, "virtual/spare");
    ASSERT_EQ(second->switches.size(), 1u);
    EXPECT_EQ(second->switches[0].reason, "glass_dirty");
}

TEST(DirtyPlaten, StaysInServiceWhereNothingElseCanServeAndTheOfficerIsTold) {
    test::TemporaryFolder folder;
    write_prints(folder.path(), true);
    auto runtime = open_runtime({unhurried(reader("primary"), folder.path())});
    auto slot = Slot::open(runtime, watching(two_readers()));
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    for (const auto& id : readers_of_three(*slot)) EXPECT_EQ(id, "virtual/primary");
    auto degraded = events.wait_for(SlotEvent::Kind::degraded);
    ASSERT_TRUE(degraded);
    EXPECT_EQ(degraded->reason, ErrorCode::glass_dirty);
    EXPECT_EQ(degraded->message.en, advice_for(ErrorCode::glass_dirty).en);
}

TEST(CleanPlaten, StaysInService) {
    test::TemporaryFolder folder;
    write_prints(folder.path(), false);
    auto runtime = open_runtime({unhurried(reader("primary"), folder.path()), reader("spare")});
    auto slot = Slot::open(runtime, watching(two_readers()));
    ASSERT_TRUE(slot);
    for (const auto& id : readers_of_three(*slot)) EXPECT_EQ(id, "virtual/primary");
}

TEST(DirtyGlass, OfAScannerIsLeftAfterThePageThatShowsTheSameStreakAgain) {
    for (bool is_dirty : {true, false}) {
        test::TemporaryFolder folder;
        write_pages(folder.path(), is_dirty);
        auto runtime = open_runtime({playing(scanner("primary"), folder.path()), scanner("spare")});
        auto slot = Slot::open(runtime, watching(two_scanners()));
        ASSERT_TRUE(slot);
        std::string last;
        for (int page = 1; page <= 4; ++page) {
            auto scan = scan_document(*slot, {.max_pages = 1}, Until::in(patience));
            ASSERT_TRUE(scan) << scan.error().message;
            last = scan->pages.at(0).page.device_id;
        }
        EXPECT_EQ(last, is_dirty ? "virtual/spare" : "virtual/primary");
    }
}

}  // namespace
}  // namespace limner
