#include "video_node.h"

#include <cerrno>
#include <system_error>

namespace limner::v4l2 {
namespace {

ErrorCode code_of(int reason) {
    switch (reason) {
        case ENODEV:
        case ENXIO:
        case ESHUTDOWN: return ErrorCode::device_lost;
        case EBUSY: return ErrorCode::device_busy;
        case EACCES:
        case EPERM: return ErrorCode::access_denied;
        case ENOTTY: return ErrorCode::unsupported;
        case ETIMEDOUT: return ErrorCode::device_stalled;
        default: return ErrorCode::device_fault;
    }
}

}  // namespace

Error node_error(const std::string& id, const std::string& what, int reason) {
    return {code_of(reason), id + ": " + what + ": " + std::generic_category().message(reason)};
}

}  // namespace limner::v4l2
