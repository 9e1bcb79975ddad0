#include "simulated_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

namespace limner::test {

using namespace uru4000;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t device_key = 0x1badf00d;
constexpr int lines_sent = image_height - 1;  // as the recorded readers do, one line is left out
constexpr auto image_takes = 3ms;

constexpr const char* descriptors =
    "1201000200000040BA050A000301010203010902200001010080640904000002FFFFFF000705810340000807058202400000";

}  // namespace

SimulatedReader::SimulatedReader(UMockdevTestbed* bed, int port, const std::string& serial)
    : bed_(bed), port_(port), serial_(serial), handler_(umockdev_ioctl_base_new()) {
    g_signal_connect(handler_, "handle-ioctl", G_CALLBACK(on_ioctl), this);
    g_signal_connect(handler_, "client-vanished", G_CALLBACK(on_closed), this);
    plug_in();
}

SimulatedReader::~SimulatedReader() {
    forget();
    g_object_unref(handler_);
}

void SimulatedReader::plug_in() {
    {
        std::lock_guard lock(mutex_);
        is_gone_ = false;
        ++address_;
        claimed_by_ = nullptr;
        status_ = 0x01;
        mode_ = 0x70;
    }
    const int address = port_ * 20 + address_;
    const std::string name = "1-" + std::to_string(port_);
    const std::string three = std::to_string(1000 + address).substr(1);
    const std::string node = "bus/usb/001/" + three;
    path_ = "/sys/devices/pci0000:00/usb1/" + name;
    const std::string text =
        "P: /devices/pci0000:00/usb1/" + name + "\nN: " + node + "=" + descriptors + "\nE: DEVNAME=/dev/" + node +
        "\nE: DEVTYPE=usb_device\nE: BUSNUM=001\nE: DEVNUM=" + three +
        "\nE: SUBSYSTEM=usb\nA: busnum=1\\n\nA: devnum=" + std::to_string(address) +
        "\\n\nA: idVendor=05ba\\n\nA: idProduct=000a\\n\nA: bConfigurationValue=1\\n\nA: speed=12\\n\n" +
        (serial_.empty() ? "" : "A: serial={" + serial_ + "}\\n\n") + "H: descriptors=" + descriptors + "\n";
    GError* error = nullptr;
    umockdev_testbed_add_from_string(bed_, text.c_str(), &error);
    if (error) g_error("testbed: %s", error->message);
    umockdev_testbed_attach_ioctl(bed_, ("/dev/" + node).c_str(), handler_, &error);
    if (error) g_error("testbed: %s", error->message);
}

void SimulatedReader::unplug() {
    std::lock_guard lock(mutex_);
    is_gone_ = true;
}

void SimulatedReader::forget() {
    unplug();
    if (!path_.empty()) umockdev_testbed_remove_device(bed_, path_.c_str());
    path_.clear();
}

int SimulatedReader::opened() const {
    std::lock_guard lock(mutex_);
    return opened_;
}

void SimulatedReader::place(Lines print) {
    std::lock_guard lock(mutex_);
    print_ = std::move(print);
    if (mode_ == static_cast<std::uint8_t>(Mode::await_finger)) send(0x01, 0x01);
}

void SimulatedReader::lift() {
    std::lock_guard lock(mutex_);
    print_.clear();
    if (mode_ == static_cast<std::uint8_t>(Mode::await_lift)) send(0x02, 0x00);
}

void SimulatedReader::fail_by(Fault fault) {
    std::lock_guard lock(mutex_);
    fault_ = fault;
}

void SimulatedReader::interrupt(std::uint8_t first, std::uint8_t second) {
    std::lock_guard lock(mutex_);
    send(first, second);
}

void SimulatedReader::send(std::uint8_t first, std::uint8_t second) {
    std::vector<std::byte> packet(interrupt_bytes);
    packet[0] = std::byte{first};
    packet[1] = std::byte{second};
    interrupts_.push_back(std::move(packet));
}

gboolean SimulatedReader::on_ioctl(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer self) {
    return static_cast<SimulatedReader*>(self)->answer(client);
}

void SimulatedReader::on_closed(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer context) {
    auto* self = static_cast<SimulatedReader*>(context);
    std::lock_guard lock(self->mutex_);
    self->release(client);
}

/// The kernel ends the transfers of whoever closes the device.
void SimulatedReader::release(UMockdevIoctlClient* client) {
    if (claimed_by_ != client) return;
    claimed_by_ = nullptr;
    interrupts_.clear();
    pending_.clear();
    discarded_.clear();
    has_image_ = false;
}

gboolean SimulatedReader::answer(UMockdevIoctlClient* client) {
    std::lock_guard lock(mutex_);
    const auto request = umockdev_ioctl_client_get_request(client);
    auto* argument = umockdev_ioctl_client_get_arg(client);
    auto* data = umockdev_ioctl_data_resolve(argument, 0, (request >> _IOC_SIZESHIFT) & _IOC_SIZEMASK, nullptr);
    auto done = [&](int code) {
        umockdev_ioctl_client_complete(client, code == 0 ? 0 : -1, code);
        return TRUE;
    };
    const bool is_reap = request == USBDEVFS_REAPURB || request == USBDEVFS_REAPURBNDELAY;
    if (is_gone_ && !(is_reap && !pending_.empty())) return done(ENODEV);
    switch (request) {
        case USBDEVFS_CLAIMINTERFACE:
            if (claimed_by_ && claimed_by_ != client) return done(EBUSY);
            claimed_by_ = client;
            ++opened_;
            return done(0);
        case USBDEVFS_RELEASEINTERFACE: release(client); return done(0);
        case USBDEVFS_CLEAR_HALT:
        case USBDEVFS_RESETEP: return done(0);
        case USBDEVFS_GET_CAPABILITIES: {
            std::uint32_t able = USBDEVFS_CAP_NO_PACKET_SIZE_LIM;
            umockdev_ioctl_data_update(data, 0, reinterpret_cast<guint8*>(&able), sizeof able);
            return done(0);
        }
        case USBDEVFS_SUBMITURB: submit(client, data); return TRUE;
        case USBDEVFS_DISCARDURB: return done(discard(client) ? 0 : EINVAL);
        case USBDEVFS_REAPURB:
        case USBDEVFS_REAPURBNDELAY: return done(reap(data) ? 0 : is_gone_ ? ENODEV : EAGAIN);
        default: return done(ENOTTY);
    }
}

void SimulatedReader::submit(UMockdevIoctlClient* client, UMockdevIoctlData* data) {
    usbdevfs_urb urb{};
    std::memcpy(&urb, data->data, sizeof urb);
    auto* buffer = umockdev_ioctl_data_resolve(data, offsetof(usbdevfs_urb, buffer),
                                               static_cast<gsize>(urb.buffer_length), nullptr);
    pending_.push_back({data, buffer, urb.type, urb.buffer_length});
    umockdev_ioctl_client_complete(client, 0, 0);
}

bool SimulatedReader::discard(UMockdevIoctlClient* client) {
    gulong address = 0;
    std::memcpy(&address, umockdev_ioctl_client_get_arg(client)->data, sizeof address);
    auto found = std::ranges::find_if(pending_, [&](const Urb& one) { return one.data->client_addr == address; });
    if (found == pending_.end()) return false;
    discarded_.push_back(*found);
    pending_.erase(found);
    return true;
}

bool SimulatedReader::finish(Urb& urb, int status, const std::vector<std::byte>& bytes, UMockdevIoctlData* data) {
    int count = static_cast<int>(bytes.size());
    const int shift = urb.type == USBDEVFS_URB_TYPE_CONTROL ? 8 : 0;
    if (count > 0) {
        auto content = bytes;
        umockdev_ioctl_data_update(urb.buffer, static_cast<gsize>(shift), reinterpret_cast<guint8*>(content.data()),
                                   count);
    }
    umockdev_ioctl_data_update(urb.data, offsetof(usbdevfs_urb, status), reinterpret_cast<guint8*>(&status),
                               sizeof status);
    umockdev_ioctl_data_update(urb.data, offsetof(usbdevfs_urb, actual_length), reinterpret_cast<guint8*>(&count),
                               sizeof count);
    umockdev_ioctl_data_set_ptr(data, 0, urb.data);
    return true;
}

bool SimulatedReader::reap(UMockdevIoctlData* data) {
    if (!discarded_.empty()) {
        Urb urb = discarded_.front();
        discarded_.erase(discarded_.begin());
        return finish(urb, -ENOENT, {}, data);
    }
    for (auto at = pending_.begin(); at != pending_.end(); ++at) {
        Urb urb = *at;
        if (is_gone_) {
            pending_.erase(at);
            return finish(urb, -ESHUTDOWN, {}, data);
        }
        const bool is_control = urb.type == USBDEVFS_URB_TYPE_CONTROL;
        const bool is_packet = urb.type == USBDEVFS_URB_TYPE_INTERRUPT && !interrupts_.empty();
        const bool is_image =
            urb.type == USBDEVFS_URB_TYPE_BULK && has_image_ && std::chrono::steady_clock::now() > image_at_;
        if (is_control && fault_ == Fault::dead_registers) continue;
        if (!is_control && !is_packet && !is_image) continue;
        if (is_image && fault_ == Fault::unplug_in_image) {
            is_gone_ = true;
            return false;
        }
        pending_.erase(at);
        if (is_control) return answer_control(urb, data);
        if (is_packet) {
            auto packet = interrupts_.front();
            interrupts_.pop_front();
            return finish(urb, 0, packet, data);
        }
        has_image_ = false;
        const Fault fault = fault_;
        if (fault != Fault::wrong_key) fault_ = Fault::none;
        auto bytes = image();
        if (fault == Fault::stall) return finish(urb, -EPIPE, {}, data);
        if (fault == Fault::transfer_error) return finish(urb, -EPROTO, {}, data);
        if (fault == Fault::short_read) bytes.resize(bytes.size() / 3);
        return finish(urb, 0, bytes, data);
    }
    return false;
}

bool SimulatedReader::answer_control(Urb& urb, UMockdevIoctlData* data) {
    const auto* setup = urb.buffer->data;
    const int number = setup[2] | setup[3] << 8;
    const auto count = static_cast<std::size_t>(setup[6] | setup[7] << 8);
    if ((setup[0] & 0x80) != 0) return finish(urb, 0, register_content(number, count), data);
    const auto* first = reinterpret_cast<const std::byte*>(setup + 8);
    write(number, {first, first + count});
    int status = 0, length = static_cast<int>(count);
    umockdev_ioctl_data_update(urb.data, offsetof(usbdevfs_urb, status), reinterpret_cast<guint8*>(&status),
                               sizeof status);
    umockdev_ioctl_data_update(urb.data, offsetof(usbdevfs_urb, actual_length), reinterpret_cast<guint8*>(&length),
                               sizeof length);
    umockdev_ioctl_data_set_ptr(data, 0, urb.data);
    return true;
}

std::vector<std::byte> SimulatedReader::register_content(int number, std::size_t count) const {
    std::vector<std::byte> bytes(count);
    if (number == registers::status) bytes[0] = std::byte{status_};
    if (number != registers::scramble_key) return bytes;
    const std::uint32_t told = (fault_ == Fault::wrong_key ? device_key ^ 0x5a5a5a5au : device_key) ^ seed_;
    for (unsigned i = 0; i < 4 && i < count; ++i) bytes[i] = static_cast<std::byte>(told >> (8 * i));
    return bytes;
}

void SimulatedReader::write(int number, const std::vector<std::byte>& bytes) {
    if (number == registers::status) {
        const auto old = std::exchange(status_, std::to_integer<std::uint8_t>(bytes[0]));
        if ((old & status_low_power) != 0 && (status_ & status_low_power) == 0) send(0x56, 0xaa);
    }
    if (number == registers::scramble_index) std::memcpy(&seed_, bytes.data() + 1, sizeof seed_);
    if (number != registers::mode) return;
    mode_ = std::to_integer<std::uint8_t>(bytes[0]);
    if (mode_ == static_cast<std::uint8_t>(Mode::await_finger) && !print_.empty()) send(0x01, 0x01);
    if (mode_ == static_cast<std::uint8_t>(Mode::await_lift) && print_.empty()) send(0x02, 0x00);
    if (mode_ != static_cast<std::uint8_t>(Mode::capture)) return;
    has_image_ = true;
    image_at_ = std::chrono::steady_clock::now() + image_takes;
}

std::vector<std::byte> SimulatedReader::image() const {
    std::vector<std::byte> bytes(header_bytes + std::size_t{image_width} * lines_sent, std::byte{0});
    bytes[4] = static_cast<std::byte>(lines_sent & 0xff);
    bytes[5] = static_cast<std::byte>(lines_sent >> 8);
    constexpr std::uint8_t blocks[][2] = {{0x02, 100}, {0x01, 1}, {0x02, 189}};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 2; ++j) bytes[16 + 2 * i + j] = std::byte{blocks[i][j]};
    auto print = print_;
    print.resize(std::size_t{image_width} * image_height, std::byte{0});
    // The reader leaves out its 101st line.
    auto to = std::copy_n(print.begin(), 100 * image_width, bytes.begin() + header_bytes);
    std::copy_n(print.begin() + 101 * image_width, 189 * image_width, to);
    auto lines = std::span(bytes).subspan(header_bytes);
    auto key = scramble(lines.first(std::size_t{100} * image_width), device_key);
    for (int i = 0; i < image_width; ++i) key = scramble(lines.first(1), key);  // the absent line uses its share up
    scramble(lines.subspan(std::size_t{100} * image_width), key);
    return bytes;
}

}  // namespace limner::test
