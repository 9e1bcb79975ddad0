#pragma once

#include "usb_readers.h"

#include <limner/base/until.h>

#include <functional>
#include <memory>
#include <optional>

struct libusb_context;
struct libusb_device_handle;
struct libusb_transfer;

namespace limner::uru4000 {

/// The USB traffic of one open reader. One thread calls everything but wake(); events are handled in its calls alone.
class UsbLink {
public:
    /// device_missing, access_denied, device_busy, device_fault.
    static Result<std::unique_ptr<UsbLink>> open(const UsbReader& reader, std::function<bool()> is_cancelled);
    UsbLink(const UsbLink&) = delete;
    UsbLink& operator=(const UsbLink&) = delete;
    ~UsbLink();

    /// Errors of all traffic: device_lost, device_stalled, device_fault, cancelled.
    Result<std::vector<std::byte>> read_register(std::uint16_t number, std::uint16_t count);
    Result<void> write_register(std::uint16_t number, std::span<const std::byte> bytes);

    /// From here on interrupts are received, one after the other.
    Result<void> listen();
    void stop_listening();
    bool has_interrupts() const;
    /// The packets since the last call, oldest first. Ends with the error that ended the listening.
    Result<std::vector<std::vector<std::byte>>> take_interrupts();

    /// Makes ready for one image.
    Result<void> arm_capture();
    void drop_capture();
    bool is_capture_over() const;
    /// What came of it, once it is over.
    Result<std::vector<std::byte>> take_capture();

    /// Handles what happens until `is_enough`, the deadline or a cancel.
    void wait(Clock::time_point deadline, const std::function<bool()>& is_enough);
    /// Lets a waiting thread ask again whether it was cancelled. From any thread.
    void wake() noexcept;

private:
    struct Transfer;

    UsbLink(const UsbReader& reader, std::function<bool()> is_cancelled);

    Result<void> connect();
    Result<std::vector<std::byte>> control(std::uint8_t type, std::uint16_t number, std::span<const std::byte> out,
                                           std::uint16_t count);
    Result<void> submit(Transfer& transfer);
    void retire(Transfer& transfer);
    void handle_events(Clock::time_point deadline);
    Error failed(int status, const std::string& what);
    bool still_answers();

    const UsbReader reader_;
    const std::function<bool()> is_cancelled_;
    libusb_context* context_ = nullptr;
    libusb_device_handle* handle_ = nullptr;
    std::unique_ptr<Transfer> interrupt_{}, bulk_{};
    std::vector<std::vector<std::byte>> packets_{};
    bool is_listening_ = false;
    bool is_probing_ = false;
};

}  // namespace limner::uru4000
