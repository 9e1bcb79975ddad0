#pragma once

// The bridge from a C++ driver class to the C ABI; included by driver.h, of no use by itself.

#include <algorithm>
#include <cstring>
#include <exception>
#include <type_traits>

namespace limner::driver::detail {

/// Writes no further than `to` is long.
inline std::int32_t failed(limner_error_v1* to, const Error& error) noexcept {
    constexpr std::size_t head = offsetof(limner_error_v1, message);
    if (to && to->struct_size > head) {
        auto room = std::min<std::size_t>(to->struct_size, sizeof *to) - head;
        auto count = error.message.copy(to->message, room - 1);
        to->message[count] = '\0';
    }
    return static_cast<std::int32_t>(error.code);
}

inline std::int32_t null_argument(limner_error_v1* error) noexcept {
    try {
        return failed(error, Error{ErrorCode::invalid_argument, "a pointer is NULL"});
    } catch (...) {
        return static_cast<std::int32_t>(ErrorCode::invalid_argument);
    }
}

/// Runs a call so that no exception leaves the module.
template <typename Call>
std::int32_t guarded(limner_error_v1* error, Call call) noexcept {
    try {
        auto result = call();
        return result ? 0 : failed(error, result.error());
    } catch (const std::exception& thrown) {
        try {
            return failed(error, Error{ErrorCode::internal, std::string("the driver threw: ") + thrown.what()});
        } catch (...) {
            return static_cast<std::int32_t>(ErrorCode::internal);
        }
    } catch (...) {
        return static_cast<std::int32_t>(ErrorCode::internal);
    }
}

inline Device& self(limner_device_v1* device) { return *reinterpret_cast<Device*>(device); }

template <typename Driver>
Driver& driver_of(limner_instance_v1* instance) {
    return *reinterpret_cast<Driver*>(instance);
}

template <typename Driver>
std::int32_t initialise(const limner_services_v1* services, limner_instance_v1** out, limner_error_v1* error) noexcept {
    if (!services || !out) return null_argument(error);
    return guarded(error, [&]() -> Result<void> {
        auto driver = std::make_unique<Driver>();
        if constexpr (requires { driver->initialise(Services(services)); }) {
            Result<void> ready = driver->initialise(Services(services));
            if (!ready) return ready;
        }
        *out = reinterpret_cast<limner_instance_v1*>(driver.release());
        return {};
    });
}

template <typename Driver>
void shutdown(limner_instance_v1* instance) noexcept {
    if (instance) delete &driver_of<Driver>(instance);
}

inline void emit_listing(limner_emit_listing_fn emit, void* to, const Listing& listing) {
    limner_listing_v1 raw{};
    raw.struct_size = sizeof raw;
    raw.device_class = static_cast<std::int32_t>(listing.device_class);
    raw.id = listing.id.c_str();
    raw.name = listing.name.c_str();
    raw.serial = listing.serial.empty() ? nullptr : listing.serial.c_str();
    emit(to, &raw);
}

template <typename Driver>
std::int32_t enumerate(limner_instance_v1* instance, limner_emit_listing_fn emit, void* to,
                       limner_error_v1* error) noexcept {
    if (!instance || !emit) return null_argument(error);
    return guarded(error, [&]() -> Result<void> {
        Result<std::vector<Listing>> found = driver_of<Driver>(instance).enumerate();
        if (!found) return found.error();
        for (const Listing& one : *found) emit_listing(emit, to, one);
        return {};
    });
}

template <typename Driver>
std::int32_t open(limner_instance_v1* instance, const char* id, limner_device_v1** out,
                  limner_error_v1* error) noexcept {
    if (!instance || !id || !out) return null_argument(error);
    return guarded(error, [&]() -> Result<void> {
        Result<std::unique_ptr<Device>> device = driver_of<Driver>(instance).open(id);
        if (!device) return device.error();
        *out = reinterpret_cast<limner_device_v1*>(device->release());
        return {};
    });
}

inline std::int32_t options(limner_device_v1* device, limner_emit_option_fn emit, void* to,
                            limner_error_v1* error) noexcept {
    if (!device || !emit) return null_argument(error);
    return guarded(error, [&]() -> Result<void> {
        for (const Option& option : self(device).options()) emit_option(emit, to, option);
        return {};
    });
}

inline void close(limner_device_v1* device) noexcept {
    if (device) delete &self(device);
}

inline std::int32_t set_option(limner_device_v1* device, const char* name, const limner_value_v1* value,
                               limner_error_v1* error) noexcept {
    if (!device || !name || !value) return null_argument(error);
    return guarded(error, [&] { return self(device).set_option(name, from_abi(*value)); });
}

inline std::int32_t start(limner_device_v1* device, const limner_start_v1* wanted, limner_error_v1* error) noexcept {
    if (!device || !wanted) return null_argument(error);
    return guarded(error, [&] {
        return self(device).start({static_cast<Purpose>(wanted->purpose), wanted->width, wanted->height});
    });
}

inline std::int32_t grab(limner_device_v1* device, std::uint64_t slice_ms, limner_frame_v1* out,
                         limner_error_v1* error) noexcept {
    if (!device || !out) return null_argument(error);
    return guarded(error, [&]() -> Result<void> {
        Result<FrameView> frame = self(device).grab(std::chrono::milliseconds(slice_ms));
        if (!frame) return frame.error();
        fill(out, *frame);
        return {};
    });
}

inline std::int32_t stop(limner_device_v1* device, limner_error_v1* error) noexcept {
    if (!device) return null_argument(error);
    return guarded(error, [&] { return self(device).stop(); });
}

inline void cancel(limner_device_v1* device) noexcept {
    if (device) self(device).cancel();
}

template <typename Driver>
const limner_driver_v1* table() {
    static const limner_driver_v1 instance{
        .struct_size = sizeof(limner_driver_v1),
        .abi_major = LIMNER_DRIVER_ABI_MAJOR,
        .name = Driver::name,
        .version = Driver::version,
        .initialise = initialise<Driver>,
        .shutdown = shutdown<Driver>,
        .enumerate = enumerate<Driver>,
        .open = open<Driver>,
        .close = close,
        .options = options,
        .set_option = set_option,
        .start = start,
        .stop = stop,
        .grab = grab,
        .cancel = cancel,
    };
    return &instance;
}

}  // namespace limner::driver::detail
