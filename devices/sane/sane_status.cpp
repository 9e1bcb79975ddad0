#include "sane_status.h"

#include <algorithm>
#include <array>

namespace limner::sane {
namespace {

struct Meaning {
    SANE_Status status;
    std::string_view name;
    ErrorCode code;
    std::string_view text;
};

using enum ErrorCode;

constexpr std::array meanings{
    Meaning{SANE_STATUS_UNSUPPORTED, "SANE_STATUS_UNSUPPORTED", unsupported, "the scanner does not support this"},
    Meaning{SANE_STATUS_CANCELLED, "SANE_STATUS_CANCELLED", cancelled, "the scan was cancelled at the scanner"},
    Meaning{SANE_STATUS_DEVICE_BUSY, "SANE_STATUS_DEVICE_BUSY", device_busy,
            "the scanner is busy; another program or computer may be using it"},
    Meaning{SANE_STATUS_INVAL, "SANE_STATUS_INVAL", device_fault, "the scanner calls its own data invalid"},
    Meaning{SANE_STATUS_EOF, "SANE_STATUS_EOF", bad_data, "the scan ended before it began"},
    Meaning{SANE_STATUS_JAMMED, "SANE_STATUS_JAMMED", paper_jam, "the feeder is jammed; remove the sheet"},
    Meaning{SANE_STATUS_NO_DOCS, "SANE_STATUS_NO_DOCS", paper_empty, "the feeder is empty; put the document in"},
    Meaning{SANE_STATUS_COVER_OPEN, "SANE_STATUS_COVER_OPEN", cover_open, "the cover is open; close it"},
    Meaning{SANE_STATUS_IO_ERROR, "SANE_STATUS_IO_ERROR", device_fault, "the connection to the scanner failed"},
    Meaning{SANE_STATUS_NO_MEM, "SANE_STATUS_NO_MEM", device_fault, "the scanner's driver ran out of memory"},
    Meaning{SANE_STATUS_ACCESS_DENIED, "SANE_STATUS_ACCESS_DENIED", access_denied,
            "access to the scanner is denied; check the device's permissions"},
    Meaning{status_warming_up, "SANE_STATUS_WARMING_UP", device_busy, "the lamp is warming up"},
    Meaning{status_hardware_locked, "SANE_STATUS_HW_LOCKED", device_fault,
            "the scanner is locked for transport; release the lock"},
};

/// What SANE_STATUS_INVAL means depends on what was asked.
Meaning meaning_of_invalid(Step step) {
    constexpr auto name = meanings[3].name;
    switch (step) {
        case Step::open: return {SANE_STATUS_INVAL, name, device_missing, "no scanner of that name is connected"};
        case Step::option: return {SANE_STATUS_INVAL, name, invalid_argument, "the scanner refuses the value"};
        case Step::start:
            return {SANE_STATUS_INVAL, name, invalid_argument, "the scanner cannot scan with its present options"};
        default: return meanings[3];
    }
}

std::string_view call_of(Step step) {
    switch (step) {
        case Step::list: return "sane_get_devices";
        case Step::open: return "sane_open";
        case Step::option: return "sane_control_option";
        case Step::start: return "sane_start";
        case Step::read: return "sane_read";
    }
    return "sane";
}

}  // namespace

std::string name_of(SANE_Status status) {
    if (status == SANE_STATUS_GOOD) return "SANE_STATUS_GOOD";
    const auto* at = std::ranges::find(meanings, status, &Meaning::status);
    return at == meanings.end() ? "status " + std::to_string(static_cast<int>(status)) : std::string(at->name);
}

Error error_from(SANE_Status status, Step step, std::string_view device) {
    const auto* at = std::ranges::find(meanings, status, &Meaning::status);
    Meaning meaning{status, "", device_fault, "the scanner's driver gave a status that SANE does not define"};
    if (at != meanings.end()) meaning = status == SANE_STATUS_INVAL ? meaning_of_invalid(step) : *at;
    return {meaning.code, std::string(device) + ": " + std::string(meaning.text) + " (" + std::string(call_of(step)) +
                              ": " + name_of(status) + ")"};
}

}  // namespace limner::sane
