#include <limner/capture/counter_config.h>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t max_bytes = 64 * 1024;
    if (size > max_bytes) return 0;
    (void)limner::parse_counter_config(std::string(reinterpret_cast<const char*>(data), size), "fuzz.toml", "/fuzz");
    return 0;
}
