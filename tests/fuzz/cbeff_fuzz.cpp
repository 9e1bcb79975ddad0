#include <limner/record/cbeff_file.h>

#include "fuzz/fuzz_input.h"

#include <string>

using limner::fuzz::demand;

// What is read strictly must be written, and be read as the same again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string name = "input";
    const std::span<const std::byte> file(reinterpret_cast<const std::byte*>(data), size);
    (void)limner::is_cbeff_file(file);
    (void)limner::read_cbeff_file(file, name, limner::Reading::lenient);
    const auto read = limner::read_cbeff_file(file, name);
    if (!read) {
        demand(read.error().message.starts_with(name));
        return 0;
    }
    const auto bytes = limner::write_cbeff_file(*read);
    demand(bytes.has_value());
    const auto back = limner::read_cbeff_file(*bytes, name);
    demand(back.has_value());
    demand(limner::write_cbeff_file(*back).value() == *bytes);
    return 0;
}
