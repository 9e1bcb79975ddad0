#include "conform/probe/device.h"
#include "conform/probe/groups.h"
#include "conform/probe/resources.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
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
limner_frame_v0 grab_into(Device& device, const GuardedMemory& memory, const std::string& note) {
    auto until = Clock::now() + 15s;
    while (Clock::now() < until) {
        ErrorRoom error;
        limner_frame_v0 frame{};
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

std::uint64_t sum_of(const limner_frame_v0& frame) {
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
        Wide<limner_frame_v0> frame(struct_size);
        ErrorRoom error;
        auto code = module.reporter().call("grab() of " + who, call_limit, [&] {
            return module.table().grab(device.raw(), 500, &frame.value, error.raw());
        });
        auto answer = error.answer(code, Clock::now(), "grab()");
        if (!frame.is_untouched_from(struct_size))
            throw Failed{"grab() of " + who + " wrote past the " + std::to_string(struct_size) +
                         " bytes that limner_frame_v0's struct_size says"};
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

void fail_sized(Module& module, limner_instance_v0* instance) {
    constexpr std::uint32_t short_size = offsetof(limner_error_v0, message) + 16;
    ErrorRoom error(short_size);
    limner_device_v0* device = nullptr;
    auto code = module.reporter().call("open() with a short limner_error_v0", call_limit, [&] {
        return module.table().open(instance, "conform/no-such-device", &device, error.raw());
    });
    (void)error.answer(code, Clock::now(), "open()");
}

std::string see_struct_sizes(Module& module) {
    Wide<limner_services_v0> services(sizeof services);
    std::memcpy(&services.value, &module.services(), sizeof module.services());
    services.value.struct_size = sizeof services;
    limner_instance_v0* instance = nullptr;
    ErrorRoom error;
    auto code = module.reporter().call("initialise() of a newer SDK", call_limit, [&] {
        return module.table().initialise(&services.value, &instance, error.raw());
    });
    auto answer = error.answer(code, Clock::now(), "initialise()");
    if (!answer.is_good()) throw Failed{"a longer limner_services_v0 of a newer SDK was refused: " + answer.say()};
    fail_sized(module, instance);
    Device device = Device::open(module, instance, module.request().device);
    Wide<limner_start_v0> wanted(sizeof wanted);
    wanted.value.purpose = LIMNER_PURPOSE_PREVIEW;
    ErrorRoom of_start;
    code = module.reporter().call("start() of a newer SDK", call_limit,
                                  [&] { return module.table().start(device.raw(), &wanted.value, of_start.raw()); });
    answer = of_start.answer(code, Clock::now(), "start()");
    if (!answer.is_good()) throw Failed{"a longer limner_start_v0 of a newer SDK was refused: " + answer.say()};
    grab_sized(device, offsetof(limner_frame_v0, buffer), "an older SDK (a frame without `buffer`)");
    grab_sized(device, sizeof(limner_frame_v0) + 64, "a newer SDK (a longer frame)");
    device.close();
    return "shorter and longer structs were respected";
}

struct Growth {
    std::size_t heap_bytes, resident_bytes;
};

/// What a cycle kept for good, by the half in which it kept less: what is allocated once is no leak.
Growth growth_per_cycle(const Resources (&at)[3], std::size_t cycles_of_half) {
    auto grown = [&](std::size_t Resources::*what) {
        auto half = [&](int i) { return at[i + 1].*what > at[i].*what ? at[i + 1].*what - at[i].*what : 0; };
        return std::min(half(0), half(1)) / cycles_of_half;
    };
    return {grown(&Resources::heap_bytes), grown(&Resources::resident_bytes)};
}

/// What a driver finishes in the background after close() is no leak.
Resources at_rest(const Resources& before) {
    std::this_thread::sleep_for(500ms);
    return Resources::settled(before);
}

void run_cycle(Module& module, limner_instance_v0* instance, int number) {
    limner_device_v0* raw = nullptr;
    auto answer = module.try_open(instance, module.request().device, raw);
    if (number == 1 && !answer.is_good())
        throw NotAssessed{"open() answered " + answer.say() + ": see the check cycle"};
    if (!answer.is_good()) throw Failed{"open() number " + std::to_string(number) + " answered " + answer.say()};
    Device device(module, raw);
    // A person is needed for no more than the first pictures.
    if (number % 10 == 0 && device.start().is_good()) {
        (void)device.grab(100ms);
        (void)device.stop();
    }
    device.close();
}

void report_leaks(Module& module, const Resources& first, const Resources (&at)[3]) {
    constexpr std::size_t cycles = 45, heap_limit = 256, resident_limit = 16 << 10;
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
        auto growth = growth_per_cycle(at, cycles);
        // The stack of a leaked thread is that check's finding.
        bool has_threads = last.threads > first.threads;
        std::string text = std::to_string(growth.heap_bytes) + " bytes of heap and " +
                           std::to_string(growth.resident_bytes / 1024) + " KiB of memory more after each cycle";
        if (growth.heap_bytes > heap_limit && !has_threads) throw Failed{text};
        if (growth.resident_bytes > resident_limit && !has_threads) throw Failed{text};
        return text;
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
    Resources first, at[3];
    bool is_done = false;
    module.reporter().check("open_close_100", [&] {
        auto* instance = module.initialise();
        auto before = Resources::now();
        for (int number = 1; number <= 100; ++number) {
            run_cycle(module, instance, number);
            if (number == 10) first = at[0] = at_rest(before);
            if (number == 55) at[1] = at_rest(at[0]);
            if (number == 100) at[2] = at_rest(at[0]);
        }
        is_done = true;
        return std::string("100 opens and closes, started at every tenth");
    });
    if (!is_done) throw NotAssessed{"the 100 cycles were not finished: see the check open_close_100"};
    report_leaks(module, first, at);
}

}  // namespace limner::conform
