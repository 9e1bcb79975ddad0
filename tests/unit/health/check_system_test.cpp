#include <limner/health/diagnosis.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "support/temporary_folder.h"

namespace limner {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

class CheckSystem : public testing::Test {
protected:
    void write(const fs::path& file, const std::string& text) const {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    void usb_device(const std::string& name, const std::string& interface_class, const std::string& speed,
                    const std::string& version) const {
        auto at = folders.sys / "bus/usb/devices" / name;
        write(at / "idVendor", "05ba\n");
        write(at / "idProduct", "000a\n");
        write(at / "product", "Reader\n");
        write(at / "bDeviceClass", "00\n");
        write(at / "busnum", "1\n");
        write(at / "devnum", "4\n");
        write(at / "speed", speed + "\n");
        write(at / "version", " " + version + "\n");
        write(at / (name + ":1.0") / "bInterfaceClass", interface_class + "\n");
    }
    std::vector<Diagnosis> found(const std::string& check) const {
        auto all = check_system(folders);
        std::erase_if(all, [&](const Diagnosis& it) { return it.check != check; });
        return all;
    }
    Diagnosis::Status status(const std::string& check) const {
        auto all = found(check);
        EXPECT_EQ(all.size(), 1u) << check;
        return all.empty() ? Diagnosis::Status::not_assessed : all[0].status;
    }

    test::TemporaryFolder root{};
    SystemFolders folders{root.path() / "sys", root.path() / "dev",     root.path() / "proc",
                          root.path() / "etc", root.path() / "usr/lib", root.path() / "run"};
};

TEST_F(CheckSystem, SaysWhatIsMissingOnABareMachine) {
    EXPECT_EQ(status("udev_rules"), Diagnosis::Status::warning);
    EXPECT_EQ(status("group"), Diagnosis::Status::warning);
    EXPECT_EQ(status("locks"), Diagnosis::Status::warning);
    EXPECT_THAT(found("usb_speed"), IsEmpty());
    EXPECT_THAT(found("holder"), IsEmpty());
}

TEST_F(CheckSystem, IsContentWithWhatTheInstallationPutsThere) {
    write(folders.usr_lib / "udev/rules.d/70-limner.rules", "");
    write(folders.etc / "group", "root:x:0:\nlimner:x:" + std::to_string(::getegid()) + ":\n");
    fs::create_directories(folders.run / "limner");
    EXPECT_EQ(status("udev_rules"), Diagnosis::Status::ok);
    EXPECT_EQ(status("group"), Diagnosis::Status::ok);
    EXPECT_EQ(status("locks"), Diagnosis::Status::ok);
}

TEST_F(CheckSystem, FindsAReaderThatTheUserCannotOpen) {
    write(folders.etc / "udev/rules.d/70-limner.rules",
          R"(ATTRS{idVendor}=="05ba", ATTRS{idProduct}=="0007|000a", GROUP="limner")");
    usb_device("1-2", "ff", "12", "1.10");  // its node is not there at all, which closes it to root as well
    auto access = found("access");
    ASSERT_EQ(access.size(), 1u);
    EXPECT_EQ(access[0].status, Diagnosis::Status::problem);
    EXPECT_THAT(access[0].device, HasSubstr("05ba:000a Reader"));
    EXPECT_THAT(access[0].message.en, HasSubstr("bus/usb/001/004"));
}

TEST_F(CheckSystem, LeavesUsbDevicesAloneThatNoRuleNames) {
    usb_device("1-2", "ff", "12", "1.10");
    EXPECT_THAT(found("access"), IsEmpty());
}

TEST_F(CheckSystem, FindsACameraOnASlowPort) {
    usb_device("1-1", "0e", "12", "2.00");
    usb_device("1-2", "0e", "480", "3.10");
    usb_device("1-3", "0e", "480", "2.00");
    usb_device("1-4", "0e", "5000", "3.10");
    EXPECT_EQ(found("usb_speed").size(), 2u);
}

TEST_F(CheckSystem, NamesTheProgramThatHoldsACamera) {
    write(folders.proc / "4242/comm", "cheese\n");
    fs::create_directories(folders.proc / "4242/fd");
    fs::create_symlink(folders.dev / "video0", folders.proc / "4242/fd/7");
    fs::create_symlink("/dev/null", folders.proc / "4242/fd/8");
    auto holders = found("holder");
    ASSERT_EQ(holders.size(), 1u);
    EXPECT_THAT(holders[0].message.en, HasSubstr("cheese (process 4242)"));
}

TEST_F(CheckSystem, ReadsWhateverAKernelFileHolds) {
    usb_device("1-1", "zz", "fast", "\x01\xff");
    write(folders.sys / "bus/usb/devices/1-9/idVendor", std::string(1'000'000, 'x'));
    write(folders.etc / "group", "limner\nlimner:\n:::\n");
    EXPECT_FALSE(check_system(folders).empty());
}

}  // namespace
}  // namespace limner
