#include "driver/manifest.h"
#include "fuzz/fuzz_input.h"

#include <string>

using limner::fuzz::demand;

// What parses has a name, and a module beside the manifest; what does not says where it stands.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::filesystem::path path = "/drivers/fuzz.driver.toml";
    auto manifest = limner::parse_manifest({reinterpret_cast<const char*>(data), size}, path);
    if (!manifest) {
        demand(manifest.error().code == limner::ErrorCode::invalid_setup);
        demand(manifest.error().message.starts_with(path.string()));
        return 0;
    }
    demand(!manifest->name.empty());
    demand(manifest->module.parent_path() == path.parent_path());
    return 0;
}
