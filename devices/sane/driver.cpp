#include "catalogue.h"

#include <limner/driver/driver.h>

namespace {

/// Any scanner that SANE knows.
class SaneDriver {
public:
    static constexpr auto name = "sane", version = "0.1.0";

    limner::Result<void> initialise(const limner::driver::Services& services) {
        return catalogue_.initialise(services);
    }
    limner::Result<std::vector<limner::driver::Listing>> enumerate() { return catalogue_.list(); }
    limner::Result<std::unique_ptr<limner::driver::Device>> open(std::string_view id) { return catalogue_.open(id); }

private:
    limner::sane::Catalogue catalogue_;
};

}  // namespace

LIMNER_DRIVER(SaneDriver)
