#pragma once

#include <limner/driver/driver.h>
#include <limner/driver/interruption.h>
#include <limner/driver/option_list.h>

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>

/// A camera that keeps every clause of the ABI, written against the plain table, so that a bad driver can be wrong in
/// one way and right in all others. It exposes a grey picture every `period`, whether somebody grabs or not, and is
/// plugged in while the file of its setting `plugged_while` is there (without the setting: always).
namespace limner::test::good {

using Clock = std::chrono::steady_clock;

inline constexpr int width_px = 64, height_px = 48;
inline std::chrono::milliseconds period{20};

struct Instance {
    const limner_services_v1* services;
};

struct Camera {
    const Instance* instance = nullptr;
    driver::Interruption interruption{};
    driver::OptionList options{{
        {.name = "exposure", .unit = "ms", .value = 10.0, .minimum = 1, .maximum = 50},
        {.name = "white_balance", .value = std::string("auto"), .choices = {"auto", "daylight"}},
        {.name = "led", .value = false},
    }};
    std::vector<unsigned char> pixels = std::vector<unsigned char>(width_px * height_px);
    Clock::time_point started_at{};
    std::uint64_t taken = 0;  ///< The tick of the last picture that was delivered.
    bool is_started = false;
};

inline Instance& of(limner_instance_v1* raw) { return *reinterpret_cast<Instance*>(raw); }
inline Camera& of(limner_device_v1* raw) { return *reinterpret_cast<Camera*>(raw); }

inline std::int32_t answer(limner_error_v1* error, ErrorCode code, const char* text) {
    return driver::detail::failed(error, Error(code, text));
}
inline std::int32_t null_argument(limner_error_v1* error) {
    return answer(error, ErrorCode::invalid_argument, "a pointer is NULL");
}

inline bool is_plugged(const Instance& instance) {
    const char* file = instance.services->setting(instance.services->context, "plugged_while");
    return !file || ::access(file, F_OK) == 0;
}

inline std::int32_t initialise(const limner_services_v1* services, limner_instance_v1** out, limner_error_v1* error) {
    if (!services || !out) return null_argument(error);
    *out = reinterpret_cast<limner_instance_v1*>(new Instance{services});
    return 0;
}
inline void shutdown(limner_instance_v1* instance) {
    if (instance) delete &of(instance);
}

/// Set by limner_driver_entry().
inline std::string driver_name;

inline std::int32_t enumerate(limner_instance_v1* instance, limner_emit_listing_fn emit, void* to,
                              limner_error_v1* error) {
    if (!instance || !emit) return null_argument(error);
    if (is_plugged(of(instance)))
        driver::detail::emit_listing(emit, to, {driver_name + "/1", "A camera", driver::DeviceClass::camera});
    return 0;
}

inline std::int32_t open(limner_instance_v1* instance, const char* id, limner_device_v1** out, limner_error_v1* error) {
    if (!instance || !id || !out) return null_argument(error);
    if (id != driver_name + "/1" || !is_plugged(of(instance)))
        return answer(error, ErrorCode::device_missing, "no such camera");
    auto* camera = new Camera;
    camera->instance = &of(instance);
    *out = reinterpret_cast<limner_device_v1*>(camera);
    return 0;
}
inline void close(limner_device_v1* device) {
    if (device) delete &of(device);
}

inline std::int32_t options(limner_device_v1* device, limner_emit_option_fn emit, void* to, limner_error_v1* error) {
    if (!device || !emit) return null_argument(error);
    for (const driver::Option& option : of(device).options.all()) driver::detail::emit_option(emit, to, option);
    return 0;
}
inline std::int32_t set_option(limner_device_v1* device, const char* name, const limner_value_v1* value,
                               limner_error_v1* error) {
    if (!device || !name || !value) return null_argument(error);
    auto set = of(device).options.set(name, driver::detail::from_abi(*value));
    return set ? 0 : answer(error, set.error().code, set.error().message.c_str());
}

inline std::int32_t start(limner_device_v1* device, const limner_start_v1* wanted, limner_error_v1* error) {
    if (!device || !wanted) return null_argument(error);
    Camera& camera = of(device);
    if (!is_plugged(*camera.instance)) return answer(error, ErrorCode::device_lost, "the camera is gone");
    bool is_purpose = wanted->purpose == LIMNER_PURPOSE_PREVIEW || wanted->purpose == LIMNER_PURPOSE_STILL;
    if (!is_purpose) return answer(error, ErrorCode::invalid_argument, "an unknown purpose");
    camera.started_at = Clock::now();
    camera.taken = 0;
    camera.is_started = true;
    return 0;
}
inline std::int32_t stop(limner_device_v1* device, limner_error_v1* error) {
    if (!device) return null_argument(error);
    of(device).is_started = false;
    return 0;
}

inline void fill(Camera& camera, Clock::time_point exposed_at, limner_frame_v1* out) {
    std::memset(camera.pixels.data(), static_cast<int>(camera.taken % 251), camera.pixels.size());
    driver::detail::fill(out, driver::FrameView{.width = width_px,
                                                .height = height_px,
                                                .format = PixelFormat::gray8,
                                                .pixels = std::as_bytes(std::span(camera.pixels)),
                                                .sequence = camera.taken,
                                                .exposed_at = exposed_at});
}

inline std::int32_t grab(limner_device_v1* device, std::uint64_t slice_ms, limner_frame_v1* out,
                         limner_error_v1* error) {
    if (!device || !out) return null_argument(error);
    Camera& camera = of(device);
    if (!camera.is_started) return answer(error, ErrorCode::invalid_argument, "not started");
    const driver::Interruption::Call call(camera.interruption);
    auto now = Clock::now(), deadline = now + std::chrono::milliseconds(slice_ms);
    auto tick = std::max(camera.taken + 1, static_cast<std::uint64_t>((now - camera.started_at) / period) + 1);
    Clock::time_point due = camera.started_at + period * static_cast<std::int64_t>(tick);
    if (!call.wait_until(std::min(due, deadline))) return answer(error, ErrorCode::cancelled, "cancelled");
    if (!is_plugged(*camera.instance)) return answer(error, ErrorCode::device_lost, "the camera is gone");
    if (deadline < due) {
        driver::detail::fill(out, driver::FrameView::progress());
        return 0;
    }
    camera.taken = tick;
    fill(camera, due, out);
    return 0;
}
inline void cancel(limner_device_v1* device) {
    if (device) of(device).interruption.cancel();
}

inline limner_driver_v1 table(const char* name) {
    driver_name = name;
    return {.struct_size = sizeof(limner_driver_v1),
            .abi_major = LIMNER_DRIVER_ABI_MAJOR,
            .name = driver_name.c_str(),
            .version = "1",
            .initialise = initialise,
            .shutdown = shutdown,
            .enumerate = enumerate,
            .open = open,
            .close = close,
            .options = options,
            .set_option = set_option,
            .start = start,
            .stop = stop,
            .grab = grab,
            .cancel = cancel};
}

}  // namespace limner::test::good

/// Exports the good camera, changed by `change`, a function of its table.
#define LIMNER_TEST_DRIVER(change)                                                                    \
    extern "C" __attribute__((visibility("default"))) const limner_driver_v1* limner_driver_entry() { \
        static const limner_driver_v1 instance = [] {                                                 \
            limner_driver_v1 table = limner::test::good::table(LIMNER_TEST_DRIVER_NAME);              \
            change(table);                                                                            \
            return table;                                                                             \
        }();                                                                                          \
        return &instance;                                                                             \
    }
