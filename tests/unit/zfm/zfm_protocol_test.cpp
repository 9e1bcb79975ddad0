#include "zfm_protocol.h"
#include "serial_ports.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::zfm {
namespace {

constexpr std::uint32_t address = 0xFFFFFFFF;

std::vector<std::byte> bytes(std::initializer_list<int> numbers) {
    std::vector<std::byte> all;
    for (int number : numbers) all.push_back(static_cast<std::byte>(number));
    return all;
}

TEST(ZfmPackets, AreThoseOfTheManual) {
    EXPECT_EQ(encoded(command(Command::take_image), address),
              bytes({0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x03, 0x01, 0x00, 0x05}));
    EXPECT_EQ(encoded(command(Command::verify_password, bytes({0, 0, 0, 0})), address),
              bytes({0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x07, 0x13, 0, 0, 0, 0, 0x00, 0x1B}));
}

TEST(ZfmPackets, AreFoundInPiecesAndBetweenNoise) {
    PacketReader reader(address);
    auto packet = encoded({PacketType::data, bytes({0xEF, 0x01, 7})}, address);
    reader.add(bytes({0x00, 0xEF, 0xEF, 0x01, 0x22}));
    for (std::byte one : packet) {
        EXPECT_FALSE(*reader.next());
        reader.add(std::span(&one, 1));
    }
    auto found = reader.next();
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->payload, bytes({0xEF, 0x01, 7}));
    EXPECT_FALSE(*reader.next());
}

TEST(ZfmPackets, AreRefusedWhereAnyOfTheirBitsIsWrong) {
    const auto packet = encoded({PacketType::data, bytes({1, 2, 3, 4})}, address);
    const auto follower = encoded({PacketType::end, bytes({9})}, address);
    for (std::size_t bit = 0; bit < packet.size() * 8; ++bit) {
        auto damaged = packet;
        damaged[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
        PacketReader reader(address);
        reader.add(damaged);
        for (int i = 0; i < 4; ++i) reader.add(follower);
        bool has_follower = false;
        for (int i = 0; i < 20; ++i) {
            auto found = reader.next();
            if (!found || !*found) continue;
            EXPECT_NE((*found)->payload, bytes({1, 2, 3, 4})) << "bit " << bit;
            has_follower = has_follower || (*found)->payload == bytes({9});
        }
        // A damaged length may wait for up to 258 bytes more.
        EXPECT_TRUE(has_follower || bit / 8 == 7 || bit / 8 == 8) << "bit " << bit;
    }
}

TEST(ZfmImage, HasItsUpperPixelFirstAndItsSizeFromItsLength) {
    EXPECT_EQ(unpacked(bytes({0x0F, 0xA1})), bytes({0, 255, 170, 17}));
    ASSERT_TRUE(size_of(36'864));
    EXPECT_EQ(size_of(36'864)->height, 288);
    EXPECT_EQ(size_of(208 * 288 / 2)->width, 208);
    EXPECT_FALSE(size_of(36'863));
}

TEST(ZfmParameters, AreCheckedAgainstWhatModulesHave) {
    auto answer = bytes({0, 0, 0, 0, 0, 0x00, 0xA2, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 0, 6});
    auto parameters = parse_parameters(answer);
    ASSERT_TRUE(parameters) << parameters.error().message;
    EXPECT_EQ(parameters->baud, 57'600);
    EXPECT_EQ(parameters->packet_bytes, 128);
    EXPECT_EQ(parameters->capacity, 162);
    answer[14] = std::byte{9};
    EXPECT_EQ(parse_parameters(answer).error().code, ErrorCode::bad_data);
    EXPECT_EQ(parse_parameters(bytes({0, 1})).error().code, ErrorCode::bad_data);
}

TEST(ZfmPorts, AreNamedByTheirDongleSoThatAReplugKeepsTheName) {
    test::TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "usb1/1-2/1-2:1.0/ttyUSB7");
    std::filesystem::create_directories(folder.path() / "tty/ttyUSB7");
    std::filesystem::create_directory_symlink(folder.path() / "usb1/1-2/1-2:1.0/ttyUSB7",
                                              folder.path() / "tty/ttyUSB7/device");
    folder.write("usb1/1-2/idVendor", "1a86\n");
    folder.write("usb1/1-2/idProduct", "7523\n");
    EXPECT_EQ(describe_port("/dev/ttyUSB7", folder.path() / "tty").id, "1a86:7523/@1-2");
    folder.write("usb1/1-2/serial", "A 1\n");
    EXPECT_EQ(describe_port("/dev/ttyUSB7", folder.path() / "tty").id, "1a86:7523/A_1");
    EXPECT_EQ(describe_port("/dev/ttyS9", folder.path() / "tty").id, "@ttyS9");
}

}  // namespace
}  // namespace limner::zfm
