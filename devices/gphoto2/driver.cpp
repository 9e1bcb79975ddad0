#include "photo_camera.h"

#include <limner/driver/driver.h>

#include <algorithm>

namespace {

using namespace limner;

/// SLR and mirrorless cameras that libgphoto2 can take pictures with.
class Gphoto2Driver {
public:
    static constexpr auto name = "gphoto2", version = "0.1.0";

    Result<void> initialise(const driver::Services& services) {
        services_ = services;
        return {};
    }
    Result<std::vector<driver::Listing>> enumerate() {
        auto cameras = library_.list();
        if (!cameras) return cameras.error();
        std::vector<driver::Listing> found;
        for (const gphoto2::FoundCamera& one : *cameras)
            found.push_back({one.id, one.model, driver::DeviceClass::camera, one.serial});
        return found;
    }
    Result<std::unique_ptr<driver::Device>> open(std::string_view id) {
        auto cameras = library_.list();
        if (!cameras) return cameras.error();
        const auto found = std::ranges::find(*cameras, id, &gphoto2::FoundCamera::id);
        if (found == cameras->end()) return Error{ErrorCode::device_missing, std::string(id) + " is not connected"};
        auto prepared = library_.camera(*found);
        if (!prepared) return prepared.error();
        auto camera = std::make_unique<gphoto2::PhotoCamera>(*found, *std::move(prepared), services_);
        if (auto begun = camera->begin_session(); !begun) return begun.error();
        return std::unique_ptr<driver::Device>(std::move(camera));
    }

private:
    driver::Services services_{};
    gphoto2::PhotoLibrary library_{};
};

}  // namespace

LIMNER_DRIVER(Gphoto2Driver)
