#pragma once

#include "uru4000_protocol.h"

#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>
#include <umockdev.h>

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace limner::test {

/// A U.are.U 4000B below libusb: answers the kernel's USB calls of any process that runs under umockdev.
class SimulatedReader {
public:
    using Lines = std::vector<std::byte>;  ///< image_width x image_height, as the sensor sees it.

    enum class Fault { none, stall, short_read, transfer_error, wrong_key, dead_registers, unplug_in_image };

    SimulatedReader(UMockdevTestbed* bed, int port, const std::string& serial);
    SimulatedReader(const SimulatedReader&) = delete;
    SimulatedReader& operator=(const SimulatedReader&) = delete;
    ~SimulatedReader();

    void place(Lines print);
    void lift();
    /// The next image, or all register traffic, goes wrong.
    void fail_by(Fault fault);
    /// Sends an interrupt of its own accord.
    void interrupt(std::uint8_t first, std::uint8_t second);
    /// As the kernel does it: pending transfers end, new ones are refused.
    void unplug();
    /// The system forgets it, too. umockdev wants it closed by then.
    void forget();
    /// Comes back at its port, as the kernel does it: under a new address.
    void plug_in();

    int opened() const;

private:
    struct Urb {
        UMockdevIoctlData* data;
        UMockdevIoctlData* buffer;
        unsigned char type;
        int size;
    };

    static gboolean on_ioctl(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer self);
    static void on_closed(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer self);
    void release(UMockdevIoctlClient* client);
    gboolean answer(UMockdevIoctlClient* client);
    void submit(UMockdevIoctlClient* client, UMockdevIoctlData* data);
    bool discard(UMockdevIoctlClient* client);
    bool reap(UMockdevIoctlData* data);
    bool finish(Urb& urb, int status, const std::vector<std::byte>& bytes, UMockdevIoctlData* data);
    bool answer_control(Urb& urb, UMockdevIoctlData* data);
    std::vector<std::byte> register_content(int number, std::size_t count) const;
    void write(int number, const std::vector<std::byte>& bytes);
    void send(std::uint8_t first, std::uint8_t second);
    std::vector<std::byte> image() const;

    UMockdevTestbed* bed_;
    const int port_;
    const std::string serial_;
    std::string path_{};
    UMockdevIoctlBase* handler_ = nullptr;
    mutable std::mutex mutex_;
    int address_ = 1;
    int opened_ = 0;
    UMockdevIoctlClient* claimed_by_ = nullptr;  ///< Who has the interface, one at a time.
    bool is_gone_ = false;
    Fault fault_ = Fault::none;
    std::uint8_t status_ = 0x01, mode_ = 0x70;
    std::uint32_t seed_ = 0;
    Lines print_{};
    std::chrono::steady_clock::time_point image_at_{};
    bool has_image_ = false;
    std::deque<std::vector<std::byte>> interrupts_{};
    std::vector<Urb> pending_{}, discarded_{};
};

}  // namespace limner::test
