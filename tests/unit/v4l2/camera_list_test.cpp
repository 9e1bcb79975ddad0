#include "camera_list.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace limner::v4l2 {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class V4l2List : public testing::Test {
protected:
    V4l2List() {
        folders_.sys = folder_.path() / "sys";
        folders_.udev_data = folder_.path() / "udev";
        folders_.can_capture = [this](const fs::path& node) {
            opened_.push_back(node.filename().string());
            return true;
        };
        fs::create_directories(folders_.udev_data);
    }
    static void write(const fs::path& file, const std::string& text) {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text << "\n";
    }
    void add_node(int number, const fs::path& parent, const std::string& name, int index = 0) {
        const fs::path node = folders_.sys / "class/video4linux" / ("video" + std::to_string(number));
        write(node / "name", name);
        write(node / "index", std::to_string(index));
        write(node / "dev", "81:" + std::to_string(number));
        if (parent.empty()) return;
        fs::create_directories(parent);
        fs::create_directory_symlink(parent, node / "device");
    }
    fs::path usb(const std::string& port, const std::string& serial) {
        const fs::path device = folders_.sys / "devices/usb1" / port;
        write(device / "idVendor", "046d");
        write(device / "idProduct", "085e");
        if (!serial.empty()) write(device / "serial", serial);
        return device;
    }
    std::vector<std::string> ids() const {
        std::vector<std::string> all;
        for (const auto& camera : list_cameras(folders_)) all.push_back(camera.id);
        return all;
    }

    test::TemporaryFolder folder_{};
    SystemFolders folders_{};
    std::vector<std::string> opened_{};
};

TEST_F(V4l2List, NamesUsbCamerasBySerialOrPortAndOpensNone) {
    const auto brio = usb("1-2", "7A 3B"), cheap = usb("1-10", "");
    add_node(0, brio / "1-2:1.0", "BRIO");
    add_node(1, brio / "1-2:1.0", "BRIO", 1);
    add_node(4, cheap / "1-10:1.0", "Camera");
    EXPECT_THAT(ids(), ElementsAre("v4l2/046d:085e/@1-10", "v4l2/046d:085e/7A3B"));
    EXPECT_THAT(opened_, IsEmpty());
    EXPECT_EQ(list_cameras(folders_)[1].node, "/dev/video0");
    EXPECT_EQ(list_cameras(folders_)[1].serial, "7A3B");
}

TEST_F(V4l2List, KeepsTheIdOfACameraThatComesBackAsAnotherNode) {
    const auto brio = usb("1-2", "7A3B");
    add_node(0, brio / "1-2:1.0", "BRIO");
    const auto before = ids();
    fs::remove_all(folders_.sys / "class");
    add_node(7, brio / "1-2:1.0", "BRIO");
    EXPECT_EQ(ids(), before);
}

TEST_F(V4l2List, TellsTheCamerasOfOneDeviceByTheirInterface) {
    const auto brio = usb("1-2", "7A3B");
    add_node(2, brio / "1-2:1.2", "BRIO infrared");
    add_node(0, brio / "1-2:1.0", "BRIO");
    EXPECT_THAT(ids(), ElementsAre("v4l2/046d:085e/7A3B", "v4l2/046d:085e/7A3B+1.2"));
}

TEST_F(V4l2List, TellsCamerasThatClaimTheSameSerialByTheirPorts) {
    add_node(0, usb("1-2", "0001") / "1-2:1.0", "Camera");
    add_node(2, usb("1-3", "0001") / "1-3:1.0", "Camera");
    EXPECT_THAT(ids(), ElementsAre("v4l2/046d:085e/0001", "v4l2/046d:085e/@1-3"));
}

TEST_F(V4l2List, BelievesUdevAboutWhatANodeIs) {
    const auto brio = usb("1-2", "7A3B");
    add_node(0, brio / "1-2:1.0", "BRIO");
    add_node(1, brio / "1-2:1.0", "BRIO", 1);
    write(folders_.udev_data / "c81:0", "E:ID_V4L_CAPABILITIES=:");
    write(folders_.udev_data / "c81:1", "S:x\nE:ID_V4L_CAPABILITIES=:capture:");
    ASSERT_EQ(list_cameras(folders_).size(), 1U);
    EXPECT_EQ(list_cameras(folders_)[0].node, "/dev/video1");
}

TEST_F(V4l2List, AsksOtherNodesAndNamesThemByTheirName) {
    const fs::path board = folders_.sys / "devices/platform/vivid.0";
    fs::create_directories(folders_.sys / "bus/platform");
    fs::create_directories(board);
    fs::create_directory_symlink(folders_.sys / "bus/platform", board / "subsystem");
    add_node(0, board, "vivid-000-vid-cap");
    add_node(1, board, "vivid-001-vid-cap");
    add_node(3, {}, "Loop back #1");
    EXPECT_THAT(ids(), ElementsAre("v4l2/platform/@vivid-000-vid-cap", "v4l2/platform/@vivid-001-vid-cap",
                                   "v4l2/virtual/@Loop-back-1"));
    EXPECT_THAT(opened_, ElementsAre("video0", "video1", "video3"));
}

TEST_F(V4l2List, IsEmptyWithoutTheKernelsFolder) { EXPECT_THAT(ids(), IsEmpty()); }

}  // namespace
}  // namespace limner::v4l2
