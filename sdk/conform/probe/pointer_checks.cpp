#include "conform/probe/device.h"
#include "conform/probe/groups.h"

namespace limner::conform {
namespace {

class NullCalls {
public:
    explicit NullCalls(Module& module) : module_(module) {}

    /// `call` gets the error to fill, and has to be refused with invalid_argument.
    template <typename Call>
    void expect_refused(const std::string& name, Call call) {
        ErrorRoom error;
        auto code = module_.reporter().call(name, call_limit, [&] { return call(error.raw()); });
        auto answer = error.answer(code, Clock::now(), name);
        if (answer.is_good()) throw Failed{name + " was taken as good"};
        if (!answer.is(ErrorCode::invalid_argument))
            throw Failed{name + " answered " + answer.say() + " in place of invalid_argument"};
        ++count_;
    }
    template <typename Call>
    void expect_no_effect(const std::string& name, Call call) {
        module_.reporter().call(name, call_limit, call);
        ++count_;
    }
    int count() const noexcept { return count_; }

private:
    Module& module_;
    int count_ = 0;
};

void call_module(Module& module, limner_instance_v1* instance, NullCalls& calls) {
    const limner_driver_v1& table = module.table();
    const std::string id = std::string(table.name) + "/conform:no-such-device";
    limner_device_v1* device = nullptr;
    std::vector<Listing> ignored;
    calls.expect_refused("initialise(out = NULL)",
                         [&](auto* error) { return table.initialise(&module.services(), nullptr, error); });
    calls.expect_refused("enumerate(emit = NULL)",
                         [&](auto* error) { return table.enumerate(instance, nullptr, nullptr, error); });
    calls.expect_refused("enumerate(instance = NULL)",
                         [&](auto* error) { return table.enumerate(nullptr, collect_listing, &ignored, error); });
    calls.expect_refused("open(id = NULL)", [&](auto* error) { return table.open(instance, nullptr, &device, error); });
    calls.expect_refused("open(out = NULL)",
                         [&](auto* error) { return table.open(instance, id.c_str(), nullptr, error); });
    calls.expect_no_effect("open() of no device with error = NULL",
                           [&] { (void)table.open(instance, id.c_str(), &device, nullptr); });
    calls.expect_no_effect("close(NULL)", [&] { table.close(nullptr); });
    calls.expect_no_effect("cancel(NULL)", [&] { table.cancel(nullptr); });
    calls.expect_no_effect("shutdown(NULL)", [&] { table.shutdown(nullptr); });
}

void call_device(Device& device, NullCalls& calls) {
    const limner_driver_v1& table = device.module().table();
    limner_device_v1* raw = device.raw();
    limner_value_v1 value = driver::detail::to_abi(driver::Value(true));
    limner_frame_v1 frame{};
    frame.struct_size = sizeof frame;
    calls.expect_refused("options(emit = NULL)",
                         [&](auto* error) { return table.options(raw, nullptr, nullptr, error); });
    calls.expect_refused("set_option(name = NULL)",
                         [&](auto* error) { return table.set_option(raw, nullptr, &value, error); });
    calls.expect_refused("set_option(value = NULL)",
                         [&](auto* error) { return table.set_option(raw, "led", nullptr, error); });
    calls.expect_refused("start(wanted = NULL)", [&](auto* error) { return table.start(raw, nullptr, error); });
    calls.expect_refused("grab(out = NULL)", [&](auto* error) { return table.grab(raw, 10, nullptr, error); });
    calls.expect_refused("grab(device = NULL)", [&](auto* error) { return table.grab(nullptr, 10, &frame, error); });
    calls.expect_refused("stop(device = NULL)", [&](auto* error) { return table.stop(nullptr, error); });
    calls.expect_no_effect("grab() before start() with error = NULL",
                           [&] { (void)table.grab(raw, 10, &frame, nullptr); });
}

std::string see_null_pointers(Module& module) {
    auto* instance = module.initialise();
    NullCalls calls(module);
    call_module(module, instance, calls);
    const std::string& wanted = module.request().device;
    limner_device_v1* raw = nullptr;
    bool is_open = !wanted.empty() && module.try_open(instance, wanted, raw).is_good() && raw;
    if (is_open) {
        Device device(module, raw);
        call_device(device, calls);
        device.close();
    }
    std::string of_device = is_open ? "" : "; those of a device were not tried: none could be opened";
    return std::to_string(calls.count()) + " calls with a NULL were answered" + of_device;
}

}  // namespace

void check_null_pointers(Module& module) {
    module.reporter().check("null_pointers", [&] { return see_null_pointers(module); });
}

}  // namespace limner::conform
