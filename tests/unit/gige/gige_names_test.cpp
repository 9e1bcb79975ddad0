#include "gvcp.h"
#include "identity.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace limner::gige {
namespace {

std::vector<std::byte> answer(std::uint16_t number) {
    std::vector<std::byte> packet(8 + 0xf8);
    packet[3] = std::byte{0x03};
    packet[5] = std::byte{0xf8};
    packet[6] = static_cast<std::byte>(number >> 8);
    packet[7] = static_cast<std::byte>(number);
    const auto put = [&](std::size_t at, std::string_view text) {
        std::ranges::transform(text, packet.begin() + 8 + static_cast<std::ptrdiff_t>(at),
                               [](char one) { return static_cast<std::byte>(one); });
    };
    put(0x0a, std::string_view("\x00\x1a\x2b\x3c\x4d\x5e", 6));
    put(0x48, "Acme");
    put(0x68, std::string(32, 'M'));
    put(0xd8, "S-1");
    return packet;
}

TEST(GigeDiscovery, AsksByTheStandardsEightBytes) {
    const auto command = discovery_command(0x1234);
    constexpr std::array<int, 8> expected{0x42, 0x01, 0x00, 0x02, 0x00, 0x00, 0x12, 0x34};
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(std::to_integer<int>(command[i]), expected[i]) << i;
}

TEST(GigeDiscovery, ReadsWhatACameraSaysOfItself) {
    auto found = announcement_in(answer(7), 7);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->vendor, "Acme");
    EXPECT_EQ(found->model, std::string(32, 'M')) << "a name that fills its room has no end";
    EXPECT_EQ(found->serial, "S-1");
    EXPECT_EQ(found->hardware_address, "00:1a:2b:3c:4d:5e");
}

TEST(GigeDiscovery, PassesOverWhatIsNotItsAnswer) {
    const auto packet = answer(7);
    EXPECT_FALSE(announcement_in(packet, 8)) << "the answer to another question";
    for (std::size_t length = 0; length < packet.size(); ++length)
        EXPECT_FALSE(announcement_in(std::span(packet).first(length), 7)) << length;
    for (std::size_t at : {0u, 1u, 2u, 3u}) {
        auto changed = packet;
        changed[at] ^= std::byte{0x80};
        EXPECT_FALSE(announcement_in(changed, 7)) << "byte " << at;
    }
}

TEST(GigeIdentity, HasNothingThatCannotStandInAnId) {
    auto camera = listed({"Acme Vision, Inc.", "CX*4/2 ", " 12 34", "aa"});
    EXPECT_EQ(camera.id, "gige/Acme-Vision-Inc.-CX-4-2/12-34");
    EXPECT_EQ(camera.serial, "12-34");
    EXPECT_EQ(listed({"", "", "", "00:1a"}).id, "gige/camera/@00-1a");
}

TEST(GigeIdentity, TellsCamerasOfOneSerialByTheirHardwareAddresses) {
    std::vector<ListedCamera> all;
    const auto add = [&](const std::string& handle, const std::string& hardware) {
        auto camera = listed({"A", "B", "1", hardware});
        camera.handle = handle;
        add_camera(all, camera, hardware);
    };
    add("10.0.0.1", "aa");
    add("10.0.0.2", "bb");
    add("10.0.0.1", "aa");
    ASSERT_EQ(all.size(), 2u) << "the same camera found in two ways is one";
    EXPECT_EQ(all[0].id, "gige/A-B/1");
    EXPECT_EQ(all[1].id, "gige/A-B/@bb");
}

}  // namespace
}  // namespace limner::gige
