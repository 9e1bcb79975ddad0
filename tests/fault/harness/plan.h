#pragma once

#include <limner/device/device_info.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The faults of a run, drawn from its seed alone: the same count and seed give the same faults, however many jobs
/// share them.
namespace limner::faults {

/// Every kind that is drawn, as it is counted in `by_kind`.
const std::vector<std::string>& kinds();

/// How a capture is called while its fault is due.
enum class Call {
    patient,    ///< With time enough for a spare.
    hurried,    ///< With a deadline that passes during the fault.
    cancelled,  ///< With a stop during the fault.
    none        ///< Nobody captures: the preview runs, or the devices idle.
};

/// One fault.
struct Injection {
    std::string kind{};
    std::string in = "grab";       ///< The driver's call that it strikes.
    bool is_from_outside = false;  ///< kill, stop: a signal sent from here instead.
    Call call = Call::patient;
    std::string lie = "width";          ///< lying_header
    std::string code = "device_fault";  ///< io_error
    int after_rows = 0;                 ///< Scanners: of the page in work.
    int patience_ms = 0;                ///< hurried, cancelled: when that happens.
};

/// Faults that happen one after the other at one counter of three devices of a class.
struct Session {
    int number = 0;
    DeviceClass device_class = DeviceClass::camera;
    std::uint32_t nonce = 0;  ///< Painted into every picture.
    bool has_preview = false;
    bool has_warm_spare = false;
    int pages = 1;  ///< Scanners.
    int queue = 0;  ///< Cameras: old frames that the driver keeps.
    std::string format = "rgb8";
    std::vector<Injection> injections{};
};

std::vector<Session> draw_sessions(int count, std::uint64_t seed);

}  // namespace limner::faults
