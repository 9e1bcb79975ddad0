#include "integration/gphoto2/photo_on_usb.h"

#include <limner/frame/image_file.h>

#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace limner::test {
namespace {

constexpr const char* place = "/devices/pci0000:00/usb1/1-3";
/// A still image device without the endpoint of interrupts, which libgphoto2 would listen to.
constexpr const char* descriptors =
    "1201000200000040A904F1FF000101020301"
    "09022000010100C032"
    "090400000206010100"
    "07058102400000"
    "07050202400000";

std::vector<std::byte> jpeg(int width, int height, int shade) {
    std::vector<std::byte> pixels(static_cast<std::size_t>(width * height), static_cast<std::byte>(shade));
    return *encode_jpeg(*Image::from_pixels(width, height, PixelFormat::gray8, std::move(pixels)), 90);
}

}  // namespace

PhotoOnUsb::PhotoOnUsb(const std::string& serial)
    : id_("gphoto2/04a9:fff1/" + serial),
      preview_(jpeg(160, 120, 90)),
      still_(jpeg(640, 480, 150)),
      bed_(umockdev_testbed_new()),
      handler_(umockdev_ioctl_base_new()) {
    folder_.write("preview.jpg", preview_);
    folder_.write("still.jpg", still_);
    ::setenv("LIMNER_PHOTO_CAMERA", folder_.path().c_str(), 1);
    ::setenv("CAMLIBS", LIMNER_PHOTO_CAMLIBS, 1);
    g_signal_connect(handler_, "handle-ioctl", G_CALLBACK(on_ioctl), this);
    const std::string text = std::string("P: ") + place + "\nN: bus/usb/001/007=" + descriptors +
                             "\nE: DEVNAME=/dev/bus/usb/001/007\nE: DEVTYPE=usb_device\nE: BUSNUM=001\nE: DEVNUM=007"
                             "\nE: SUBSYSTEM=usb\nA: busnum=1\\n\nA: devnum=7\\n\nA: idVendor=04a9\\n\nA: "
                             "idProduct=fff1\\n\nA: bConfigurationValue=1\\n\nA: speed=480\\n\nA: serial=" +
                             serial + "\\n\nH: descriptors=" + descriptors + "\n";
    GError* error = nullptr;
    umockdev_testbed_add_from_string(bed_, text.c_str(), &error);
    if (error) g_error("testbed: %s", error->message);
    umockdev_testbed_attach_ioctl(bed_, "/dev/bus/usb/001/007", handler_, &error);
    if (error) g_error("testbed: %s", error->message);
}

PhotoOnUsb::~PhotoOnUsb() {
    fail_by("");
    unplug();
    g_object_unref(handler_);
    g_object_unref(bed_);
}

void PhotoOnUsb::fail_by(const std::string& fault) const {
    const auto next = folder_.write("fault.next", fault);
    std::filesystem::rename(next, folder_.path() / "fault");
}

void PhotoOnUsb::show(const Image& preview, const Image& still) {
    folder_.write("preview.jpg", preview_ = *encode_jpeg(preview, 90));
    folder_.write("still.jpg", still_ = *encode_jpeg(still, 90));
}

std::vector<std::string> PhotoOnUsb::deleted() const {
    std::ifstream in(folder_.path() / "deleted");
    std::vector<std::string> names;
    for (std::string line; std::getline(in, line);) names.push_back(line);
    return names;
}

void PhotoOnUsb::unplug() {
    if (is_plugged_in_) umockdev_testbed_remove_device(bed_, ("/sys" + std::string(place)).c_str());
    is_plugged_in_ = false;
}

/// The module speaks to nobody: what libgphoto2 itself asks of the kernel is enough.
gboolean PhotoOnUsb::on_ioctl(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer) {
    const auto request = umockdev_ioctl_client_get_request(client);
    const bool is_known = request == USBDEVFS_CLAIMINTERFACE || request == USBDEVFS_RELEASEINTERFACE ||
                          request == USBDEVFS_GET_CAPABILITIES || request == USBDEVFS_SETINTERFACE ||
                          request == USBDEVFS_CLEAR_HALT;
    const int failure = request == USBDEVFS_GETDRIVER ? ENODATA : is_known ? 0 : ENOTTY;
    umockdev_ioctl_client_complete(client, failure == 0 ? 0 : -1, failure);
    return TRUE;
}

}  // namespace limner::test
