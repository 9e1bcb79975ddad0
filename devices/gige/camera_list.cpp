#include "camera_list.h"

#include "gvcp_socket.h"

#include <algorithm>

namespace limner::gige {
namespace {

using namespace std::chrono_literals;

constexpr auto answer_limit = 600ms;

/// Aravis numbers its devices anew with each search.
std::mutex& aravis_mutex() {
    static std::mutex mutex;
    return mutex;
}

std::string text_of(const char* text) { return text ? text : ""; }

void add_broadcast(std::vector<ListedCamera>& to) {
    std::lock_guard lock(aravis_mutex());
    arv_update_device_list();
    for (unsigned i = 0; i < arv_get_n_devices(); ++i) {
        const std::string vendor = text_of(arv_get_device_vendor(i)), model = text_of(arv_get_device_model(i));
        const std::string serial = text_of(arv_get_device_serial_nbr(i));
        const std::string hardware = text_of(arv_get_device_physical_id(i));
        ListedCamera camera = listed({vendor, model, serial, hardware});
        const bool is_network = text_of(arv_get_device_protocol(i)) == "GigEVision";
        if (is_network) camera.address = text_of(arv_get_device_address(i));
        camera.handle = is_network ? camera.address : text_of(arv_get_device_id(i));
        add_camera(to, std::move(camera), hardware);
    }
}

}  // namespace

std::vector<ListedCamera> CameraList::list() {
    std::vector<ListedCamera> found;
    add_broadcast(found);
    const auto answers = ask_all(addresses_, answer_limit);
    for (std::size_t i = 0; i < addresses_.size(); ++i) {
        if (!answers[i]) continue;
        ListedCamera camera =
            listed({answers[i]->vendor, answers[i]->model, answers[i]->serial, answers[i]->hardware_address});
        camera.handle = camera.address = addresses_[i];
        add_camera(found, std::move(camera), answers[i]->hardware_address);
    }
    std::lock_guard lock(mutex_);
    found_ = found;
    return found;
}

Result<ListedCamera> CameraList::find(std::string_view id) {
    {
        std::lock_guard lock(mutex_);
        const auto known = std::ranges::find(found_, id, &ListedCamera::id);
        if (known != found_.end()) {
            // Its address may be another's by now.
            const auto answers = ask_all({known->address}, answer_limit);
            const bool is_there = known->address.empty() || answers[0].has_value();
            if (is_there) return *known;
        }
    }
    const auto found = list();
    const auto now = std::ranges::find(found, id, &ListedCamera::id);
    if (now == found.end()) return Error{ErrorCode::device_missing, std::string(id) + " is not connected"};
    return *now;
}

Result<Owned<ArvCamera>> CameraList::open(const ListedCamera& camera) {
    AravisError error;
    std::lock_guard lock(aravis_mutex());
    Owned<ArvDevice> device(arv_open_device(camera.handle.c_str(), error.out()));
    if (!device) {
        Error failed = error.as(camera.id + " cannot be opened");
        if (failed.code == ErrorCode::device_lost) failed.code = ErrorCode::device_missing;
        return failed;
    }
    if (ARV_IS_GV_DEVICE(device.get()) && !arv_gv_device_is_controller(ARV_GV_DEVICE(device.get())))
        return Error{ErrorCode::device_busy, camera.id + ": another program controls it"};
    Owned<ArvCamera> opened(arv_camera_new_with_device(device.get(), error.out()));
    if (!opened) return error.as(camera.id + " cannot be opened");
    return opened;
}

}  // namespace limner::gige
