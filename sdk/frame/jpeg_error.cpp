#include "frame/jpeg_error.h"

#include <string>

namespace limner::codec {
namespace {

JpegErrorManager& manager_of(j_common_ptr info) { return *reinterpret_cast<JpegErrorManager*>(info->err); }

[[noreturn]] void leave(j_common_ptr info) {
    JpegErrorManager& manager = manager_of(info);
    (*info->err->format_message)(info, manager.reason);
    std::longjmp(manager.escape, 1);
}

[[noreturn]] void leave_with(j_common_ptr info, const char* reason) {
    JpegErrorManager& manager = manager_of(info);
    std::snprintf(manager.reason, sizeof manager.reason, "%s", reason);
    std::longjmp(manager.escape, 1);
}

// libjpeg warns where it goes on with invented pixels. Those are no evidence, so the file is refused; webcams are known
// for stray bytes between segments, and old programs for wrong versions, which harm no pixel.
void judge_message(j_common_ptr info, int level) {
    if (level >= 0) return;
    switch (info->err->msg_code) {
        case JWRN_EXTRANEOUS_DATA:
        case JWRN_JFIF_MAJOR:
        case JWRN_ADOBE_XFORM: return;
        case JWRN_JPEG_EOF:
        case JWRN_HIT_MARKER: leave_with(info, "truncated");
        default: leave_with(info, "damaged");
    }
}

}  // namespace

JpegErrorManager::JpegErrorManager() : base(), escape(), reason() {
    jpeg_std_error(&base);
    base.error_exit = leave;
    base.emit_message = judge_message;
    base.output_message = [](j_common_ptr) {};
}

}  // namespace limner::codec
