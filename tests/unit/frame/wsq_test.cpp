#include <limner/frame/image_file.h>
#include <limner/frame/wsq.h>

#include "frame/wsq_huffman.h"
#include "frame/wsq_segments.h"
#include "frame/wsq_subbands.h"
#include "support/ridge_pattern.h"
#include "support/sample_fingerprints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

namespace limner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Image image_of(int width, int height, const auto& level) {
    std::vector<std::byte> pixels;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) pixels.push_back(static_cast<std::byte>(level(x, y)));
    return Image::from_pixels(width, height, PixelFormat::gray8, std::move(pixels)).value();
}

Image waves(int width, int height) {
    return image_of(width, height,
                    [](int x, int y) { return 128 + std::lround(100 * std::sin(x * 0.3) * std::cos(y * 0.2)); });
}

WsqFile round_trip(const Image& image, const WsqOptions& options = {}) {
    return decode_wsq(encode_wsq(image, options).value(), "print.wsq").value();
}

// Overwrites the bytes behind the first occurrence of a marker, its length skipped.
std::vector<std::byte> with_bytes(std::vector<std::byte> file, std::uint8_t marker, std::size_t offset,
                                  std::initializer_list<int> bytes) {
    for (std::size_t i = 0; i + 1 < file.size(); ++i) {
        if (file[i] != std::byte{0xFF} || file[i + 1] != std::byte{marker}) continue;
        std::size_t at = i + 2 + offset;
        for (int byte : bytes) file.at(at++) = static_cast<std::byte>(byte);
        return file;
    }
    ADD_FAILURE() << "no such marker";
    return file;
}

std::string wsq_error(std::span<const std::byte> file, const ImageLimits& limits = {}) {
    const auto result = decode_wsq(file, "print.wsq", limits);
    return result ? "decoded" : result.error().message;
}

TEST(Wsq, KeepsAPrintAtTheFbisRateWithinWhatThatRateAllows) {
    const Image print = test::make_ridge_pattern({.noise = 0});
    const auto file = encode_wsq(print).value();
    EXPECT_LT(file.size(), print.bytes().size() / 9);
    EXPECT_GT(test::difference_of(decode_wsq(file, "print.wsq").value().image, print).psnr_db, 25);
}

TEST(Wsq, ComesCloserToThePictureTheMoreBitsItMayTake) {
    const Image print = test::make_ridge_pattern({});
    double before = 0;
    std::size_t size_before = 0;
    for (double rate : {0.2, 0.75, 2.25, 5.0}) {
        const auto file = encode_wsq(print, {.bits_per_pixel = rate}).value();
        const double psnr = test::difference_of(decode_wsq(file, "print.wsq").value().image, print).psnr_db;
        EXPECT_GT(psnr, before) << rate;
        EXPECT_GT(file.size(), size_before) << rate;
        before = psnr;
        size_before = file.size();
    }
    EXPECT_GT(before, 35);
}

TEST(Wsq, TakesEverySizeDownToOnePixel) {
    for (int width : {1, 2, 3, 5, 8, 17, 31, 33, 64, 255})
        for (int height : {1, 2, 3, 7, 16, 32, 63, 100}) {
            const Image image = waves(width, height);
            const WsqFile back = round_trip(image, {.bits_per_pixel = 5});
            ASSERT_EQ(back.image.width(), width);
            ASSERT_EQ(back.image.height(), height);
            EXPECT_GT(test::difference_of(back.image, image).psnr_db, 30) << width << " x " << height;
        }
}

TEST(Wsq, KeepsAPictureOfOneGrayLevelExactly) {
    for (int level : {0, 1, 127, 255}) {
        const Image flat = image_of(90, 70, [level](int, int) { return level; });
        EXPECT_EQ(test::difference_of(round_trip(flat).image, flat).largest, 0) << level;
    }
}

TEST(Wsq, TakesExtremePicturesWithoutOverflow) {
    std::mt19937 random(7);
    for (double rate : {0.05, 5.0}) {
        const Image noise = image_of(200, 150, [&](int, int) { return random() % 2 * 255; });
        EXPECT_EQ(round_trip(noise, {.bits_per_pixel = rate}).image.width(), 200);
        const Image halves = image_of(200, 150, [](int x, int) { return x < 100 ? 0 : 255; });
        EXPECT_EQ(round_trip(halves, {.bits_per_pixel = rate}).image.width(), 200);
    }
}

TEST(Wsq, KeepsResolutionCommentsAndNistcomLines) {
    const WsqFile back = round_trip(waves(64, 48), {.bits_per_pixel = 2.25,
                                                    .ppi = 512,
                                                    .nistcom = {{"FINGER", "2"}, {"SCAN_TYPE", "live scan"}},
                                                    .comments = {"native 508 ppi", ""}});
    EXPECT_EQ(back.ppi, 512);
    EXPECT_EQ(back.bits_per_pixel, 2.25);
    EXPECT_THAT(back.nistcom, ElementsAre(Pair("PIX_WIDTH", "64"), Pair("PIX_HEIGHT", "48"), Pair("PIX_DEPTH", "8"),
                                          Pair("PPI", "512"), Pair("LOSSY", "1"), Pair("COLORSPACE", "GRAY"),
                                          Pair("COMPRESSION", "WSQ"), Pair("WSQ_BITRATE", "2.250000"),
                                          Pair("FINGER", "2"), Pair("SCAN_TYPE", "live scan")));
    EXPECT_THAT(back.comments, ElementsAre("native 508 ppi", ""));
}

TEST(Wsq, IsReadAsAnImageFileByItsFirstBytes) {
    const auto file = decode_image(encode_wsq(waves(64, 48)).value(), "no suffix").value();
    EXPECT_EQ(file.format, "wsq");
    EXPECT_EQ(file.ppi, 500);
    EXPECT_TRUE(file.is_lossy);
}

TEST(Wsq, RefusesAThousandPpiAndSaysWhatTakesItsPlace) {
    const auto refused = encode_wsq(waves(64, 48), {.ppi = 1000});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
    EXPECT_THAT(refused.error().message, HasSubstr("JPEG 2000"));
}

TEST(Wsq, RefusesWhatIsOutsideItsContract) {
    EXPECT_EQ(encode_wsq(Image()).error().code, ErrorCode::invalid_argument);
    const Image colour = Image::from_pixels(1, 1, PixelFormat::rgb8, std::vector<std::byte>(3)).value();
    EXPECT_EQ(encode_wsq(colour).error().code, ErrorCode::invalid_argument);
    const Image image = waves(8, 8);
    for (double rate : {0.0, -1.0, 6.0, std::nan("")})
        EXPECT_FALSE(encode_wsq(image, {.bits_per_pixel = rate})) << rate;
    for (double ppi : {0.0, 9.0, std::nan("")}) EXPECT_FALSE(encode_wsq(image, {.ppi = ppi})) << ppi;
    EXPECT_FALSE(encode_wsq(image, {.nistcom = {{"A B", "x"}}}));
    EXPECT_FALSE(encode_wsq(image, {.nistcom = {{"A", "x\nPPI 1"}}}));
    EXPECT_FALSE(encode_wsq(image, {.comments = {std::string(65'534, 'x')}}));
}

TEST(Wsq, CutAtAnyByteGivesAClearError) {
    const auto whole = encode_wsq(test::make_ridge_pattern({.width_px = 96, .height_px = 128})).value();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto cut = decode_wsq(std::span(whole).first(length), "cut.wsq");
        ASSERT_FALSE(cut) << length;
        EXPECT_EQ(cut.error().code, ErrorCode::unreadable_file);
        EXPECT_THAT(cut.error().message, testing::StartsWith("cut.wsq: "));
    }
}

TEST(Wsq, NamesWhatIsWrongWithADamagedFile) {
    const auto good = encode_wsq(waves(64, 48)).value();
    constexpr std::uint8_t frame = 0xA2, block = 0xA3, transform = 0xA4, huffman = 0xA6, comment = 0xA8;
    EXPECT_THAT(wsq_error(with_bytes(good, frame, 4, {0, 0})), HasSubstr("states no size"));
    EXPECT_THAT(wsq_error(with_bytes(good, frame, 4, {0, 200, 0, 200})), HasSubstr("coefficients instead of"));
    EXPECT_THAT(wsq_error(with_bytes(good, frame, 4, {0, 10, 0, 10})), HasSubstr("more coefficients"));
    EXPECT_THAT(wsq_error(with_bytes(good, frame, 4, {0xFF, 0xFF, 0xFF, 0xFF})), HasSubstr("limit"));
    EXPECT_THAT(wsq_error(with_bytes(good, frame, 0, {0, 1})), HasSubstr("shorter than its own length"));
    EXPECT_THAT(wsq_error(with_bytes(good, block, 2, {7})), HasSubstr("no Huffman table"));
    EXPECT_THAT(wsq_error(with_bytes(good, transform, 2, {8, 8})), HasSubstr("8 and 8 taps"));
    EXPECT_THAT(wsq_error(with_bytes(good, transform, 4, {0, 0, 255, 255})), HasSubstr("no wavelet filter"));
    EXPECT_THAT(wsq_error(with_bytes(good, huffman, 2, {9})), HasSubstr("number 9"));
    EXPECT_THAT(wsq_error(with_bytes(good, huffman, 3, {200, 200})), HasSubstr("codes"));
    EXPECT_THAT(wsq_error(with_bytes(good, comment, 0, {0xFF, 0xFF})), HasSubstr("truncated"));
    EXPECT_THAT(wsq_error(std::vector<std::byte>(100, std::byte{'x'})), HasSubstr("no WSQ"));
}

TEST(Wsq, ChangedAtAnyByteNeverCrashes) {
    const auto good = encode_wsq(waves(40, 30)).value();
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int change : {0x01, 0x80, 0xFF}) {
            auto changed = good;
            changed[i] ^= static_cast<std::byte>(change);
            const auto result = decode_wsq(changed, "changed.wsq", {.max_pixels = 1'000'000});
            EXPECT_TRUE(result || !result.error().message.empty());
        }
}

TEST(Wsq, KeepsToTheLimitsOfItsReader) {
    const auto good = encode_wsq(waves(64, 48)).value();
    EXPECT_THAT(wsq_error(good, {.max_pixels = 64 * 48 - 1}), HasSubstr("limit"));
    EXPECT_EQ(wsq_error(good, {.max_pixels = 64 * 48}), "decoded");
}

TEST(WsqSubbands, TileThePictureButForTheHighestQuarter) {
    for (auto [width, height] : {std::pair{256, 256}, {545, 622}, {33, 57}, {5, 3}, {1, 1}}) {
        const auto subbands = wsq::subbands_of(width, height);
        std::vector<int> covered(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
        for (const auto& band : subbands.bands)
            for (int y = band.y; y < band.y + band.height; ++y)
                for (int x = band.x; x < band.x + band.width; ++x)
                    ++covered[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                              static_cast<std::size_t>(x)];
        EXPECT_LE(std::ranges::max(covered), 1);
        EXPECT_EQ(std::ranges::count(covered, 0), (width / 2) * (height / 2));
    }
}

TEST(WsqHuffman, GivesBackEveryValueAndRun) {
    std::vector<std::int16_t> values;
    for (int value : {1, -1, 74, 75, -73, -74, 255, 256, -255, -256, 32'767, -32'767}) {
        values.push_back(static_cast<std::int16_t>(value));
        values.resize(values.size() + static_cast<std::size_t>(std::abs(value) % 300));
    }
    values.resize(values.size() + 70'000);
    const std::span<const std::int16_t> block = values;
    const auto table = wsq::make_table(std::span(&block, 1));
    auto bits = wsq::encode_block(block, table);
    for (std::size_t i = 0; i + 1 < bits.size(); ++i)
        if (bits[i] == std::byte{0xFF}) bits.erase(bits.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    std::vector<std::int16_t> back;
    ASSERT_EQ(wsq::BlockDecoder::create(table).value().decode(bits, values.size(), back),
              wsq::BlockDecoder::Outcome::done);
    EXPECT_EQ(back, values);
}

TEST(WsqHuffman, KeepsCodesWithinSixteenBitsWhereCountsGrowLikeFibonaccis) {
    std::vector<std::int16_t> values;
    std::size_t count = 1, before = 1;
    for (std::int16_t value = 1; value <= 24; ++value) {
        values.insert(values.end(), count, value);
        before = std::exchange(count, count + before);
    }
    const std::span<const std::int16_t> block = values;
    const auto table = wsq::make_table(std::span(&block, 1));
    EXPECT_EQ(table.symbols.size(), 24u);
    const auto bits = wsq::encode_block(block, table);
    std::vector<std::int16_t> back;
    auto decoder = wsq::BlockDecoder::create(table);
    ASSERT_TRUE(decoder);
    std::vector<std::byte> plain;
    for (std::size_t i = 0; i < bits.size(); ++i) {
        plain.push_back(bits[i]);
        if (bits[i] == std::byte{0xFF}) ++i;
    }
    EXPECT_EQ(decoder->decode(plain, values.size(), back), wsq::BlockDecoder::Outcome::done);
    EXPECT_EQ(back, values);
}

TEST(WsqNistcom, IsReadAsNamesAndValues) {
    const auto lines = wsq::parse_nistcom("NIST_COM 4\nSD_ID 14\nHISTORY f1.pct 20 tape\r\nPPI 500\n");
    ASSERT_TRUE(lines);
    EXPECT_THAT(*lines, ElementsAre(Pair("SD_ID", "14"), Pair("HISTORY", "f1.pct 20 tape"), Pair("PPI", "500")));
    EXPECT_EQ(wsq::format_nistcom(*lines), "NIST_COM 4\nSD_ID 14\nHISTORY f1.pct 20 tape\nPPI 500");
    EXPECT_FALSE(wsq::parse_nistcom("made by a reader"));
}

}  // namespace
}  // namespace limner
