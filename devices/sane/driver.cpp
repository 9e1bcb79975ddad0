#include "catalogue.h"

#include <limner/driver/driver.h>

namespace {

/// Any scanner that SANE knows.
class SaneDriver {
public:
    static constexpr auto name = "sane", version = "0.1.0";

    SaneDriver() = default;
    SaneDriver(const SaneDriver&) = delete;
    SaneDriver& operator=(const SaneDriver&) = delete;
    ~SaneDriver() {
        if (is_user_) catalogue_.remove_user();
    }

    limner::Result<void> initialise(const limner::driver::Services& services) {
        auto added = catalogue_.add_user(services);
        is_user_ = static_cast<bool>(added);
        return added;
    }
    limner::Result<std::vector<limner::driver::Listing>> enumerate() { return catalogue_.list(); }
    limner::Result<std::unique_ptr<limner::driver::Device>> open(std::string_view id) { return catalogue_.open(id); }

private:
    limner::sane::Catalogue catalogue_;
    bool is_user_ = false;
};

}  // namespace

LIMNER_DRIVER(SaneDriver)
