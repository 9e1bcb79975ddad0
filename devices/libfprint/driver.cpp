#include "reader.h"

#include <limner/driver/driver.h>

#include <algorithm>

namespace {

using namespace limner;

/// Any reader that libfprint delivers images from.
class LibfprintDriver {
public:
    static constexpr auto name = "libfprint", version = "0.1.0";

    Result<void> initialise(const driver::Services& services) {
        constexpr const char* between = " ,\t\r\n\"[]";
        // Those that another driver of Limner serves: a device has one owner.
        const std::string text = services.setting("exclude").value_or("uru4000");
        for (std::size_t at = text.find_first_not_of(between); at != std::string::npos;) {
            const std::size_t end = std::min(text.find_first_of(between, at), text.size());
            excluded_.push_back(text.substr(at, end - at));
            at = text.find_first_not_of(between, end);
        }
        return {};
    }
    std::vector<driver::Listing> enumerate() const {
        std::vector<driver::Listing> found;
        auto lock = libfprint::own_main_context();
        libfprint::Owned<FpContext> context(fp_context_new());
        fp_context_enumerate(context.get());
        for (const libfprint::FoundReader& one : libfprint::list_readers(context.get(), excluded_))
            found.push_back({"libfprint/" + one.id, one.name, driver::DeviceClass::fingerprint_reader});
        return found;
    }
    Result<std::unique_ptr<driver::Device>> open(std::string_view id) const {
        constexpr std::string_view start = "libfprint/";
        return libfprint::Reader::open(id.starts_with(start) ? id.substr(start.size()) : id, excluded_);
    }

private:
    std::vector<std::string> excluded_{};
};

}  // namespace

LIMNER_DRIVER(LibfprintDriver)
