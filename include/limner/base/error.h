#pragma once

#include <limner/base/text.h>

#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

namespace limner {

/// Why an operation failed. Values are part of the driver ABI: append, never renumber.
enum class ErrorCode : std::int32_t {
    cancelled = 1,          ///< The caller's stop token fired.
    timed_out = 2,          ///< The caller's deadline passed; the device is healthy.
    device_missing = 3,     ///< No device of that id or pattern is connected.
    device_lost = 4,        ///< Unplugged or reset while in use.
    device_stalled = 5,     ///< The driver did not return, or made no progress, in time.
    device_busy = 6,        ///< Somebody else holds the device; the message names the holder.
    device_fault = 7,       ///< The device reported a hardware error.
    bad_data = 8,           ///< A device's frame is not what its header claims.
    unsupported = 9,        ///< The device, driver or build cannot do this.
    invalid_argument = 10,  ///< The caller's argument is outside the contract.
    internal = 11,          ///< A defect of the SDK or of a driver.
    paper_jam = 12,         ///< The scanner's feeder is jammed.
    paper_empty = 13,       ///< The scanner's feeder has no sheet.
    cover_open = 14,        ///< The scanner's cover is open.
    access_denied = 15,     ///< The operating system refuses access to a device or a file.
    file_missing = 16,      ///< No such file.
    unreadable_file = 17,   ///< A file is truncated, of another type, too large or damaged.
    storage_full = 18,      ///< No space is left for the record.
    storage_failed = 19,    ///< The record's storage is read-only or fails.
    model_missing = 20,     ///< No model that this needs is installed.
    invalid_setup = 21,     ///< A configuration, profile or manifest has a mistake; the message names the line.
    device_frozen = 22,     ///< A streaming camera repeats one picture.
    device_black = 23,      ///< A streaming camera delivers black pictures.
    device_slow = 24,       ///< A device is slower than its limit.
    driver_crashed = 25,    ///< The process that runs the device's driver ended by itself.
    glass_dirty = 26,       ///< A reader's or scanner's glass leaves the same marks in one capture after another.
};

/// What a caller can do about an error. Every code maps to exactly one remedy.
enum class Remedy { stop, try_again, switch_device, fix_setup, report_bug };

Remedy remedy_for(ErrorCode code) noexcept;

/// The code's name in snake_case, as in the JSON output: "device_lost".
std::string_view name_of(ErrorCode code) noexcept;
std::string_view name_of(Remedy remedy) noexcept;

/// What happened and what to do about it, for the officer. Static storage.
const Text& advice_for(ErrorCode code) noexcept;

/// Why and where an operation failed. `message` is English, names the input and the reason, and holds nothing personal.
struct Error {
    ErrorCode code;
    std::string message;
    std::source_location where;

    Error(ErrorCode c, std::string text, std::source_location at = std::source_location::current())
        : code(c), message(std::move(text)), where(at) {}
};

}  // namespace limner
