#pragma once

#include "photo_library.h"

#include <limner/driver/driver.h>

#include <atomic>

namespace limner::gphoto2 {

/// What is said to one open camera. Everything but interrupt() blocks for as long as the camera likes, and is called by
/// one thread at a time.
class PhotoLink {
public:
    PhotoLink(FoundCamera found, OwnedCamera camera, driver::Services services);
    PhotoLink(const PhotoLink&) = delete;
    PhotoLink& operator=(const PhotoLink&) = delete;
    /// Ends the session.
    ~PhotoLink();

    /// Begins the session. Errors: device_missing, device_busy, device_fault.
    Result<void> open();
    bool has_preview() const;
    bool has_stills() const;
    /// A picture of the viewfinder, as the camera sends it.
    Result<OwnedFile> preview();
    void end_preview();
    /// Takes a picture and fetches its JPEG file; what the camera kept of it is deleted, as it shows a person.
    Result<OwnedFile> take();
    Result<std::vector<driver::Option>> options();
    /// Errors beside the camera's: those of OptionList::set().
    Result<void> set_option(std::string_view name, const driver::Value& value);

    bool is_plugged_in() const;
    /// Asks the call in progress, and all to come, to give up where libgphoto2 looks for that.
    void interrupt() noexcept { is_interrupted_ = true; }

private:
    Error failed(int result, const std::string& what) const;
    CameraAbilities abilities() const;
    Result<OwnedFile> fetch(const CameraFilePath& path);
    void remove(const CameraFilePath& path);
    std::vector<CameraFilePath> further_files();

    const FoundCamera found_;
    const driver::Services services_;
    std::atomic<bool> is_interrupted_ = false;
    OwnedContext context_;
    OwnedCamera camera_;
    bool is_open_ = false;
    bool has_previewed_ = false;
};

}  // namespace limner::gphoto2
