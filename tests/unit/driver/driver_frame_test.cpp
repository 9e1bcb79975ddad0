#include "driver/driver_frame.h"

#include "frame/image_pool.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace limner {
namespace {

std::uint64_t nanoseconds(Clock::time_point moment) {
    return static_cast<std::uint64_t>(std::chrono::nanoseconds(moment.time_since_epoch()).count());
}

/// A truthful header of 4 x 3 grey pixels over memory of its own.
struct TestFrame {
    std::vector<unsigned char> pixels = std::vector<unsigned char>(12, 7);
    limner_frame_v1 raw{};

    TestFrame() {
        raw.struct_size = sizeof raw;
        raw.outcome = LIMNER_OUTCOME_IMAGE;
        raw.width = 4;
        raw.height = 3;
        raw.format = static_cast<int>(PixelFormat::gray8);
        raw.pixels = pixels.data();
        raw.valid_bytes = pixels.size();
        raw.exposed_at_ns = nanoseconds(Clock::now());
        raw.sheet = 1;
    }
    Result<FrameLayout> check() const { return check_frame_header(raw, Clock::now()); }
    void expect_lie(const char* why) const {
        auto layout = check();
        ASSERT_FALSE(layout) << why;
        EXPECT_EQ(layout.error().code, ErrorCode::bad_data) << why;
    }
};

TEST(DriverFrame, CopiesATruthfulFrame) {
    TestFrame frame;
    ImagePool pool(1024);
    auto taken = take_frame(frame.raw, pool);
    ASSERT_TRUE(taken) << taken.error().message;
    frame.pixels.assign(12, 9);
    EXPECT_EQ(taken->image.width(), 4);
    EXPECT_EQ(taken->image.bytes()[11], std::byte{7}) << "the copy changed with the driver's memory";
}

TEST(DriverFrame, RemovesTheStrideOfPaddedRows) {
    TestFrame frame;
    frame.pixels = {1, 2, 0, 0, 3, 4, 0, 0, 5, 6};
    frame.raw.pixels = frame.pixels.data();
    frame.raw.valid_bytes = 10;
    frame.raw.width = 2;
    frame.raw.stride_bytes = 4;
    ImagePool pool(1024);
    auto taken = take_frame(frame.raw, pool);
    ASSERT_TRUE(taken) << taken.error().message;
    ASSERT_EQ(taken->image.bytes().size(), 6u);
    EXPECT_EQ(taken->image.bytes()[5], std::byte{6});
}

TEST(DriverFrame, RefusesFewerBytesThanItsSizeNeeds) {
    TestFrame frame;
    frame.raw.valid_bytes = 11;
    frame.expect_lie("one byte short");
}

TEST(DriverFrame, RefusesAStrideShorterThanARow) {
    TestFrame frame;
    frame.raw.stride_bytes = 3;
    frame.expect_lie("stride");
}

TEST(DriverFrame, RefusesSizesThatOverflow) {
    TestFrame frame;
    for (int side : {0, -1, 65'536, INT32_MAX}) {
        frame.raw.width = side;
        frame.expect_lie("width");
    }
    frame.raw.width = frame.raw.height = 65'535;
    frame.raw.valid_bytes = UINT64_MAX;
    frame.raw.stride_bytes = UINT32_MAX;
    frame.expect_lie("more than a GiB");
}

TEST(DriverFrame, RefusesUnknownFormatsAndOutcomesOfTime) {
    TestFrame frame;
    frame.raw.format = 99;
    frame.expect_lie("format");
    frame = TestFrame();
    frame.raw.exposed_at_ns = 0;
    frame.expect_lie("never exposed");
    frame.raw.exposed_at_ns = nanoseconds(Clock::now() + std::chrono::hours(1));
    frame.expect_lie("exposed in the future");
    frame.raw.exposed_at_ns = UINT64_MAX;
    frame.expect_lie("no time at all");
}

TEST(DriverFrame, RefusesPageNumbersOutsideTheirEnumerations) {
    TestFrame frame;
    frame.raw.side = 2;
    frame.expect_lie("side");
    frame = TestFrame();
    frame.raw.light = -1;
    frame.expect_lie("light");
    frame = TestFrame();
    frame.raw.first_row = -5;
    frame.expect_lie("row");
    frame = TestFrame();
    frame.raw.ppi_x = std::nan("");
    frame.expect_lie("resolution");
}

TEST(DriverFrame, RefusesAFrameWithoutPixels) {
    TestFrame frame;
    frame.raw.pixels = nullptr;
    frame.expect_lie("null");
}

}  // namespace
}  // namespace limner
