#include "readers.h"

#include <algorithm>

namespace limner::libfprint {
namespace {

ErrorCode code_of(const GError* error) {
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) return ErrorCode::cancelled;
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)) return ErrorCode::device_stalled;
    if (error->domain != FP_DEVICE_ERROR) return ErrorCode::device_fault;
    switch (error->code) {
        case FP_DEVICE_ERROR_REMOVED: return ErrorCode::device_lost;
        case FP_DEVICE_ERROR_BUSY:
        case FP_DEVICE_ERROR_ALREADY_OPEN: return ErrorCode::device_busy;
        case FP_DEVICE_ERROR_NOT_SUPPORTED: return ErrorCode::unsupported;
        case FP_DEVICE_ERROR_DATA_INVALID: return ErrorCode::bad_data;
        default: return ErrorCode::device_fault;
    }
}

}  // namespace

std::unique_lock<std::mutex> own_main_context() {
    static std::mutex mutex;
    return std::unique_lock(mutex);
}

std::vector<FoundReader> list_readers(FpContext* context, const std::vector<std::string>& excluded) {
    std::vector<FoundReader> found;
    GPtrArray* devices = fp_context_get_devices(context);
    for (guint i = 0; devices && i < devices->len; ++i) {
        auto* device = static_cast<FpDevice*>(g_ptr_array_index(devices, i));
        const std::string kind = fp_device_get_driver(device);
        const bool is_wanted = fp_device_has_feature(device, FP_DEVICE_FEATURE_CAPTURE) &&
                               std::ranges::find(excluded, kind) == excluded.end();
        if (!is_wanted) continue;
        FoundReader one{kind + "/" + fp_device_get_device_id(device), fp_device_get_name(device), device};
        const auto is_same = [&](const FoundReader& other) {
            return other.id == one.id || other.id.starts_with(one.id + "#");
        };
        const auto same = std::ranges::count_if(found, is_same);
        if (same > 0) one.id += "#" + std::to_string(same + 1);
        found.push_back(std::move(one));
    }
    return found;
}

Error error_from(const GError* error, const std::string& what) {
    return Error{code_of(error), what + ": " + (error->message ? error->message : "libfprint names no reason")};
}

bool is_retry(const GError* error) noexcept { return error->domain == FP_DEVICE_RETRY; }

}  // namespace limner::libfprint
