#include "usb_link.h"

#include <libusb.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace limner::uru4000 {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t register_request = 0x04, read_vendor = 0xc0, write_vendor = 0x40;
constexpr auto control_limit = 400ms, retire_limit = 500ms, longest_nap = 50ms;

/// libusb's words for it.
std::string words_of(int status) {
    switch (status) {
        case LIBUSB_TRANSFER_TIMED_OUT: return "timed out";
        case LIBUSB_TRANSFER_CANCELLED: return "cancelled";
        case LIBUSB_TRANSFER_STALL: return "endpoint stalled";
        case LIBUSB_TRANSFER_NO_DEVICE: return "no device";
        case LIBUSB_TRANSFER_OVERFLOW: return "more bytes than asked for";
        default: return "transfer error";
    }
}

Error open_error(int code, const UsbReader& reader) {
    std::string text = reader.id + " (" + std::string(reader.model.name) + "): " + libusb_strerror(code);
    switch (code) {
        case LIBUSB_ERROR_NO_DEVICE:
        case LIBUSB_ERROR_NOT_FOUND: return {ErrorCode::device_missing, text};
        case LIBUSB_ERROR_ACCESS:
            return {ErrorCode::access_denied, text + "; is the udev rule installed, is the user in group limner?"};
        case LIBUSB_ERROR_BUSY: return {ErrorCode::device_busy, text + ": another program uses it"};
        default: return {ErrorCode::device_fault, text};
    }
}

}  // namespace

/// One libusb transfer with its memory. Nobody moves it: libusb holds its address while it is pending.
struct UsbLink::Transfer {
    explicit Transfer(UsbLink& of, std::size_t bytes) : link(of), raw(libusb_alloc_transfer(0)), memory(bytes) {}
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer() { libusb_free_transfer(raw); }

    unsigned char* data() { return reinterpret_cast<unsigned char*>(memory.data()); }
    static void LIBUSB_CALL on_done(libusb_transfer* raw) {
        auto& self = *static_cast<Transfer*>(raw->user_data);
        self.is_pending = false;
        self.is_done = true;
        auto& link = self.link;
        bool is_packet = &self == link.interrupt_.get() && raw->status == LIBUSB_TRANSFER_COMPLETED;
        if (!is_packet) return;
        auto count = static_cast<std::ptrdiff_t>(raw->actual_length);
        link.packets_.emplace_back(self.memory.begin(), self.memory.begin() + count);
        if (link.is_listening_ && libusb_submit_transfer(raw) == 0) {
            self.is_pending = true;
            self.is_done = false;
        }
    }

    UsbLink& link;
    libusb_transfer* raw;
    std::vector<std::byte> memory;
    bool is_pending = false;
    bool is_done = false;
};

UsbLink::UsbLink(const UsbReader& reader, std::function<bool()> is_cancelled)
    : reader_(reader), is_cancelled_(std::move(is_cancelled)) {}

Result<std::unique_ptr<UsbLink>> UsbLink::open(const UsbReader& reader, std::function<bool()> is_cancelled) {
    std::unique_ptr<UsbLink> link(new UsbLink(reader, std::move(is_cancelled)));
    if (auto connected = link->connect(); !connected) return connected.error();
    return link;
}

Result<void> UsbLink::connect() {
    if (int code = libusb_init(&context_); code != 0) {
        context_ = nullptr;
        return Error{ErrorCode::invalid_setup, std::string("libusb: ") + libusb_strerror(code)};
    }
    libusb_device** devices = nullptr;
    auto count = libusb_get_device_list(context_, &devices);
    int code = LIBUSB_ERROR_NOT_FOUND;
    for (ssize_t i = 0; i < count; ++i)
        if (libusb_get_bus_number(devices[i]) == reader_.bus &&
            libusb_get_device_address(devices[i]) == reader_.address)
            code = libusb_open(devices[i], &handle_);
    if (count >= 0) libusb_free_device_list(devices, 1);
    if (code != 0) {
        handle_ = nullptr;
        return open_error(code, reader_);
    }
    if (code = libusb_claim_interface(handle_, 0); code != 0) return open_error(code, reader_);
    return {};
}

UsbLink::~UsbLink() {
    stop_listening();
    drop_capture();
    if (handle_) {
        libusb_release_interface(handle_, 0);
        libusb_close(handle_);
    }
    if (context_) libusb_exit(context_);
}

void UsbLink::handle_events(Clock::time_point deadline) {
    auto left = std::chrono::duration_cast<std::chrono::microseconds>(deadline - Clock::now());
    left = std::clamp<std::chrono::microseconds>(left, 0us, longest_nap);
    timeval span{0, static_cast<suseconds_t>(left.count())};
    libusb_handle_events_timeout_completed(context_, &span, nullptr);
}

void UsbLink::wait(Clock::time_point deadline, const std::function<bool()>& is_enough) {
    do {
        if (is_enough() || is_cancelled_()) return;
        handle_events(deadline);
    } while (Clock::now() < deadline);
}

void UsbLink::wake() noexcept { libusb_interrupt_event_handler(context_); }

Result<void> UsbLink::submit(Transfer& transfer) {
    transfer.is_done = false;
    int code = libusb_submit_transfer(transfer.raw);
    transfer.is_pending = code == 0;
    if (code == 0) return {};
    int status = code == LIBUSB_ERROR_NO_DEVICE ? LIBUSB_TRANSFER_NO_DEVICE : LIBUSB_TRANSFER_ERROR;
    return failed(status, std::string("submit: ") + libusb_strerror(code));
}

/// Ends a transfer that may be pending. One whose end the kernel does not tell would be written to for ever: its memory
/// is given up.
void UsbLink::retire(Transfer& transfer) {
    if (!transfer.is_pending) return;
    libusb_cancel_transfer(transfer.raw);
    auto deadline = Clock::now() + retire_limit;
    while (transfer.is_pending && Clock::now() < deadline) handle_events(deadline);
}

Error UsbLink::failed(int status, const std::string& what) {
    std::string text = reader_.id + ": " + what + ": " + words_of(status);
    if (status == LIBUSB_TRANSFER_NO_DEVICE || !reader_.is_plugged_in()) return {ErrorCode::device_lost, text};
    if (status == LIBUSB_TRANSFER_TIMED_OUT) return {ErrorCode::device_stalled, text};
    // The first error of an unplugged device comes before the kernel has noticed: whether it answers tells.
    if (status == LIBUSB_TRANSFER_ERROR && !still_answers()) return {ErrorCode::device_lost, text};
    return {ErrorCode::device_fault, text};
}

bool UsbLink::still_answers() {
    if (is_probing_) return false;
    is_probing_ = true;
    bool answers = read_register(registers::status, 1).has_value();
    is_probing_ = false;
    return answers;
}

Result<std::vector<std::byte>> UsbLink::control(std::uint8_t type, std::uint16_t number, std::span<const std::byte> out,
                                                std::uint16_t count) {
    auto transfer = std::make_unique<Transfer>(*this, LIBUSB_CONTROL_SETUP_SIZE + count);
    libusb_fill_control_setup(transfer->data(), type, register_request, number, 0, count);
    std::ranges::copy(out, transfer->memory.begin() + LIBUSB_CONTROL_SETUP_SIZE);
    libusb_fill_control_transfer(transfer->raw, handle_, transfer->data(), Transfer::on_done, transfer.get(), 0);
    if (auto sent = submit(*transfer); !sent) return sent.error();
    wait(Clock::now() + control_limit, [&] { return !transfer->is_pending; });
    const bool is_in_time = transfer->is_done;
    retire(*transfer);
    std::string what = "register " + std::to_string(number);
    if (transfer->is_pending) (void)transfer.release();
    if (!is_in_time && is_cancelled_()) return Error{ErrorCode::cancelled, what + ": cancelled"};
    if (!is_in_time) return failed(LIBUSB_TRANSFER_TIMED_OUT, what);
    if (transfer->raw->status != LIBUSB_TRANSFER_COMPLETED) return failed(transfer->raw->status, what);
    if (transfer->raw->actual_length != count)
        return Error{ErrorCode::device_fault, reader_.id + ": " + what + ": answered by " +
                                                  std::to_string(transfer->raw->actual_length) + " of " +
                                                  std::to_string(count) + " bytes"};
    return std::vector<std::byte>(transfer->memory.begin() + LIBUSB_CONTROL_SETUP_SIZE, transfer->memory.end());
}

Result<std::vector<std::byte>> UsbLink::read_register(std::uint16_t number, std::uint16_t count) {
    return control(read_vendor, number, {}, count);
}

Result<void> UsbLink::write_register(std::uint16_t number, std::span<const std::byte> bytes) {
    auto done = control(write_vendor, number, bytes, static_cast<std::uint16_t>(bytes.size()));
    return done ? Result<void>{} : done.error();
}

Result<void> UsbLink::listen() {
    if (interrupt_ && interrupt_->is_pending) return {};
    interrupt_ = std::make_unique<Transfer>(*this, interrupt_bytes);
    libusb_fill_interrupt_transfer(interrupt_->raw, handle_, interrupt_endpoint, interrupt_->data(),
                                   static_cast<int>(interrupt_bytes), Transfer::on_done, interrupt_.get(), 0);
    packets_.clear();
    is_listening_ = true;
    return submit(*interrupt_);
}

void UsbLink::stop_listening() {
    is_listening_ = false;
    if (!interrupt_) return;
    retire(*interrupt_);
    if (interrupt_->is_pending) (void)interrupt_.release();
    interrupt_.reset();
}

bool UsbLink::has_interrupts() const { return !packets_.empty() || (interrupt_ && interrupt_->is_done); }

Result<std::vector<std::vector<std::byte>>> UsbLink::take_interrupts() {
    if (packets_.empty() && interrupt_ && interrupt_->is_done)
        return failed(interrupt_->raw->status, "interrupt endpoint");
    return std::exchange(packets_, {});
}

Result<void> UsbLink::arm_capture() {
    drop_capture();
    bulk_ = std::make_unique<Transfer>(*this, transfer_bytes);
    libusb_fill_bulk_transfer(bulk_->raw, handle_, bulk_endpoint, bulk_->data(), static_cast<int>(transfer_bytes),
                              Transfer::on_done, bulk_.get(), 0);
    return submit(*bulk_);
}

void UsbLink::drop_capture() {
    if (!bulk_) return;
    retire(*bulk_);
    if (bulk_->is_pending) (void)bulk_.release();
    bulk_.reset();
}

bool UsbLink::is_capture_over() const { return bulk_ && bulk_->is_done; }

Result<std::vector<std::byte>> UsbLink::take_capture() {
    auto transfer = std::exchange(bulk_, nullptr);
    const int status = transfer->raw->status;
    if (status == LIBUSB_TRANSFER_STALL) libusb_clear_halt(handle_, bulk_endpoint);
    if (status != LIBUSB_TRANSFER_COMPLETED) return failed(status, "image endpoint");
    transfer->memory.resize(static_cast<std::size_t>(transfer->raw->actual_length));
    return std::move(transfer->memory);
}

}  // namespace limner::uru4000
