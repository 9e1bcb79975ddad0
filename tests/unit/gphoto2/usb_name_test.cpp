#include "usb_name.h"

#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <map>

namespace limner::gphoto2 {
namespace {

class UsbNames : public testing::Test {
protected:
    void add(const std::string& port, std::map<std::string, std::string> files) const {
        std::filesystem::create_directory(folder.path() / port);
        for (const auto& [name, content] : files) folder.write(port + "/" + name, content + "\n");
    }
    std::optional<UsbName> name(std::string_view port) const { return usb_name(port, folder.path()); }

    test::TemporaryFolder folder;
};

TEST_F(UsbNames, AreOfVendorProductAndSerialNotOfTheBus) {
    add("1-2", {{"busnum", "1"}, {"devnum", "4"}, {"idVendor", "04a9"}, {"idProduct", "3270"}, {"serial", "a b*7"}});
    auto found = name("usb:001,004");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, "gphoto2/04a9:3270/ab7");
    EXPECT_EQ(found->serial, "ab7");
}

TEST_F(UsbNames, AreOfThePortWithoutASerial) {
    add("3-1.4", {{"busnum", "3"}, {"devnum", "12"}, {"idVendor", "04b0"}, {"idProduct", "0440"}});
    EXPECT_EQ(name("usb:003,012")->id, "gphoto2/04b0:0440/@3-1.4");
}

TEST_F(UsbNames, AreOfThePortWhereTheSerialThatTheDescriptorNamesNeverComes) {
    std::string descriptor(18, '\0');
    descriptor[16] = 3;
    add("1-2",
        {{"busnum", "1"}, {"devnum", "4"}, {"idVendor", "04a9"}, {"idProduct", "3270"}, {"descriptors", descriptor}});
    EXPECT_EQ(name("usb:001,004")->id, "gphoto2/04a9:3270/@1-2");
}

TEST_F(UsbNames, AreNoneOfWhatIsNotThere) {
    add("1-2", {{"busnum", "1"}, {"devnum", "4"}, {"idVendor", "04a9"}, {"idProduct", "3270"}});
    for (const char* port : {"usb:001,005", "usb:002,004", "usb:", "usb:1", "usb:-1,4", "usb:1,4x", "disk:/mnt", ""})
        EXPECT_FALSE(name(port)) << port;
}

}  // namespace
}  // namespace limner::gphoto2
