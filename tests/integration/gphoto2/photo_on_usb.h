#pragma once

#include "support/temporary_folder.h"

#include <limner/frame/image.h>

#include <umockdev.h>

#include <string>

namespace limner::test {

/// A camera on a simulated USB, which a module of the tests drives for libgphoto2: this process, and those that it
/// starts, see it and no other. One at a time.
class PhotoOnUsb {
public:
    explicit PhotoOnUsb(const std::string& serial = "S1");
    PhotoOnUsb(const PhotoOnUsb&) = delete;
    PhotoOnUsb& operator=(const PhotoOnUsb&) = delete;
    ~PhotoOnUsb();

    const std::string& id() const { return id_; }
    /// hang, busy, io, unfocused, garbage, raw, raw_and_jpeg, claimed; empty: none.
    void fail_by(const std::string& fault) const;
    /// In place of grey ones, from the next picture on.
    void show(const Image& preview, const Image& still);
    const std::vector<std::byte>& preview() const { return preview_; }
    const std::vector<std::byte>& still() const { return still_; }
    /// The names of the files that the camera was told to delete.
    std::vector<std::string> deleted() const;
    void unplug();

private:
    static gboolean on_ioctl(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer self);

    TemporaryFolder folder_{};
    std::string id_;
    std::vector<std::byte> preview_, still_;
    UMockdevTestbed* bed_;
    UMockdevIoctlBase* handler_;
    bool is_plugged_in_ = true;
};

}  // namespace limner::test
