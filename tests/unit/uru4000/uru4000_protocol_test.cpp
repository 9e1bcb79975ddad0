#include "uru4000_protocol.h"
#include "support/temporary_folder.h"
#include "usb_readers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace limner::uru4000 {
namespace {

constexpr std::uint8_t plain = 0x00, absent = 0x01, scrambled = 0x02, keeps_key = 0x04, new_key = 0x80;

struct Block {
    std::uint8_t flags;
    std::uint8_t lines;
};

using Bytes = std::vector<std::byte>;

/// Lines of a print with soft ridges; `from` shifts them.
Bytes ridges(int lines, int from = 0) {
    Bytes bytes(static_cast<std::size_t>(lines) * image_width);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(
            50 + 12 * ((i % image_width + i / image_width + static_cast<std::size_t>(from)) % 10));
    return bytes;
}

Bytes transfer(std::initializer_list<Block> blocks, const Bytes& lines, std::uint8_t key_number = 0) {
    Bytes bytes(header_bytes);
    const auto count = lines.size() / image_width;
    bytes[4] = static_cast<std::byte>(count & 0xff);
    bytes[5] = static_cast<std::byte>(count >> 8);
    bytes[6] = std::byte{key_number};
    std::size_t at = 16;
    for (const Block& one : blocks) {
        bytes[at++] = std::byte{one.flags};
        bytes[at++] = std::byte{one.lines};
    }
    bytes.insert(bytes.end(), lines.begin(), lines.end());
    return bytes;
}

std::array<std::byte, 4> told(std::uint32_t key, std::uint32_t seed) {
    std::array<std::byte, 4> bytes{};
    for (unsigned i = 0; i < 4; ++i) bytes[i] = static_cast<std::byte>((key ^ seed) >> (8 * i));
    return bytes;
}

Bytes inverted(Bytes bytes) {
    for (std::byte& one : bytes) one = ~one;
    return bytes;
}

TEST(Uru4000Protocol, KnowsTheReadersThatItServes) {
    EXPECT_TRUE(find_model(0x05ba, 0x000a)->is_turned);
    EXPECT_TRUE(find_model(0x045e, 0x00ca)->needs_response);
    EXPECT_FALSE(find_model(0x05ba, 0x0009));
}

TEST(Uru4000Protocol, ReadsInterrupts) {
    auto signal = [](std::uint8_t first, std::uint8_t second) {
        return signal_in(std::array{std::byte{first}, std::byte{second}, std::byte{9}});
    };
    EXPECT_EQ(signal(0x56, 0xaa), Signal::powered_up);
    EXPECT_EQ(signal(0x01, 0x01), Signal::finger_on);
    EXPECT_EQ(signal(0x02, 0x00), Signal::finger_off);
    EXPECT_EQ(signal(0x08, 0x00), Signal::failing);
    EXPECT_EQ(signal(0x01, 0x02), Signal::other);
    EXPECT_EQ(signal_in({}), Signal::other);
}

TEST(Uru4000Protocol, AnswersTheChallengeOfARecordedReader) {
    constexpr std::array<std::uint8_t, 16> asked{0x4d, 0xae, 0x5a, 0x0b, 0x12, 0x47, 0xa8, 0x6c,
                                                 0x9f, 0xbf, 0x29, 0xfd, 0xcc, 0x17, 0x8a, 0x74};
    constexpr std::array<std::uint8_t, 16> answered{0x32, 0x93, 0x51, 0x37, 0x1e, 0x4a, 0xdf, 0xb1,
                                                    0xf3, 0x5f, 0x09, 0xf3, 0x29, 0xc6, 0xab, 0x46};
    Challenge challenge{};
    std::memcpy(challenge.data(), asked.data(), asked.size());
    auto answer = answer_to(challenge);
    ASSERT_TRUE(answer);
    EXPECT_EQ(std::memcmp(answer->data(), answered.data(), answered.size()), 0);
}

TEST(Uru4000Protocol, ShowsAPlainImageWithoutAskingForAKey) {
    auto decoder = CaptureDecoder::from(transfer({{scrambled, 145}, {scrambled, 145}}, ridges(290)));
    ASSERT_TRUE(decoder) << decoder.error().message;
    EXPECT_FALSE(decoder->wanted_key(1));
    EXPECT_EQ(*decoder->picture(false), inverted(ridges(290)));
    auto turned = inverted(ridges(290));
    std::ranges::reverse(turned);
    EXPECT_EQ(*decoder->picture(true), turned);
}

TEST(Uru4000Protocol, UnscramblesWithOneKeyOverPlainBlocksAndLinesThatAreLeftOut) {
    constexpr std::uint32_t key = 0x13579bdf, seed = 0x51ea2124;
    Bytes lines = ridges(289);
    auto next = scramble(std::span(lines).first(70 * image_width), key);
    for (int i = 0; i < 2 * image_width; ++i) next = scramble(std::span(lines).first(1), next);  // uses up two lines
    scramble(std::span(lines).subspan(71 * image_width), next);
    auto decoder =
        CaptureDecoder::from(transfer({{scrambled, 70}, {plain, 1}, {absent, 1}, {scrambled, 218}}, lines, 7));
    ASSERT_TRUE(decoder) << decoder.error().message;
    auto wanted = decoder->wanted_key(seed);
    ASSERT_TRUE(wanted);
    EXPECT_EQ((*wanted)[0], std::byte{7});
    EXPECT_EQ((*wanted)[1], std::byte{0x24});
    EXPECT_EQ((*wanted)[4], std::byte{0x51});
    decoder->take_key(told(key, seed));
    EXPECT_FALSE(decoder->wanted_key(seed));
    Bytes expected = ridges(71);
    expected[70 * image_width - 1] = std::byte{0};  // the last point of a scrambled block is not sent
    Bytes rest = ridges(218, 71);
    rest.back() = std::byte{0};
    expected.insert(expected.end(), rest.begin(), rest.begin() + image_width);
    expected.insert(expected.end(), rest.begin(), rest.end());
    EXPECT_EQ(*decoder->picture(false), inverted(expected));
}

TEST(Uru4000Protocol, AsksForAnotherKeyWhereABlockChangesIt) {
    constexpr std::uint32_t first = 0x13579bdf, second = 0x2468ace0;
    Bytes lines = ridges(290);
    scramble(std::span(lines).first(100 * image_width), first);
    scramble(std::span(lines).subspan(100 * image_width), second);
    auto decoder = CaptureDecoder::from(transfer({{scrambled, 100}, {scrambled | new_key, 190}}, lines, 255));
    ASSERT_TRUE(decoder);
    ASSERT_TRUE(decoder->wanted_key(5));
    decoder->take_key(told(first, 5));
    auto wanted = decoder->wanted_key(6);
    ASSERT_TRUE(wanted);
    EXPECT_EQ((*wanted)[0], std::byte{0});
    decoder->take_key(told(second, 6));
    EXPECT_FALSE(decoder->wanted_key(7));
    EXPECT_TRUE(decoder->picture(false));
}

TEST(Uru4000Protocol, LeavesABlockThatKeepsItsKeyAsItCame) {
    Bytes lines = ridges(290);
    auto next = scramble(std::span(lines).first(10 * image_width), 0x1234567);
    scramble(std::span(lines).subspan(20 * image_width), next);
    auto decoder = CaptureDecoder::from(
        transfer({{scrambled, 10}, {scrambled | keeps_key, 10}, {scrambled, 14}, {scrambled, 0}}, lines));
    ASSERT_TRUE(decoder);
    ASSERT_TRUE(decoder->wanted_key(0));
    decoder->take_key(told(0x1234567, 0));
    auto picture = decoder->picture(false);
    EXPECT_FALSE(picture) << "the lines of no block are still scrambled";
}

TEST(Uru4000Protocol, TellsAWrongKeyByItsNoise) {
    Bytes lines = ridges(290);
    scramble(lines, 0x13579bdf);
    auto decoder = CaptureDecoder::from(transfer({{scrambled, 145}, {scrambled, 145}}, lines));
    ASSERT_TRUE(decoder);
    ASSERT_TRUE(decoder->wanted_key(0));
    decoder->take_key(told(0x13579bd0, 0));
    auto picture = decoder->picture(false);
    ASSERT_FALSE(picture);
    EXPECT_EQ(picture.error().code, ErrorCode::bad_data);
}

TEST(Uru4000Protocol, RefusesAHeaderThatLies) {
    auto refuses = [](const Bytes& bytes) {
        auto decoder = CaptureDecoder::from(bytes);
        return !decoder && decoder.error().code == ErrorCode::bad_data;
    };
    EXPECT_TRUE(refuses({}));
    EXPECT_TRUE(refuses(Bytes(63)));
    EXPECT_TRUE(refuses(transfer({{plain, 0}}, {})));
    EXPECT_TRUE(refuses(transfer({{plain, 200}, {plain, 91}}, ridges(291))));
    EXPECT_TRUE(refuses(transfer({{plain, 200}, {plain, 90}}, ridges(200))));
    EXPECT_TRUE(refuses(transfer({{plain, 200}, {absent, 91}}, ridges(200))));
    auto cut = transfer({{plain, 200}, {plain, 90}}, ridges(290));
    cut.pop_back();
    EXPECT_TRUE(refuses(cut));
}

TEST(Uru4000Readers, AreReadFromTheSystemsFilesInTheOrderOfTheirPorts) {
    test::TemporaryFolder root;
    auto add = [&](const std::string& port, const std::string& product, const std::string& address,
                   const std::string& serial) {
        const auto folder = root.path() / port;
        std::filesystem::create_directory(folder);
        std::ofstream(folder / "idVendor") << "05ba\n";
        std::ofstream(folder / "idProduct") << product << "\n";
        std::ofstream(folder / "busnum") << "1\n";
        std::ofstream(folder / "devnum") << address << "\n";
        if (!serial.empty()) std::ofstream(folder / "serial") << serial << "\n";
    };
    add("1-2", "000a", "5", "{AB-1}");
    add("1-3", "000a", "6", "");
    add("1-4.1", "0007", "7", "a/b *c");
    add("1-5", "0001", "8", "X");
    add("1-6", "000a", "9", "AB-1");
    add("1-7", "000a", "many", "Y");
    std::vector<std::string> ids;
    auto readers = list_readers(root.path());
    for (const UsbReader& one : readers) ids.push_back(one.id);
    EXPECT_THAT(ids, testing::ElementsAre("uru4000/05ba:000a/AB-1", "uru4000/05ba:000a/@1-3", "uru4000/05ba:0007/abc",
                                          "uru4000/05ba:000a/@1-6"));
    EXPECT_TRUE(readers[0].is_plugged_in());
    std::ofstream(root.path() / "1-2" / "devnum") << "11\n";
    EXPECT_FALSE(readers[0].is_plugged_in()) << "another device at its port";
}

}  // namespace
}  // namespace limner::uru4000
