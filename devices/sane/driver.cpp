#include "catalogue.h"

#include <limner/driver/driver.h>

namespace {

limner::sane::Catalogue& catalogue() {
    static limner::sane::Catalogue instance;
    return instance;
}

/// Any scanner that SANE knows.
struct SaneDriver {
    static constexpr auto name = "sane", version = "0.1.0";

    static limner::Result<void> initialise(const limner::driver::Services& services) {
        return catalogue().add_user(services);
    }
    static void shutdown() { catalogue().remove_user(); }
    static limner::Result<std::vector<limner::driver::Listing>> enumerate() { return catalogue().list(); }
    static limner::Result<std::unique_ptr<limner::driver::Device>> open(std::string_view id) {
        return catalogue().open(id);
    }
};

}  // namespace

LIMNER_DRIVER(SaneDriver)
