#include "sane_identity.h"

#include "support/temporary_folder.h"

#include <gtest/gtest.h>

namespace limner::sane {
namespace {

/// A folder as /sys/bus/usb/devices.
class UsbDevices : public testing::Test {
protected:
    void add(const std::string& port, int bus, int device, const std::string& serial) {
        std::filesystem::create_directory(folder.path() / port);
        folder.write(port + "/busnum", std::to_string(bus) + "\n");
        folder.write(port + "/devnum", std::to_string(device) + "\n");
        folder.write(port + "/idVendor", "04a9\n");
        folder.write(port + "/idProduct", "190e\n");
        if (!serial.empty()) folder.write(port + "/serial", serial + "\n");
    }
    test::TemporaryFolder folder;
};

TEST_F(UsbDevices, GiveAScannerAnIdThatSurvivesANewAddress) {
    add("1-2.3", 1, 4, "SN 77");
    EXPECT_EQ(stable_name("genesys:libusb:001:004", find_usb_device(folder.path(), {1, 4})), "genesys:04a9:190e/SN 77");
    add("1-2.3", 1, 9, "SN 77");
    EXPECT_EQ(stable_name("genesys:libusb:001:009", find_usb_device(folder.path(), {1, 9})), "genesys:04a9:190e/SN 77");
}

TEST_F(UsbDevices, AreToldApartByTheirPortsWhereTheyHaveNoSerial) {
    add("1-1", 1, 5, "");
    add("1-2", 1, 6, "");
    EXPECT_EQ(stable_name("epson2:libusb:001:005", find_usb_device(folder.path(), {1, 5})), "epson2:04a9:190e/@1-1");
    EXPECT_EQ(stable_name("epson2:libusb:001:006", find_usb_device(folder.path(), {1, 6})), "epson2:04a9:190e/@1-2");
    EXPECT_FALSE(find_usb_device(folder.path(), {2, 5}));
}

TEST_F(UsbDevices, ChangeTheirFingerprintWithEveryPlug) {
    add("1-1", 1, 5, "");
    auto before = usb_fingerprint(folder.path());
    add("1-1", 1, 6, "");
    EXPECT_NE(usb_fingerprint(folder.path()), before);
    EXPECT_EQ(usb_fingerprint(folder.path() / "nowhere"), "");
}

TEST(SaneIdentity, LeavesNamesWithoutAUsbAddressAlone) {
    for (const char* name :
         {"test:0", "pixma:04A91749_ABC", "net:host:plustek:libusb", "x:libusb:zz:1", "x:libusb:1", ""})
        EXPECT_EQ(stable_name(name, std::nullopt), name);
    EXPECT_EQ(stable_name("genesys:libusb:001:004", std::nullopt), "genesys:libusb:001:004");
}

TEST(SaneIdentity, LeavesOutTheNumberThatAirscanCountsBy) {
    EXPECT_EQ(stable_name("airscan:e0:HP LaserJet", std::nullopt), "airscan:e:HP LaserJet");
    EXPECT_EQ(stable_name("airscan:w1f:Brother", std::nullopt), "airscan:w:Brother");
    EXPECT_EQ(stable_name("airscan:e", std::nullopt), "airscan:e");
    EXPECT_EQ(stable_name("airscan:e0", std::nullopt), "airscan:e0");
}

TEST(SaneIdentity, ReadsBusAndAddressOfANameThatHasThem) {
    EXPECT_EQ(usb_address_in("genesys:libusb:001:004"), (UsbAddress{1, 4}));
    EXPECT_EQ(usb_address_in("a:libusb:-1:4"), std::nullopt);
    EXPECT_EQ(usb_address_in("a:libusb:99999999999:4"), std::nullopt);
    EXPECT_EQ(backend_of("genesys:libusb:001:004"), "genesys");
}

}  // namespace
}  // namespace limner::sane
