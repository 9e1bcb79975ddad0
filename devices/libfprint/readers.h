#pragma once

#include <limner/base/error.h>

#include <fprint.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace limner::libfprint {

struct Unref {
    void operator()(gpointer object) const noexcept { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

/// libfprint waits on GLib's default main context and calls back from it: who runs it has this lock, one thread of the
/// process at a time.
std::unique_lock<std::mutex> own_main_context();

/// A reader that delivers images.
struct FoundReader {
    std::string id{};  ///< "uru4000/0", "elan/0", a second one of the same kind "elan/0#2".
    std::string name{};
    FpDevice* device = nullptr;  ///< The context's.
};

/// Those of the context, without those whose libfprint driver is excluded.
std::vector<FoundReader> list_readers(FpContext* context, const std::vector<std::string>& excluded);

/// The typed error of libfprint's, with its words. Does not take `error`.
Error error_from(const GError* error, const std::string& what);

/// A scan that libfprint wants repeated: no error of the device.
bool is_retry(const GError* error) noexcept;

}  // namespace limner::libfprint
