#include "photo_link.h"

#include "settings_tree.h"
#include "usb_name.h"

#include <limner/driver/option_list.h>

#include <cstdlib>
#include <cstring>
#include <utility>

namespace limner::gphoto2 {
namespace {

/// A camera that keeps a raw file too announces it after the picture was taken.
constexpr int event_limit_ms = 300, max_events = 20;

bool is_jpeg(CameraFile* file) {
    const char* type = nullptr;
    return gp_file_get_mime_type(file, &type) >= GP_OK && type && std::strcmp(type, GP_MIME_JPEG) == 0;
}

bool is_same(const CameraFilePath& one, const CameraFilePath& other) {
    return std::strcmp(one.folder, other.folder) == 0 && std::strcmp(one.name, other.name) == 0;
}

}  // namespace

PhotoLink::PhotoLink(FoundCamera found, OwnedCamera camera, driver::Services services)
    : found_(std::move(found)), services_(services), context_(gp_context_new()), camera_(std::move(camera)) {
    const auto asks = [](GPContext*, void* self) {
        return static_cast<PhotoLink*>(self)->is_interrupted_ ? GP_CONTEXT_FEEDBACK_CANCEL : GP_CONTEXT_FEEDBACK_OK;
    };
    gp_context_set_cancel_func(context_.get(), asks, this);
}

PhotoLink::~PhotoLink() {
    if (is_open_) gp_camera_exit(camera_.get(), context_.get());
}

bool PhotoLink::is_plugged_in() const {
    const auto name = usb_name(found_.port);
    return name && name->id == found_.id;
}

/// Cameras that are gone are reported by all kinds of results.
Error PhotoLink::failed(int result, const std::string& what) const {
    Error error = error_from(result, found_.id + ": " + what);
    if (error.code != ErrorCode::cancelled && !is_plugged_in()) error.code = ErrorCode::device_lost;
    return error;
}

Result<void> PhotoLink::open() {
    const int result = gp_camera_init(camera_.get(), context_.get());
    is_open_ = result >= GP_OK;
    if (is_open_) return {};
    Error error = failed(result, "no session");
    if (error.code == ErrorCode::device_lost) error.code = ErrorCode::device_missing;
    return error;
}

CameraAbilities PhotoLink::abilities() const {
    CameraAbilities abilities{};
    gp_camera_get_abilities(camera_.get(), &abilities);
    return abilities;
}

bool PhotoLink::has_preview() const { return (abilities().operations & GP_OPERATION_CAPTURE_PREVIEW) != 0; }
bool PhotoLink::has_stills() const { return (abilities().operations & GP_OPERATION_CAPTURE_IMAGE) != 0; }

Result<OwnedFile> PhotoLink::preview() {
    CameraFile* raw = nullptr;
    gp_file_new(&raw);
    OwnedFile file(raw);
    has_previewed_ = true;
    if (int result = gp_camera_capture_preview(camera_.get(), raw, context_.get()); result < GP_OK)
        return failed(result, "no picture of the viewfinder");
    return file;
}

/// The mirror goes down and the sensor cools. Not every camera knows the setting.
void PhotoLink::end_preview() {
    if (!std::exchange(has_previewed_, false)) return;
    CameraWidget* raw = nullptr;
    if (gp_camera_get_single_config(camera_.get(), "viewfinder", &raw, context_.get()) < GP_OK) return;
    const OwnedWidget widget(raw);
    const int off = 0;
    if (gp_widget_set_value(raw, &off) >= GP_OK)
        gp_camera_set_single_config(camera_.get(), "viewfinder", raw, context_.get());
}

Result<OwnedFile> PhotoLink::fetch(const CameraFilePath& path) {
    CameraFile* raw = nullptr;
    gp_file_new(&raw);
    OwnedFile file(raw);
    const int result =
        gp_camera_file_get(camera_.get(), path.folder, path.name, GP_FILE_TYPE_NORMAL, raw, context_.get());
    if (result < GP_OK) return failed(result, "the picture that it took cannot be fetched");
    return file;
}

void PhotoLink::remove(const CameraFilePath& path) {
    const int result = gp_camera_file_delete(camera_.get(), path.folder, path.name, context_.get());
    if (result < GP_OK)
        services_.log(driver::LogLevel::warning, found_.id + " keeps a picture: " + gp_result_as_string(result));
}

std::vector<CameraFilePath> PhotoLink::further_files() {
    std::vector<CameraFilePath> files;
    for (int i = 0; i < max_events; ++i) {
        CameraEventType type = GP_EVENT_TIMEOUT;
        void* data = nullptr;
        if (gp_camera_wait_for_event(camera_.get(), event_limit_ms, &type, &data, context_.get()) < GP_OK) break;
        if (type == GP_EVENT_FILE_ADDED && data) files.push_back(*static_cast<CameraFilePath*>(data));
        std::free(data);
        if (type == GP_EVENT_TIMEOUT || type == GP_EVENT_CAPTURE_COMPLETE) break;
    }
    return files;
}

Result<OwnedFile> PhotoLink::take() {
    CameraFilePath path{};
    if (int result = gp_camera_capture(camera_.get(), GP_CAPTURE_IMAGE, &path, context_.get()); result < GP_OK)
        return failed(result, "it takes no picture (does it find the focus?)");
    auto file = fetch(path);
    remove(path);
    for (const CameraFilePath& other : further_files()) {
        if (is_same(other, path)) continue;
        if (file && !is_jpeg(file->get()))
            if (auto better = fetch(other); better && is_jpeg(better->get())) file = std::move(better);
        remove(other);
    }
    if (file && !is_jpeg(file->get()))
        return Error{ErrorCode::unsupported, found_.id + " takes raw pictures only: set its image format to JPEG"};
    return file;
}

Result<std::vector<driver::Option>> PhotoLink::options() {
    CameraWidget* raw = nullptr;
    if (int result = gp_camera_get_config(camera_.get(), &raw, context_.get()); result < GP_OK)
        return failed(result, "it does not tell its settings");
    const OwnedWidget tree(raw);
    return options_in(raw);
}

Result<void> PhotoLink::set_option(std::string_view name, const driver::Value& wanted) {
    CameraWidget* raw = nullptr;
    if (int result = gp_camera_get_config(camera_.get(), &raw, context_.get()); result < GP_OK)
        return failed(result, "it does not tell its settings");
    const OwnedWidget tree(raw);
    driver::OptionList all(options_in(raw));
    const auto* old = all.find(name);
    const auto before = old ? std::optional(old->value) : std::nullopt;
    if (auto checked = all.set(name, wanted); !checked) return checked;
    const driver::Value value = all.find(name)->value;
    if (value == before) return {};
    CameraWidget* widget = find_option(raw, name);
    if (!widget) return Error{ErrorCode::unsupported, found_.id + " has no option '" + std::string(name) + "' now"};
    int result = put_value(widget, value);
    const char* own_name = nullptr;
    if (result >= GP_OK) result = gp_widget_get_name(widget, &own_name);
    if (result >= GP_OK) result = gp_camera_set_single_config(camera_.get(), own_name, widget, context_.get());
    return result >= GP_OK ? Result<void>{} : Result<void>(failed(result, std::string(name) + " cannot be set"));
}

}  // namespace limner::gphoto2
