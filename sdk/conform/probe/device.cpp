#include "conform/probe/device.h"

#include "driver/abi_convert.h"
#include "driver/driver_frame.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace limner::conform {
namespace {

using namespace std::chrono_literals;

constexpr auto image_slice = 500ms;
constexpr auto machine_patience = 15s, person_patience = 60s;

std::string description_problem(const limner_option_v1* raw) {
    if (!raw) return "a NULL description";
    if (!raw->name || !*raw->name) return "an option without a name";
    std::string quoted = "'" + std::string(raw->name) + "': ";
    if (raw->struct_size < sizeof(limner_option_v1)) return quoted + "struct_size " + std::to_string(raw->struct_size);
    if (!raw->unit) return quoted + "unit is NULL";
    if (raw->value.type < LIMNER_VALUE_BOOLEAN || raw->value.type > LIMNER_VALUE_TEXT)
        return quoted + "unknown type " + std::to_string(raw->value.type);
    if (raw->value.type == LIMNER_VALUE_TEXT && !raw->value.text) return quoted + "a text value of NULL";
    if (raw->choice_count > 0 && !raw->choices) return quoted + "choices is NULL";
    for (std::uint32_t i = 0; i < raw->choice_count; ++i)
        if (!raw->choices[i]) return quoted + "choice " + std::to_string(i) + " is NULL";
    return "";
}

void collect_option(void* to, const limner_option_v1* raw) {
    DescribedOption described{.problem = description_problem(raw)};
    if (described.problem.empty()) described.option = option_from(*raw);
    static_cast<std::vector<DescribedOption>*>(to)->push_back(std::move(described));
}

}  // namespace

Clock::time_point Grab::exposed_at() const noexcept {
    return Clock::time_point(std::chrono::nanoseconds(static_cast<std::int64_t>(frame.exposed_at_ns)));
}

std::string Grab::say() const {
    if (!answer.is_good()) return answer.say();
    switch (frame.outcome) {
        case LIMNER_OUTCOME_IMAGE: return "an image";
        case LIMNER_OUTCOME_WAITING: return "waiting for a person (hint " + std::to_string(frame.hint) + ")";
        case LIMNER_OUTCOME_PROGRESS: return "progress";
        case LIMNER_OUTCOME_END: return "the end of a scan";
        default: return "the unknown outcome " + std::to_string(frame.outcome);
    }
}

Device Device::open(Module& module, limner_instance_v1* instance, const std::string& id) {
    limner_device_v1* device = nullptr;
    auto answer = module.try_open(instance, id, device);
    if (!answer.is_good() || !device) throw NotAssessed{"open() answered " + answer.say() + ": see the check cycle"};
    return Device(module, device);
}

Answer Device::start(std::int32_t purpose, int width, int height) {
    ErrorRoom error;
    purpose_ = purpose;
    limner_start_v1 wanted{sizeof wanted, purpose, width, height};
    auto began = Clock::now();
    auto code = module_.reporter().call("start()", module_.limits().start,
                                        [&] { return module_.table().start(device_, &wanted, error.raw()); });
    return error.answer(code, began, "start()");
}

Answer Device::stop() {
    ErrorRoom error;
    auto began = Clock::now();
    auto code = module_.reporter().call("stop()", module_.limits().stop,
                                        [&] { return module_.table().stop(device_, error.raw()); });
    return error.answer(code, began, "stop()");
}

Grab Device::grab(std::chrono::milliseconds slice, const std::string& note) {
    ErrorRoom error;
    Grab grab;
    grab.frame.struct_size = sizeof grab.frame;
    grab.asked_at = Clock::now();
    auto code = module_.reporter().call("grab()" + note, slice + call_limit, [&] {
        return module_.table().grab(device_, static_cast<std::uint64_t>(slice.count()), &grab.frame, error.raw());
    });
    grab.answered_at = Clock::now();
    grab.answer = error.answer(code, grab.asked_at, "grab()");
    return grab;
}

Answer Device::options(std::vector<DescribedOption>& found) {
    ErrorRoom error;
    found.clear();
    auto began = Clock::now();
    auto code = module_.reporter().call("options()", module_.limits().option, [&] {
        return module_.table().options(device_, collect_option, &found, error.raw());
    });
    return error.answer(code, began, "options()");
}

Answer Device::set_option(const std::string& name, const driver::Value& value) {
    ErrorRoom error;
    limner_value_v1 raw = driver::detail::to_abi(value);
    auto began = Clock::now();
    auto code = module_.reporter().call("set_option()", module_.limits().option, [&] {
        return module_.table().set_option(device_, name.c_str(), &raw, error.raw());
    });
    return error.answer(code, began, "set_option()");
}

Device::~Device() {
    if (!is_open_) return;
    try {
        close();
    } catch (...) {
        // The check that ended early has a verdict already.
    }
}

void Device::close() {
    is_open_ = false;
    module_.reporter().call("close()", module_.limits().stop, [&] { module_.table().close(device_); });
}

void Device::must_start(std::int32_t purpose) {
    auto answer = start(purpose);
    if (!answer.is_good()) throw NotAssessed{"start() answered " + answer.say() + ": see the check cycle"};
}

void Device::ask_for_person(std::int32_t hint) {
    auto action = hint == LIMNER_HINT_PLACE_FINGER      ? Action::place_finger
                  : hint == LIMNER_HINT_INSERT_DOCUMENT ? Action::insert_document
                                                        : Action::look;
    (void)module_.reporter().ask(action);
}

Grab Device::next_image() {
    bool has_person = module_.request().is_interactive, is_asked = false;
    auto until = Clock::now() + (has_person ? person_patience : machine_patience);
    Grab last;
    do {
        last = grab(image_slice);
        if (!last.answer.is_good() || last.is_image()) return last;
        if (last.frame.outcome == LIMNER_OUTCOME_WAITING && has_person && !std::exchange(is_asked, true))
            ask_for_person(last.frame.hint);
        if (last.is_end()) {
            (void)stop();
            if (auto again = start(purpose_); !again.is_good()) return Grab{.answer = again};
        }
    } while (Clock::now() < until);
    return last;
}

Grab Device::must_grab() {
    Grab grab = next_image();
    if (!grab.is_image()) throw NotAssessed{"no image came: grab() answered " + grab.say()};
    return grab;
}

void touch_pixels(Reporter& reporter, const limner_frame_v1& frame) {
    constexpr std::uint64_t page = 4096;
    if (!frame.pixels || frame.valid_bytes == 0) return;
    reporter.call("reading the valid_bytes of a frame", call_limit, [&] {
        const auto* bytes = static_cast<const volatile unsigned char*>(frame.pixels);
        for (std::uint64_t at = 0; at < frame.valid_bytes; at += page) (void)bytes[at];
        (void)bytes[frame.valid_bytes - 1];
    });
}

std::string header_problem(const limner_frame_v1& frame) {
    limner_frame_v1 timeless = frame;
    auto now = Clock::now();
    timeless.exposed_at_ns = static_cast<std::uint64_t>(now.time_since_epoch().count());
    auto checked = check_frame_header(timeless, now);
    if (!checked) return checked.error().message;
    if (frame.struct_size != sizeof frame) return "struct_size was changed to " + std::to_string(frame.struct_size);
    return "";
}

}  // namespace limner::conform
