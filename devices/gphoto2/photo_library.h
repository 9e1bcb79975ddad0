#pragma once

#include <limner/base/error.h>
#include <limner/base/result.h>

#include <gphoto2/gphoto2.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace limner::gphoto2 {

struct FreeContext {
    void operator()(GPContext* one) const noexcept { gp_context_unref(one); }
};
struct FreeCamera {
    void operator()(Camera* one) const noexcept { gp_camera_unref(one); }
};
struct FreeFile {
    void operator()(CameraFile* one) const noexcept { gp_file_unref(one); }
};
struct FreeWidget {
    void operator()(CameraWidget* one) const noexcept { gp_widget_free(one); }
};
using OwnedCamera = std::unique_ptr<Camera, FreeCamera>;
using OwnedFile = std::unique_ptr<CameraFile, FreeFile>;
using OwnedWidget = std::unique_ptr<CameraWidget, FreeWidget>;
using OwnedContext = std::unique_ptr<GPContext, FreeContext>;

struct FoundCamera {
    std::string id{};
    std::string model{};
    std::string serial{};
    std::string port{};  ///< "usb:BUS,ADDRESS", as it is now.
};

/// libgphoto2's cameras on the USB. Its lists of models and ports are read once; from any thread.
class PhotoLibrary {
public:
    PhotoLibrary() = default;
    PhotoLibrary(const PhotoLibrary&) = delete;
    PhotoLibrary& operator=(const PhotoLibrary&) = delete;
    ~PhotoLibrary();

    /// Nothing is opened.
    Result<std::vector<FoundCamera>> list();
    /// Ready to be opened by gp_camera_init().
    Result<OwnedCamera> camera(const FoundCamera& found);

private:
    Result<void> load();

    std::mutex mutex_{};
    OwnedContext context_{};
    CameraAbilitiesList* models_ = nullptr;
};

/// libgphoto2's result of `what`, which is below GP_OK.
Error error_from(int result, const std::string& what);

}  // namespace limner::gphoto2
