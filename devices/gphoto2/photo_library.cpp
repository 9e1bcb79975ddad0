#include "photo_library.h"

#include "usb_name.h"

#include <algorithm>

namespace limner::gphoto2 {
namespace {

ErrorCode code_of(int result) {
    switch (result) {
        case GP_ERROR_IO:
        case GP_ERROR_IO_INIT:
        case GP_ERROR_IO_READ:
        case GP_ERROR_IO_WRITE:
        case GP_ERROR_IO_UPDATE:
        case GP_ERROR_IO_USB_FIND: return ErrorCode::device_lost;
        case GP_ERROR_TIMEOUT: return ErrorCode::device_stalled;
        case GP_ERROR_IO_USB_CLAIM:
        case GP_ERROR_IO_LOCK:
        case GP_ERROR_CAMERA_BUSY: return ErrorCode::device_busy;
        case GP_ERROR_NOT_SUPPORTED:
        case GP_ERROR_MODEL_NOT_FOUND: return ErrorCode::unsupported;
        case GP_ERROR_CANCEL: return ErrorCode::cancelled;
        case GP_ERROR_CORRUPTED_DATA: return ErrorCode::bad_data;
        case GP_ERROR_BAD_PARAMETERS: return ErrorCode::invalid_argument;
        default: return ErrorCode::device_fault;
    }
}

struct FreePorts {
    void operator()(GPPortInfoList* one) const noexcept { gp_port_info_list_free(one); }
};
struct FreeList {
    void operator()(CameraList* one) const noexcept { gp_list_unref(one); }
};
using Ports = std::unique_ptr<GPPortInfoList, FreePorts>;

Result<Ports> list_ports() {
    GPPortInfoList* raw = nullptr;
    if (int result = gp_port_info_list_new(&raw); result < GP_OK) return error_from(result, "libgphoto2's ports");
    Ports ports(raw);
    if (int result = gp_port_info_list_load(raw); result < GP_OK) return error_from(result, "libgphoto2's ports");
    return ports;
}

}  // namespace

Error error_from(int result, const std::string& what) {
    return {code_of(result), what + ": " + gp_result_as_string(result)};
}

PhotoLibrary::~PhotoLibrary() {
    if (models_) gp_abilities_list_free(models_);
}

Result<void> PhotoLibrary::load() {
    if (models_) return {};
    context_.reset(gp_context_new());
    CameraAbilitiesList* models = nullptr;
    if (int result = gp_abilities_list_new(&models); result < GP_OK) return error_from(result, "libgphoto2's models");
    if (int result = gp_abilities_list_load(models, context_.get()); result < GP_OK) {
        gp_abilities_list_free(models);
        return error_from(result, "libgphoto2's models");
    }
    models_ = models;
    return {};
}

Result<std::vector<FoundCamera>> PhotoLibrary::list() {
    std::lock_guard lock(mutex_);
    if (auto loaded = load(); !loaded) return loaded.error();
    auto ports = list_ports();
    if (!ports) return ports.error();
    CameraList* raw = nullptr;
    gp_list_new(&raw);
    const std::unique_ptr<CameraList, FreeList> detected(raw);
    if (int result = gp_abilities_list_detect(models_, ports->get(), raw, context_.get()); result < GP_OK)
        return error_from(result, "looking for cameras");
    std::vector<FoundCamera> found;
    for (int i = 0; i < gp_list_count(raw); ++i) {
        const char *model = nullptr, *port = nullptr;
        if (gp_list_get_name(raw, i, &model) < GP_OK || gp_list_get_value(raw, i, &port) < GP_OK) continue;
        // Folders with pictures and whatever else is no camera on the USB is left out.
        const auto name = usb_name(port);
        if (!name) continue;
        FoundCamera camera{name->id, model, name->serial, port};
        const auto is_same = [&](const FoundCamera& other) { return other.id == camera.id; };
        if (std::ranges::none_of(found, is_same)) found.push_back(std::move(camera));
    }
    return found;
}

Result<OwnedCamera> PhotoLibrary::camera(const FoundCamera& found) {
    std::lock_guard lock(mutex_);
    if (auto loaded = load(); !loaded) return loaded.error();
    auto ports = list_ports();
    if (!ports) return ports.error();
    Camera* raw = nullptr;
    if (int result = gp_camera_new(&raw); result < GP_OK) return error_from(result, found.id);
    OwnedCamera camera(raw);
    CameraAbilities abilities{};
    GPPortInfo port = nullptr;
    int result = gp_abilities_list_lookup_model(models_, found.model.c_str());
    if (result >= GP_OK) result = gp_abilities_list_get_abilities(models_, result, &abilities);
    if (result >= GP_OK) result = gp_camera_set_abilities(raw, abilities);
    if (result >= GP_OK) result = gp_port_info_list_lookup_path(ports->get(), found.port.c_str());
    if (result >= GP_OK) result = gp_port_info_list_get_info(ports->get(), result, &port);
    if (result >= GP_OK) result = gp_camera_set_port_info(raw, port);
    if (result < GP_OK) return error_from(result, found.id);
    return camera;
}

}  // namespace limner::gphoto2
