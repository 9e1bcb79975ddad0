#include "conform/probe/device.h"
#include "conform/probe/groups.h"
#include "conform/probe/resources.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <thread>

namespace limner::conform {
namespace {

using namespace std::chrono_literals;

/// Memory whose end is a page that nobody may touch.
class GuardedMemory {
public:
    explicit GuardedMemory(std::size_t bytes) : bytes_(bytes) {
        auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        auto room = (bytes + page - 1) / page * page;
        whole_ = room + page;
        start_ = ::mmap(nullptr, whole_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (start_ == MAP_FAILED) throw NotAssessed{"no memory for the check"};
        ::mprotect(static_cast<char*>(start_) + room, page, PROT_NONE);
        first_ = static_cast<unsigned char*>(start_) + (room - bytes);
    }
    GuardedMemory(const GuardedMemory&) = delete;
    GuardedMemory& operator=(const GuardedMemory&) = delete;
    ~GuardedMemory() { ::munmap(start_, whole_); }

    unsigned char* data() const noexcept { return first_; }
    std::size_t size() const noexcept { return bytes_; }

private:
    std::size_t bytes_, whole_ = 0;
    void* start_ = nullptr;
    unsigned char* first_ = nullptr;
};

/// Grabs with the memory lent as the frame's buffer until an image comes.
limner_frame_v1 grab_into(Device& device, const GuardedMemory& memory, const std::string& note) {
    auto until = Clock::now() + 15s;
    while (Clock::now() < until) {
        ErrorRoom error;
        limner_frame_v1 frame{};
        frame.struct_size = sizeof frame;
        frame.buffer = memory.data();
        frame.buffer_bytes = memory.size();
        auto& module = device.module();
        auto code = module.reporter().call("grab() with " + note, call_limit,
                                           [&] { return module.table().grab(device.raw(), 500, &frame, error.raw()); });
        auto answer = error.answer(code, Clock::now(), "grab()");
        if (!answer.is_good()) throw Failed{"grab() with " + note + " answered " + answer.say()};
        if (frame.buffer != memory.data() || frame.buffer_bytes != memory.size())
            throw Failed{"grab() changed buffer or buffer_bytes, which are the SDK's"};
        if (frame.outcome == LIMNER_OUTCOME_IMAGE) return frame;
        if (frame.outcome == LIMNER_OUTCOME_END) {
            (void)device.stop();
            device.must_start();
        }
    }
    throw NotAssessed{"no image came in time"};
}

std::string see_buffer(Module& module) {
    auto* instance = module.initialise();
    Device device = Device::open(module, instance, module.request().device);
    device.must_start();
    (void)device.must_grab();
    const GuardedMemory small(64), large(std::size_t{64} << 20);
    auto frame = grab_into(device, small, "a lent buffer of 64 bytes");
    auto is_inside = [](const GuardedMemory& memory, const void* at) {
        return at >= memory.data() && at < memory.data() + memory.size();
    };
    if (is_inside(small, frame.pixels) && frame.valid_bytes > small.size())
        throw Failed{"pixels is the lent buffer of 64 bytes, valid_bytes is " + std::to_string(frame.valid_bytes)};
    touch_pixels(module.reporter(), frame);
    frame = grab_into(device, large, "a lent buffer of 64 MiB");
    touch_pixels(module.reporter(), frame);
    bool uses = is_inside(large, frame.pixels);
    device.close();
    return uses ? "a large buffer is used, a small one left alone" : "lent buffers are left alone";
}

std::uint64_t sum_of(const limner_frame_v1& frame) {
    const auto* at = static_cast<const unsigned char*>(frame.pixels);
    std::uint64_t sum = 14695981039346656037ULL;
    for (std::uint64_t i = 0; i < frame.valid_bytes; ++i) sum = (sum ^ at[i]) * 1099511628211ULL;
    return sum;
}

std::string see_slow_caller(Module& module) {
    constexpr int rounds = 6;
    auto* instance = module.initialise();
    Device device = Device::open(module, instance, module.request().device);
    device.must_start();
    (void)device.must_grab();
    std::uint64_t last = 0;
    for (int i = 0; i < rounds; ++i) {
        Grab grab = device.next_image();
        if (!grab.answer.is_good()) throw Failed{"a caller that comes every 400 ms got " + grab.say()};
        if (!grab.is_image()) throw NotAssessed{"no image came in time, but " + grab.say()};
        if (!header_problem(grab.frame).empty()) throw NotAssessed{"the frames are wrong: see the check frame_header"};
        bool has_fallen = i > 0 && grab.frame.sequence < last;
        if (has_fallen && !device.is_scanner()) throw Failed{"for a slow caller the sequence falls", sequence_breach};
        last = grab.frame.sequence;
        auto read = [&] { return sum_of(grab.frame); };
        auto before = module.reporter().call("reading the valid_bytes of a frame", call_limit, read);
        std::this_thread::sleep_for(400ms);
        auto after = module.reporter().call("reading a frame 400 ms after its grab()", call_limit, read);
        if (before != after) throw Failed{"the pixels of a frame changed before the next call on the device"};
    }
    device.close();
    return std::to_string(rounds) + " frames taken at leisure, their pixels unchanged for 400 ms";
}

constexpr unsigned char filler = 0x5a;

/// A struct of the SDK within more memory than its struct_size admits to.
template <typename Struct>
struct Wide {
    union {
        Struct value;
        unsigned char bytes[sizeof(Struct) + 128];
    };
    explicit Wide(std::uint32_t struct_size) {
        std::memset(bytes, filler, sizeof bytes);
        std::memset(bytes, 0, std::min<std::size_t>(struct_size, sizeof bytes));
        value.struct_size = struct_size;
    }
    bool is_untouched_from(std::size_t at) const {
        return std::all_of(bytes + at, bytes + sizeof bytes, [](unsigned char one) { return one == filler; });
    }
};

void grab_sized(Device& device, std::uint32_t struct_size, const std::string& who) {
    auto& module = device.module();
    auto until = Clock::now() + 15s;
    while (Clock::now() < until) {
        Wide<limner_frame_v1> frame(struct_size);
        ErrorRoom error;
        auto code = module.reporter().call("grab() of " + who, call_limit, [&] {
            return module.table().grab(device.raw(), 500, &frame.value, error.raw());
        });
        auto answer = error.answer(code, Clock::now(), "grab()");
        if (!frame.is_untouched_from(struct_size))
            throw Failed{"grab() of " + who + " wrote past the " + std::to_string(struct_size) +
                         " bytes that limner_frame_v1's struct_size says"};
        if (frame.value.struct_size != struct_size) throw Failed{"grab() of " + who + " changed struct_size"};
        if (!answer.is_good()) throw Failed{"grab() of " + who + " answered " + answer.say()};
        if (frame.value.outcome == LIMNER_OUTCOME_IMAGE) return;
        if (frame.value.outcome == LIMNER_OUTCOME_END) {
            (void)device.stop();
            device.must_start();
        }
    }
    throw NotAssessed{"no image came in time"};
}

void fail_sized(Module& module, limner_instance_v1* instance) {
    constexpr std::uint32_t short_size = offsetof(limner_error_v1, message) + 16;
    ErrorRoom error(short_size);
    limner_device_v1* device = nullptr;
    auto code = module.reporter().call("open() with a short limner_error_v1", module.limits().open, [&] {
        return module.table().open(instance, "conform/no-such-device", &device, error.raw());
    });
    (void)error.answer(code, Clock::now(), "open()");
}

std::string see_struct_sizes(Module& module) {
    Wide<limner_services_v1> services(sizeof services);
    std::memcpy(&services.value, &module.services(), sizeof module.services());
    services.value.struct_size = sizeof services;
    limner_instance_v1* instance = nullptr;
    ErrorRoom error;
    auto code = module.reporter().call("initialise() of a newer SDK", module.limits().open, [&] {
        return module.table().initialise(&services.value, &instance, error.raw());
    });
    auto answer = error.answer(code, Clock::now(), "initialise()");
    if (!answer.is_good()) throw Failed{"a longer limner_services_v1 of a newer SDK was refused: " + answer.say()};
    fail_sized(module, instance);
    Device device = Device::open(module, instance, module.request().device);
    Wide<limner_start_v1> wanted(sizeof wanted);
    wanted.value.purpose = LIMNER_PURPOSE_PREVIEW;
    ErrorRoom of_start;
    code = module.reporter().call("start() of a newer SDK", module.limits().start,
                                  [&] { return module.table().start(device.raw(), &wanted.value, of_start.raw()); });
    answer = of_start.answer(code, Clock::now(), "start()");
    if (!answer.is_good()) throw Failed{"a longer limner_start_v1 of a newer SDK was refused: " + answer.say()};
    grab_sized(device, offsetof(limner_frame_v1, buffer), "an older SDK (a frame without `buffer`)");
    grab_sized(device, sizeof(limner_frame_v1) + 64, "a newer SDK (a longer frame)");
    device.close();
    return "shorter and longer structs were respected";
}

struct Growth {
    std::size_t heap_bytes, resident_bytes;
};

/// What was held after some cycles, and how many of what is suspected to leak came since the one before.
struct Station {
    Resources held;
    std::size_t suspects = 1;
};

/// What each suspect kept for good, by the half in which they kept less: what is allocated once is no leak.
Growth growth(const Station& begin, const Station& middle, const Station& end) {
    auto grown = [&](std::size_t Resources::*what) {
        auto half = [&](const Station& from, const Station& to) {
            return (std::max(to.held.*what, from.held.*what) - from.held.*what) / to.suspects;
        };
        return std::min(half(begin, middle), half(middle, end));
    };
    return {grown(&Resources::heap_bytes), grown(&Resources::resident_bytes)};
}

/// What a driver finishes in the background after close() is no leak.
Resources at_rest(const Resources& before) {
    std::this_thread::sleep_for(300ms);
    return Resources::settled(before);
}

/// First cycles without pictures, so that what an open keeps shows apart from what a start keeps.
constexpr int warm_cycles = 10, idle_cycles = 55, all_cycles = 100;

bool is_started(int number) { return number == warm_cycles || (number > idle_cycles && number % 5 == 0); }

void run_cycle(Module& module, limner_instance_v1* instance, int number) {
    limner_device_v1* raw = nullptr;
    auto answer = module.try_open(instance, module.request().device, raw);
    if (number == 1 && !answer.is_good())
        throw NotAssessed{"open() answered " + answer.say() + ": see the check cycle"};
    if (!answer.is_good()) throw Failed{"open() number " + std::to_string(number) + " answered " + answer.say()};
    Device device(module, raw);
    // Briefly: a person puts nothing on the device for these.
    if (is_started(number) && device.start().is_good()) {
        (void)device.grab(100ms);
        (void)device.stop();
    }
    device.close();
}

/// Throws where more is kept than a driver may: of an open next to nothing, of a start less than a picture.
std::string see_growth(const Growth& of_open, const Growth& of_start) {
    constexpr std::size_t open_heap = 256, open_resident = 16 << 10, start_limit = 128 << 10;
    auto text = std::to_string(of_open.heap_bytes) + " bytes of heap and " +
                std::to_string(of_open.resident_bytes / 1024) + " KiB of memory more after each open, " +
                std::to_string(of_start.heap_bytes) + " bytes and " + std::to_string(of_start.resident_bytes / 1024) +
                " KiB after each start";
    if (of_open.heap_bytes > open_heap || of_open.resident_bytes > open_resident) throw Failed{text};
    if (of_start.heap_bytes > start_limit || of_start.resident_bytes > start_limit) throw Failed{text};
    return text;
}

/// `at` is after 10, 32, 55, 77 and 100 cycles.
void report_leaks(Module& module, const std::array<Station, 5>& at) {
    const Resources& first = at.front().held;
    Resources last = Resources::settled(first);
    module.reporter().check("leaked_descriptors", [&] {
        auto more = last.descriptors - first.descriptors;
        if (more >= 10) throw Failed{std::to_string(more) + " descriptors are left after 90 cycles"};
        return std::to_string(std::max<std::ptrdiff_t>(more, 0)) + " descriptors are left after 90 cycles";
    });
    module.reporter().check("leaked_threads", [&] {
        auto more = last.threads - first.threads;
        if (more >= 1) throw Failed{std::to_string(more) + " threads are left after 90 cycles"};
        return std::string("no thread is left after 90 cycles");
    });
    module.reporter().check("leaked_memory", [&] {
        // The stack of a leaked thread is that check's finding.
        if (last.threads > first.threads) throw NotAssessed{"threads are left, each with its stack"};
        return see_growth(growth(at[0], at[1], at[2]), growth(at[2], at[3], at[4]));
    });
}

}  // namespace

void check_buffer(Module& module) {
    module.reporter().check("lent_buffer", [&] { return see_buffer(module); });
}
void check_slow_caller(Module& module) {
    module.reporter().check("slow_caller", [&] { return see_slow_caller(module); });
}
void check_struct_sizes(Module& module) {
    module.reporter().check("struct_sizes", [&] { return see_struct_sizes(module); });
}

void check_leaks(Module& module) {
    std::array<Station, 5> at{};
    constexpr std::array<int, 5> after{warm_cycles, 32, idle_cycles, 77, all_cycles};
    bool is_done = false;
    module.reporter().check("open_close_100", [&] {
        auto* instance = module.initialise();
        auto before = Resources::now();
        std::size_t station = 0, opens = 0, starts = 0;
        for (int number = 1; number <= all_cycles; ++number) {
            run_cycle(module, instance, number);
            ++opens;
            starts += is_started(number);
            if (number != after[station]) continue;
            at[station] = {at_rest(station == 0 ? before : at[0].held), number > idle_cycles ? starts : opens};
            ++station;
            opens = starts = 0;
        }
        is_done = true;
        return std::string("100 opens and closes, ten of them started");
    });
    if (!is_done) throw NotAssessed{"the 100 cycles were not finished: see the check open_close_100"};
    report_leaks(module, at);
}

}  // namespace limner::conform
