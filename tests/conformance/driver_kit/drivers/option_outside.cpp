// Describes an option whose value is none of its choices.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::string mode = "sepia";

driver::Option described() { return {.name = "mode", .value = mode, .choices = {"color", "gray"}}; }

std::int32_t options(limner_device_v1* device, limner_emit_option_fn emit, void* to, limner_error_v1* error) {
    auto code = good::options(device, emit, to, error);
    if (code == 0) driver::detail::emit_option(emit, to, described());
    return code;
}
std::int32_t set_option(limner_device_v1* device, const char* name, const limner_value_v1* value,
                        limner_error_v1* error) {
    if (!device || !name || !value || std::strcmp(name, "mode") != 0)
        return good::set_option(device, name, value, error);
    driver::OptionList list({described()});
    auto set = list.set(name, driver::detail::from_abi(*value));
    if (!set) return good::answer(error, set.error().code, set.error().message.c_str());
    mode = value->text;
    return 0;
}
void change(limner_driver_v1& table) {
    table.options = options;
    table.set_option = set_option;
}

}  // namespace

LIMNER_TEST_DRIVER(change)
