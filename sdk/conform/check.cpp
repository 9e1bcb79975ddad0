#include "conform/check.h"

#include <algorithm>
#include <array>

namespace limner::conform {
namespace {

constexpr std::string_view order_clause =
    "Order: grab() before start() or after stop() is answered by an error, any other call out of its order by an "
    "error, "
    "or it serves; nothing crashes.";
constexpr std::string_view time_clause =
    "Time: grab() returns within its slice, every other call within the SDK's limit for it.";
constexpr std::string_view size_clause =
    "Memory: every struct begins with struct_size; who fills the other side's struct writes no further than that.";
constexpr std::string_view leak_clause = "Memory: close() gives back all that open() and the calls after it took.";
constexpr std::string_view lost_clause =
    "Order: a device that is gone answers device_lost (open: device_missing) at once; close() still works.";

constexpr std::array checks{
    Check{"manifest", "", false, false, true,
          "docs/driver-guide.md, The manifest: NAME.driver.toml beside the module names it.",
          "Put a manifest beside the module whose `module` is its file and whose `name` is the driver's."},
    Check{"abi_table", "table", false, false, true,
          "limner_driver_v1: struct_size is sizeof the table, abi_major is LIMNER_DRIVER_ABI_MAJOR, nothing is NULL.",
          "Export one static table from limner_driver_entry() and fill every member of it."},
    Check{
        "initialise", "initialise", false, false, true,
        "limner_driver_v1: initialise() makes an instance, several may live side by side, shutdown() is the last call.",
        "Keep state in the instance, not in globals, and free it in shutdown()."},
    Check{"enumerate", "enumerate", false, false, true,
          "limner_listing_v1: an id begins with the driver's name and a slash, is the same at every listing, and is "
          "listed once; class and name are given.",
          "Build ids from vendor, product and serial (or the port), never from a bus number or a counter."},
    Check{"instances", "instances", false, false, true,
          "limner_driver_v1: the end of one instance leaves the others as they are.",
          "Keep state in the instance, not in globals; count the users of a vendor's library that can be opened once."},
    Check{"shutdown", "instances", false, false, true,
          "limner_services_v1: no service is called once shutdown() has returned, and no thread is left.",
          "Join your threads in shutdown() before it returns."},
    Check{"unknown_device", "unknown", false, false, true,
          "open(): an id that is not connected is answered by device_missing, with a text that names the reason.",
          "Look the id up before anything is allocated; answer 3 (device_missing) and fill error->message."},
    Check{"null_pointers", "null_pointers", false, false, true,
          "Pointers: `error` may be NULL; any other NULL is answered by invalid_argument, and close(), cancel() and "
          "shutdown() of NULL do nothing.",
          "Test every pointer at the top of each function of the table (the C++ adaptor does it for you)."},
    Check{"cycle", "cycle", true, false, true,
          "Order: open, start, grab, stop, start again, close; options at any time between; close without a stop.",
          "Follow the message: every call of this plain use has to succeed."},
    Check{"out_of_order", "out_of_order", true, false, true, order_clause,
          "Keep the state (opened, started) in the device and test it at the top of each function."},
    Check{"frame_header", "frames", true, false, true,
          "limner_frame_v1: width, height, format, stride_bytes and valid_bytes agree, and valid_bytes can be read.",
          "Fill the header from what the device delivered, not from what was asked for."},
    Check{"frame_sequence", "frames", true, false, true,
          "limner_frame_v1: sequence counts the device's frames, strictly rising within a start() (bands of one page "
          "share theirs).",
          "Take the device's own counter, or count every frame, also those that you drop."},
    Check{"frame_time", "frames", true, false, true,
          "limner_frame_v1: exposed_at_ns is CLOCK_MONOTONIC when the exposure began: never in the future, not before "
          "the device was opened.",
          "Convert the device's clock, or empty its queue and take the moment before you ask it."},
    Check{
        "page_bands", "frames", true, true, true,
        "limner_frame_v1: a page comes in bands of whole rows, at most 4 MiB, one after the other; LAST_BAND completes "
        "it, and total_rows, where it is known, is their sum.",
        "Count rows while you read; set LIMNER_FRAME_LAST_BAND on the band that completes the page."},
    Check{"still_frame", "still", true, false, true, "limner_start_v1: a device serves preview and still.",
          "Serve the purpose `still` with the best that the device has."},
    Check{"strange_start", "strange_start", true, false, true,
          "limner_start_v1: a driver takes the nearest size that it can; a wish that it cannot serve is an error.",
          "Clamp width and height, and refuse an unknown purpose; the device has to work afterwards."},
    Check{"frame_fresh", "fresh", true, false, true,
          "exposed_at_ns: after 2 s without a grab, what comes with a time after the request was exposed after it.",
          "Do not stamp queued frames with the present time: empty the queue, or keep each frame's own time."},
    Check{"slow_caller", "slow_caller", true, false, true,
          "Memory: pixels stay valid and unchanged until the next call on the device, however late that comes.",
          "Hand out a buffer that the device does not write into; give it back to the device in the next call."},
    Check{"lent_buffer", "buffer", true, false, true,
          "limner_frame_v1: a driver writes no further than buffer_bytes; pixels are the buffer or driver memory.",
          "Compare buffer_bytes with the frame's size before you write; otherwise use your own memory."},
    Check{"struct_sizes", "struct_sizes", true, false, true, size_clause,
          "Copy min(struct_size, sizeof) bytes into what the SDK lends, and read no member beyond its struct_size."},
    Check{"slice", "slice", true, false, true, time_clause,
          "Wait for the device with the slice as the limit, then answer PROGRESS or WAITING."},
    Check{"cancel", "cancel", true, false, true,
          "cancel(): ends the call in progress within 250 ms, and no later one: the next call is good.",
          "Wake the wait of grab() from cancel(), and forget the request when a call begins "
          "(limner/driver/interruption.h)."},
    Check{"options_described", "options", true, false, false,
          "limner_option_v1: a name once, a known type, the value within its range or one of its choices.",
          "Describe each option as the device has it now."},
    Check{"options_set", "options", true, false, false,
          "set_option(): what the description allows is taken and read back; limits belong to the range.",
          "Read the value back from the device and round the range to what it takes."},
    Check{"options_refused", "options", true, false, false,
          "set_option(): another type, a value outside, an unknown name are refused and change nothing.",
          "Check against type, range, choices and activity (limner/driver/option_list.h does)."},
    Check{"second_open", "second_open", true, false, true,
          "Order: a second open of a device is refused (device_busy) or serves; the first goes on untouched.",
          "Keep the state of an open device in limner_device_v1, or refuse a second one."},
    Check{"enumerate_beside", "enumerate_beside", true, false, true,
          "Threads: enumerate() runs on a thread of its own beside open devices, and lists those, too.",
          "Do not open or reset devices to list them, and guard what enumerate() shares with them."},
    Check{"open_close_100", "leaks", true, false, true,
          "Order: a device can be opened and closed as often as the counter likes.",
          "Free in close() everything that open() takes, the device's own handle included."},
    Check{"leaked_descriptors", "leaks", true, false, true, leak_clause, "Close every file and socket in close()."},
    Check{"leaked_threads", "leaks", true, false, true, leak_clause, "Join every thread in close()."},
    Check{"leaked_memory", "leaks", true, false, true, leak_clause,
          "Run open and close in a loop under valgrind or ASan."},
    Check{"unplug_listed", "unplug_listed", true, false, false, lost_clause,
          "List what is connected now; open() looks again."},
    Check{"unplug_opened", "unplug_opened", true, false, false, lost_clause,
          "Answer device_lost at the first I/O error."},
    Check{"unplug_started", "unplug_started", true, false, false, lost_clause,
          "Answer device_lost at the first I/O error."},
    Check{"unplug_grabbing", "unplug_grabbing", true, false, false, lost_clause,
          "Answer device_lost at the first I/O error: do not wait for the hot-plug event, nor try again."},
    Check{"unplug_stopped", "unplug_stopped", true, false, false, lost_clause,
          "Answer device_lost at the first I/O error."},
    Check{"replug", "replug", true, false, false,
          "limner_listing_v1: a device that comes back has the same id, and serves.",
          "Build the id from what does not change at a plug: the serial, or the port."},
};

}  // namespace

std::string_view name_of(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::pass: return "pass";
        case Verdict::fail: return "fail";
        case Verdict::not_assessed: break;
    }
    return "not_assessed";
}

std::span<const Check> all_checks() noexcept { return checks; }

const Check* find_check(std::string_view name) noexcept {
    auto found = std::ranges::find(checks, name, &Check::name);
    return found == checks.end() ? nullptr : &*found;
}

}  // namespace limner::conform
