#include "usb_reader.h"

#include <fcntl.h>
#include <linux/usb/functionfs.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

namespace limner::vm {
namespace {

namespace fs = std::filesystem;

Error refused(const std::string& what) {
    return {ErrorCode::internal, what + ": " + std::generic_category().message(errno)};
}

bool write_text(const fs::path& file, const std::string& text) {
    std::ofstream out(file);
    out << text << std::flush;
    return out.good();
}

struct Endpoints {
    usb_interface_descriptor interface;
    usb_endpoint_descriptor_no_audio interrupt, first_unused, second_unused, bulk;
} __attribute__((packed));

struct Descriptors {
    usb_functionfs_descs_head_v2 head;
    __le32 full_speed_count, high_speed_count;
    Endpoints full_speed, high_speed;
} __attribute__((packed));

struct Strings {
    usb_functionfs_strings_head head;
} __attribute__((packed));

Endpoints endpoints(std::uint16_t bulk_packet, std::uint8_t interval) {
    Endpoints all{};
    all.interface = {.bLength = sizeof all.interface,
                     .bDescriptorType = USB_DT_INTERFACE,
                     .bNumEndpoints = 4,
                     .bInterfaceClass = USB_CLASS_VENDOR_SPEC,
                     .bInterfaceSubClass = 0xff,
                     .bInterfaceProtocol = 0xff};
    all.interrupt = {.bLength = sizeof all.interrupt,
                     .bDescriptorType = USB_DT_ENDPOINT,
                     .bEndpointAddress = uru4000::interrupt_endpoint,
                     .bmAttributes = USB_ENDPOINT_XFER_INT,
                     .wMaxPacketSize = uru4000::interrupt_bytes,
                     .bInterval = interval};
    all.bulk = {.bLength = sizeof all.bulk,
                .bDescriptorType = USB_DT_ENDPOINT,
                .bEndpointAddress = uru4000::bulk_endpoint,
                .bmAttributes = USB_ENDPOINT_XFER_BULK,
                .wMaxPacketSize = bulk_packet};
    // The dummy controller hands its endpoints out in its own order: 1, 6, 11, 2. Only so each gets the address that
    // the driver knows.
    all.first_unused = all.second_unused = all.bulk;
    all.first_unused.bEndpointAddress = USB_DIR_IN | 6;
    all.second_unused.bEndpointAddress = USB_DIR_IN | 11;
    return all;
}

/// Sends what `next` gives for as long as the process lives; a write waits until the host reads or the plug is out.
template <typename Next>
void feed(int endpoint, Next next) {
    for (;;) {
        auto bytes = next();
        if (bytes) (void)!::write(endpoint, bytes->data(), bytes->size());
    }
}

}  // namespace

UsbReader::UsbReader(int port, std::string serial)
    : port_(port),
      serial_(std::move(serial)),
      name_("reader" + std::to_string(port)),
      gadget_("/sys/kernel/config/usb_gadget/" + name_),
      mount_("/tmp/" + name_),
      id_("uru4000/05ba:000a/" + serial_) {}

Result<std::unique_ptr<UsbReader>> UsbReader::make(int port, const std::string& serial) {
    std::unique_ptr<UsbReader> reader(new UsbReader(port, serial));
    if (auto described = reader->describe(); !described) return described.error();
    if (auto opened = reader->open_endpoints(); !opened) return opened.error();
    auto* self = reader.get();
    std::thread([self] { self->serve_control(); }).detach();
    std::thread([self] { feed(self->interrupt_, [self] { return self->model_.next_packet(); }); }).detach();
    std::thread([self] { feed(self->bulk_, [self] { return self->model_.next_image(); }); }).detach();
    return reader;
}

Result<void> UsbReader::describe() {
    std::error_code failure;
    for (const char* folder : {"", "/strings/0x409", "/configs/c.1"}) {
        fs::create_directory(gadget_ + folder, failure);
        if (failure) return Error{ErrorCode::internal, gadget_ + folder + ": " + failure.message()};
    }
    fs::create_directory(gadget_ + "/functions/ffs." + name_, failure);
    if (failure) return Error{ErrorCode::internal, "FunctionFS: " + failure.message()};
    bool is_done = write_text(gadget_ + "/idVendor", "0x05ba") && write_text(gadget_ + "/idProduct", "0x000a") &&
                   write_text(gadget_ + "/strings/0x409/serialnumber", serial_);
    if (!is_done) return Error{ErrorCode::internal, gadget_ + " takes no description"};
    fs::create_directory_symlink(gadget_ + "/functions/ffs." + name_, gadget_ + "/configs/c.1/ffs." + name_, failure);
    if (failure) return Error{ErrorCode::internal, "configuration: " + failure.message()};
    fs::create_directories(mount_);
    if (::mount(name_.c_str(), mount_.c_str(), "functionfs", 0, nullptr) != 0) return refused("mount " + mount_);
    return {};
}

Result<void> UsbReader::open_endpoints() {
    control_ = ::open((mount_ + "/ep0").c_str(), O_RDWR | O_CLOEXEC);
    if (control_ < 0) return refused("ep0");
    Descriptors all{};
    // Requests to the device itself come here too.
    all.head = {FUNCTIONFS_DESCRIPTORS_MAGIC_V2, sizeof all,
                FUNCTIONFS_HAS_FS_DESC | FUNCTIONFS_HAS_HS_DESC | FUNCTIONFS_ALL_CTRL_RECIP};
    all.full_speed_count = all.high_speed_count = 5;
    all.full_speed = endpoints(64, 1);
    all.high_speed = endpoints(512, 4);
    if (::write(control_, &all, sizeof all) < 0) return refused("descriptors");
    Strings none{{FUNCTIONFS_STRINGS_MAGIC, sizeof none, 0, 0}};
    if (::write(control_, &none, sizeof none) < 0) return refused("strings");
    interrupt_ = ::open((mount_ + "/ep1").c_str(), O_RDWR | O_CLOEXEC);
    bulk_ = ::open((mount_ + "/ep4").c_str(), O_RDWR | O_CLOEXEC);
    if (interrupt_ < 0 || bulk_ < 0) return refused("endpoints");
    return {};
}

bool UsbReader::plug_in() {
    model_.reset();
    return write_text(gadget_ + "/UDC", "dummy_udc." + std::to_string(port_));
}

bool UsbReader::unplug() {
    const bool is_done = write_text(gadget_ + "/UDC", "\n");
    model_.reset();
    return is_done;
}

void UsbReader::serve_control() {
    usb_functionfs_event event{};
    for (;;) {
        if (::read(control_, &event, sizeof event) != sizeof event) continue;
        if (event.type == FUNCTIONFS_ENABLE) model_.reset();
        if (event.type == FUNCTIONFS_SETUP) answer(&event.u.setup);
    }
}

void UsbReader::answer(const void* request) {
    usb_ctrlrequest setup{};
    std::memcpy(&setup, request, sizeof setup);
    std::vector<std::byte> bytes(setup.wLength);
    if ((setup.bRequestType & USB_DIR_IN) != 0) {
        bytes = model_.read(setup.wValue, bytes.size());
        (void)!::write(control_, bytes.data(), bytes.size());
        return;
    }
    const auto count = ::read(control_, bytes.data(), bytes.size());
    if (count == static_cast<ssize_t>(bytes.size())) model_.write(setup.wValue, bytes);
}

}  // namespace limner::vm
