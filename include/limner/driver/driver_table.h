#pragma once

// The bridge from a C++ driver class to the C ABI; included by driver.h, of no use by itself.

#include <algorithm>
#include <cstring>
#include <exception>
#include <type_traits>

namespace limner::driver::detail {

inline std::int32_t failed(limner_error_v0* to, const Error& error) noexcept {
    if (to) {
        auto count = error.message.copy(to->message, sizeof to->message - 1);
        to->message[count] = '\0';
    }
    return static_cast<std::int32_t>(error.code);
}

/// Runs a call so that no exception leaves the module.
template <typename Call>
std::int32_t guarded(limner_error_v0* error, Call call) noexcept {
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

inline Device& self(limner_device_v0* device) { return *reinterpret_cast<Device*>(device); }

inline limner_value_v0 to_abi(const Value& value) {
    limner_value_v0 raw{};
    raw.struct_size = sizeof raw;
    raw.type = static_cast<std::int32_t>(value.index()) + LIMNER_VALUE_BOOLEAN;
    if (const auto* flag = std::get_if<bool>(&value)) raw.integer = *flag;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) raw.integer = *integer;
    if (const auto* real = std::get_if<double>(&value)) raw.real = *real;
    if (const auto* text = std::get_if<std::string>(&value)) raw.text = text->c_str();
    return raw;
}

inline Value from_abi(const limner_value_v0& raw) {
    switch (raw.type) {
        case LIMNER_VALUE_BOOLEAN: return raw.integer != 0;
        case LIMNER_VALUE_INTEGER: return raw.integer;
        case LIMNER_VALUE_REAL: return raw.real;
        default: return std::string(raw.text ? raw.text : "");
    }
}

inline void emit_option(limner_emit_option_fn emit, void* to, const Option& option) {
    std::vector<const char*> choices;
    choices.reserve(option.choices.size());
    for (const std::string& choice : option.choices) choices.push_back(choice.c_str());
    limner_option_v0 raw{};
    raw.struct_size = sizeof raw;
    raw.flags = (option.is_active ? std::uint32_t{LIMNER_OPTION_ACTIVE} : 0u) |
                (option.is_advanced ? std::uint32_t{LIMNER_OPTION_ADVANCED} : 0u);
    raw.name = option.name.c_str();
    raw.unit = option.unit.c_str();
    raw.value = to_abi(option.value);
    raw.minimum = option.minimum;
    raw.maximum = option.maximum;
    raw.step = option.step;
    raw.choices = choices.empty() ? nullptr : choices.data();
    raw.choice_count = static_cast<std::uint32_t>(choices.size());
    emit(to, &raw);
}

inline limner_frame_v0 to_abi(const FrameView& frame) {
    using std::chrono::duration_cast, std::chrono::nanoseconds;
    limner_frame_v0 raw{};
    raw.outcome = frame.outcome;
    raw.hint = static_cast<std::int32_t>(frame.hint);
    raw.flags = (frame.is_last_band ? std::uint32_t{LIMNER_FRAME_LAST_BAND} : 0u) |
                (frame.is_damaged ? std::uint32_t{LIMNER_FRAME_DAMAGED} : 0u);
    raw.width = frame.width;
    raw.height = frame.height;
    raw.format = static_cast<std::int32_t>(frame.format);
    raw.stride_bytes = frame.stride_bytes;
    raw.pixels = frame.pixels.data();
    raw.valid_bytes = frame.pixels.size();
    raw.sequence = frame.sequence;
    auto exposed = duration_cast<nanoseconds>(frame.exposed_at.time_since_epoch()).count();
    raw.exposed_at_ns = static_cast<std::uint64_t>(exposed);
    raw.ppi_x = frame.ppi_x.value_or(0);
    raw.ppi_y = frame.ppi_y.value_or(0);
    raw.side = frame.side;
    raw.light = frame.light;
    raw.sheet = frame.sheet;
    raw.first_row = frame.first_row;
    raw.total_rows = frame.total_rows;
    raw.progress = frame.progress_0_1;
    return raw;
}

/// Writes no further than the SDK that lent `out` knows the struct.
inline void fill(limner_frame_v0* out, const FrameView& frame) {
    limner_frame_v0 raw = to_abi(frame);
    raw.struct_size = out->struct_size;
    raw.buffer = out->buffer;
    raw.buffer_bytes = out->buffer_bytes;
    std::memcpy(out, &raw, std::min<std::size_t>(out->struct_size, sizeof raw));
}

template <typename Driver>
Driver& driver_of(limner_instance_v0* instance) {
    return *reinterpret_cast<Driver*>(instance);
}

template <typename Driver>
std::int32_t initialise(const limner_services_v0* services, limner_instance_v0** out, limner_error_v0* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
        auto driver = std::make_unique<Driver>();
        if constexpr (requires { driver->initialise(Services(services)); }) {
            Result<void> ready = driver->initialise(Services(services));
            if (!ready) return ready;
        }
        *out = reinterpret_cast<limner_instance_v0*>(driver.release());
        return {};
    });
}

template <typename Driver>
void shutdown(limner_instance_v0* instance) noexcept {
    delete &driver_of<Driver>(instance);
}

inline void emit_listing(limner_emit_listing_fn emit, void* to, const Listing& listing) {
    limner_listing_v0 raw{};
    raw.struct_size = sizeof raw;
    raw.device_class = static_cast<std::int32_t>(listing.device_class);
    raw.id = listing.id.c_str();
    raw.name = listing.name.c_str();
    raw.serial = listing.serial.empty() ? nullptr : listing.serial.c_str();
    emit(to, &raw);
}

template <typename Driver>
std::int32_t enumerate(limner_instance_v0* instance, limner_emit_listing_fn emit, void* to,
                       limner_error_v0* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
        Result<std::vector<Listing>> found = driver_of<Driver>(instance).enumerate();
        if (!found) return found.error();
        for (const Listing& one : *found) emit_listing(emit, to, one);
        return {};
    });
}

template <typename Driver>
std::int32_t open(limner_instance_v0* instance, const char* id, limner_device_v0** out,
                  limner_error_v0* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
        Result<std::unique_ptr<Device>> device = driver_of<Driver>(instance).open(id);
        if (!device) return device.error();
        *out = reinterpret_cast<limner_device_v0*>(device->release());
        return {};
    });
}

inline std::int32_t options(limner_device_v0* device, limner_emit_option_fn emit, void* to,
                            limner_error_v0* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
        for (const Option& option : self(device).options()) emit_option(emit, to, option);
        return {};
    });
}

inline std::int32_t start(limner_device_v0* device, const limner_start_v0* wanted, limner_error_v0* error) noexcept {
    return guarded(error, [&] {
        return self(device).start({static_cast<Purpose>(wanted->purpose), wanted->width, wanted->height});
    });
}

inline std::int32_t grab(limner_device_v0* device, std::uint64_t slice_ms, limner_frame_v0* out,
                         limner_error_v0* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
        Result<FrameView> frame = self(device).grab(std::chrono::milliseconds(slice_ms));
        if (!frame) return frame.error();
        fill(out, *frame);
        return {};
    });
}

template <typename Driver>
const limner_driver_v0* table() {
    static const limner_driver_v0 instance{
        .struct_size = sizeof(limner_driver_v0),
        .abi_major = LIMNER_DRIVER_ABI_MAJOR,
        .name = Driver::name,
        .version = Driver::version,
        .initialise = initialise<Driver>,
        .shutdown = shutdown<Driver>,
        .enumerate = enumerate<Driver>,
        .open = open<Driver>,
        .close = [](limner_device_v0* device) noexcept { delete &self(device); },
        .options = options,
        .set_option =
            [](limner_device_v0* device, const char* name, const limner_value_v0* value,
               limner_error_v0* error) noexcept {
                return guarded(error, [&] { return self(device).set_option(name, from_abi(*value)); });
            },
        .start = start,
        .stop = [](limner_device_v0* device,
                   limner_error_v0* error) noexcept { return guarded(error, [&] { return self(device).stop(); }); },
        .grab = grab,
        .cancel = [](limner_device_v0* device) noexcept { self(device).cancel(); },
    };
    return &instance;
}

}  // namespace limner::driver::detail
