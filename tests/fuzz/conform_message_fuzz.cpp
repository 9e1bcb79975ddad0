#include "conform/message.h"
#include "fuzz/fuzz_input.h"

using namespace limner;
using limner::fuzz::demand;

// Whatever a probe sends is refused, or read as what is the same when it is written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto message = conform::message_from({reinterpret_cast<const char*>(data), size});
    if (!message) {
        demand(message.error().code == ErrorCode::bad_data);
        return 0;
    }
    auto text = conform::text_of(*message);
    auto again = conform::message_from(text);
    demand(static_cast<bool>(again));
    demand(conform::text_of(*again) == text);
    return 0;
}
