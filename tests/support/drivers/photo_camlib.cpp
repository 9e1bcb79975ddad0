// A camera for libgphoto2 to drive, as one of its own camera modules: what it does is in files of the folder that
// LIMNER_PHOTO_CAMERA names. "fault" holds a word, "preview.jpg" and "still.jpg" its pictures; "deleted" is written.
#include <gphoto2/gphoto2-library.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

namespace {

constexpr const char* folder = "/store";
int taken = 0;
bool has_raw_to_announce = false;
std::string iso = "200";
float zoom = 1;
int bracketing = 0;

std::string path_of(const char* name) {
    const char* place = std::getenv("LIMNER_PHOTO_CAMERA");
    return std::string(place ? place : ".") + "/" + name;
}

std::string content_of(const char* name) {
    std::ifstream in(path_of(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// GP_OK, unless the fault strikes every call.
int strike() {
    while (content_of("fault") == "hang") std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const std::string fault = content_of("fault");
    if (fault == "busy") return GP_ERROR_CAMERA_BUSY;
    if (fault == "io") return GP_ERROR_IO_READ;
    if (fault == "unfocused") return GP_ERROR;
    return GP_OK;
}

int put(CameraFile* file, std::string bytes, const char* type) {
    char* memory = static_cast<char*>(std::malloc(bytes.size() + 1));
    std::memcpy(memory, bytes.data(), bytes.size());
    gp_file_set_data_and_size(file, memory, bytes.size());
    return gp_file_set_mime_type(file, type);
}

int preview(Camera*, CameraFile* file, GPContext*) {
    if (int result = strike(); result < GP_OK) return result;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return put(file, content_of("fault") == "garbage" ? "no picture" : content_of("preview.jpg"), GP_MIME_JPEG);
}

int keep(Camera* camera, CameraFilePath* path, const char* kind, GPContext* context) {
    std::strcpy(path->folder, folder);
    std::strcpy(path->name, ("IMG_" + std::to_string(taken) + kind).c_str());
    return gp_filesystem_append(camera->fs, path->folder, path->name, context);
}

int capture(Camera* camera, CameraCaptureType, CameraFilePath* path, GPContext* context) {
    if (int result = strike(); result < GP_OK) return result;
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    ++taken;
    const std::string fault = content_of("fault");
    has_raw_to_announce = fault == "raw_and_jpeg";
    const bool is_raw = has_raw_to_announce || fault == "raw";
    return keep(camera, path, is_raw ? ".CR2" : ".JPG", context);
}

int wait_for_event(Camera* camera, int, CameraEventType* type, void** data, GPContext* context) {
    *type = GP_EVENT_TIMEOUT;
    *data = nullptr;
    if (!has_raw_to_announce) return GP_OK;
    has_raw_to_announce = false;
    auto* path = static_cast<CameraFilePath*>(std::calloc(1, sizeof(CameraFilePath)));
    *type = GP_EVENT_FILE_ADDED;
    *data = path;
    return keep(camera, path, ".JPG", context);
}

int get_file(CameraFilesystem*, const char*, const char* name, CameraFileType, CameraFile* file, void*, GPContext*) {
    const bool is_raw = std::strstr(name, ".CR2") != nullptr;
    return put(file, is_raw ? "raw" : content_of("still.jpg"), is_raw ? GP_MIME_CR2 : GP_MIME_JPEG);
}

int delete_file(CameraFilesystem*, const char*, const char* name, void*, GPContext*) {
    std::ofstream(path_of("deleted"), std::ios::app) << name << "\n";
    return GP_OK;
}

int list_nothing(CameraFilesystem*, const char*, CameraList*, void*, GPContext*) { return GP_OK; }

CameraWidget* add(CameraWidget* to, CameraWidgetType type, const char* name, const void* value) {
    CameraWidget* widget = nullptr;
    gp_widget_new(type, name, &widget);
    gp_widget_set_name(widget, name);
    if (value) gp_widget_set_value(widget, value);
    gp_widget_append(to, widget);
    return widget;
}

int get_config(Camera*, CameraWidget** window, GPContext*) {
    if (int result = strike(); result < GP_OK) return result;
    gp_widget_new(GP_WIDGET_WINDOW, "Settings", window);
    CameraWidget* image = add(*window, GP_WIDGET_SECTION, "imgsettings", nullptr);
    CameraWidget* speed = add(image, GP_WIDGET_RADIO, "iso", iso.c_str());
    for (const char* choice : {"100", "200", "400"}) gp_widget_add_choice(speed, choice);
    CameraWidget* unknown = add(image, GP_WIDGET_RADIO, "colorspace", "Unknown value 0007");
    gp_widget_add_choice(unknown, "sRGB");
    CameraWidget* capturing = add(*window, GP_WIDGET_SECTION, "capturesettings", nullptr);
    gp_widget_set_range(add(capturing, GP_WIDGET_RANGE, "zoom", nullptr), 1, 4, 1);
    CameraWidget* widget = nullptr;
    gp_widget_get_child_by_name(capturing, "zoom", &widget);
    gp_widget_set_value(widget, &zoom);
    add(capturing, GP_WIDGET_TOGGLE, "bracketing", &bracketing);
    gp_widget_set_readonly(add(capturing, GP_WIDGET_TEXT, "f-number", "f/8"), 1);
    add(add(*window, GP_WIDGET_SECTION, "other", nullptr), GP_WIDGET_TEXT, "5001", "100");
    return GP_OK;
}

int set_config(Camera*, CameraWidget* window, GPContext*) {
    if (int result = strike(); result < GP_OK) return result;
    CameraWidget* widget = nullptr;
    const char* text = nullptr;
    if (gp_widget_get_child_by_name(window, "iso", &widget) >= GP_OK && gp_widget_get_value(widget, &text) >= GP_OK)
        iso = text;
    if (gp_widget_get_child_by_name(window, "zoom", &widget) >= GP_OK) gp_widget_get_value(widget, &zoom);
    if (gp_widget_get_child_by_name(window, "bracketing", &widget) >= GP_OK) gp_widget_get_value(widget, &bracketing);
    return GP_OK;
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int camera_id(CameraText* id) {
    std::strcpy(id->text, "limner-test");
    return GP_OK;
}

__attribute__((visibility("default"))) int camera_abilities(CameraAbilitiesList* list) {
    CameraAbilities camera{};
    std::strcpy(camera.model, "Limner Test Camera");
    camera.status = GP_DRIVER_STATUS_TESTING;
    camera.port = GP_PORT_USB;
    camera.usb_vendor = 0x04a9;
    camera.usb_product = 0xfff1;
    camera.operations =
        static_cast<CameraOperation>(GP_OPERATION_CAPTURE_IMAGE | GP_OPERATION_CAPTURE_PREVIEW | GP_OPERATION_CONFIG);
    camera.file_operations = GP_FILE_OPERATION_DELETE;
    return gp_abilities_list_append(list, camera);
}

__attribute__((visibility("default"))) int camera_init(Camera* camera, GPContext*) {
    if (content_of("fault") == "claimed") return GP_ERROR_IO_USB_CLAIM;
    camera->functions->capture_preview = preview;
    camera->functions->capture = capture;
    camera->functions->wait_for_event = wait_for_event;
    camera->functions->get_config = get_config;
    camera->functions->set_config = set_config;
    static CameraFilesystemFuncs files{};
    files.file_list_func = list_nothing;
    files.folder_list_func = list_nothing;
    files.get_file_func = get_file;
    files.del_file_func = delete_file;
    return gp_filesystem_set_funcs(camera->fs, &files, camera);
}
}
