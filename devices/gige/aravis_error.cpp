#include "aravis_error.h"

namespace limner::gige {
namespace {

ErrorCode code_of(const GError* error) {
    if (!error || error->domain != ARV_DEVICE_ERROR) return ErrorCode::device_fault;
    switch (error->code) {
        case ARV_DEVICE_ERROR_TIMEOUT:
        case ARV_DEVICE_ERROR_NOT_CONNECTED:
        case ARV_DEVICE_ERROR_NOT_FOUND: return ErrorCode::device_lost;
        case ARV_DEVICE_ERROR_NOT_CONTROLLER:
        case ARV_DEVICE_ERROR_PROTOCOL_ERROR_BUSY:
        case ARV_DEVICE_ERROR_PROTOCOL_ERROR_ACCESS_DENIED: return ErrorCode::device_busy;
        case ARV_DEVICE_ERROR_INVALID_PARAMETER:
        case ARV_DEVICE_ERROR_PROTOCOL_ERROR_INVALID_PARAMETER: return ErrorCode::invalid_argument;
        case ARV_DEVICE_ERROR_NO_STREAM_CHANNEL:
        case ARV_DEVICE_ERROR_GENICAM_NOT_FOUND: return ErrorCode::unsupported;
        default: return ErrorCode::device_fault;
    }
}

}  // namespace

Error AravisError::as(const std::string& what) const {
    return {code_of(error_), what + ": " + (error_ && error_->message ? error_->message : "Aravis names no reason")};
}

}  // namespace limner::gige
