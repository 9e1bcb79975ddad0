#include "catalogue.h"

#include <limner/driver/driver.h>

namespace {

/// Any document scanner that speaks eSCL.
class EsclDriver {
public:
    static constexpr auto name = "escl", version = "0.1.0";

    limner::Result<void> initialise(const limner::driver::Services& services) {
        return catalogue_.initialise(services);
    }
    limner::Result<std::vector<limner::driver::Listing>> enumerate() { return catalogue_.list(); }
    limner::Result<std::unique_ptr<limner::driver::Device>> open(std::string_view id) { return catalogue_.open(id); }

private:
    limner::escl::Catalogue catalogue_;
};

}  // namespace

LIMNER_DRIVER(EsclDriver)
