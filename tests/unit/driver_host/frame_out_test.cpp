#include "driver_host/frame_out.h"

#include "driver/picture_digest.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace limner {
namespace {

/// A grey picture whose pixels count up, in rows with eight bytes to spare.
struct Picture {
    static constexpr int width = 100, height = 50, stride = 108;
    std::vector<std::byte> pixels = std::vector<std::byte>(stride * height);
    limner_frame_v1 header{};

    Picture() {
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) pixels[static_cast<std::size_t>(y * stride + x)] = value(x, y);
        header.struct_size = sizeof header;
        header.outcome = LIMNER_OUTCOME_IMAGE;
        header.width = width;
        header.height = height;
        header.format = static_cast<std::int32_t>(PixelFormat::gray8);
        header.stride_bytes = stride;
        header.pixels = pixels.data();
        header.valid_bytes = pixels.size();
        header.exposed_at_ns = 1;
        header.flags = LIMNER_FRAME_LAST_BAND;
    }
    static std::byte value(int x, int y) { return static_cast<std::byte>((x + 3 * y) % 251); }
};

TEST(FrameOut, PacksTheRowsOfAWholePicture) {
    Picture picture;
    FrameOut out(0);
    ASSERT_TRUE(out.begin(picture.header));
    ASSERT_EQ(out.next_bytes(), 5000u);
    std::vector<std::byte> place(6000);
    auto piece = out.take(place);
    EXPECT_FALSE(out.has_more());
    EXPECT_EQ(piece.header.valid_bytes, 5000u);
    EXPECT_EQ(piece.header.stride_bytes, 0u);
    EXPECT_EQ(piece.header.height, 50);
    EXPECT_EQ(place[4999], Picture::value(99, 49));
}

TEST(FrameOut, SaysWhatThePictureWasLikeBeforeAnybodyWroteOverItsPlace) {
    Picture strided, packed;
    packed.header.stride_bytes = 0;
    packed.header.width = 108;
    for (Picture* one : {&strided, &packed}) {
        FrameOut out(0);
        ASSERT_TRUE(out.begin(one->header));
        std::vector<std::byte> place(out.next_bytes());
        auto piece = out.take(place);
        EXPECT_EQ(piece.digest, picture_digest(place));
        place[place.size() / 104 * 104] ^= std::byte{1};
        EXPECT_NE(piece.digest, picture_digest(place));
    }
}

TEST(FrameOut, CutsAPageIntoBandsOfWholeRowsOfWhichTheLastSaysSo) {
    Picture picture;
    picture.header.first_row = 200;
    FrameOut out(2'050);
    ASSERT_TRUE(out.begin(picture.header));
    std::vector<std::byte> place(2'050);
    std::vector<int> rows;
    for (int next_row = 200; out.has_more();) {
        ASSERT_LE(out.next_bytes(), place.size());
        auto band = out.take(place);
        EXPECT_EQ(band.header.first_row, next_row);
        EXPECT_EQ(place[0], Picture::value(0, next_row - 200));
        EXPECT_EQ((band.header.flags & LIMNER_FRAME_LAST_BAND) != 0, !out.has_more());
        next_row += band.header.height;
        rows.push_back(band.header.height);
    }
    EXPECT_EQ(rows, (std::vector<int>{20, 20, 10}));
}

TEST(FrameOut, GivesARowThatIsLongerThanABandAsItIs) {
    Picture picture;
    FrameOut out(30);
    ASSERT_TRUE(out.begin(picture.header));
    EXPECT_EQ(out.next_bytes(), 100u);
}

TEST(FrameOut, LeavesAPictureWhereTheDriverPutItIntoTheLentPlace) {
    std::vector<std::byte> place(5'400, std::byte{9});
    Picture picture;
    std::copy(picture.pixels.begin(), picture.pixels.end(), place.begin());
    picture.header.pixels = place.data();
    FrameOut out(0);
    ASSERT_TRUE(out.begin(picture.header));
    out.take(place);
    EXPECT_EQ(place[4'999], Picture::value(99, 49));
    EXPECT_EQ(place[100], Picture::value(0, 1));
}

TEST(FrameOut, RefusesAPictureWhoseHeaderLies) {
    Picture picture;
    picture.header.height = 500;
    FrameOut out(0);
    auto begun = out.begin(picture.header);
    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().code, ErrorCode::bad_data);
    EXPECT_FALSE(out.has_more());
}

}  // namespace
}  // namespace limner
