#pragma once

#include <csetjmp>
#include <cstdio>

#include <jerror.h>
#include <jpeglib.h>

namespace limner::codec {

/// libjpeg's way out: its own handler would end the process. Every call into libjpeg goes through guarded().
struct JpegErrorManager {
    jpeg_error_mgr base;  // first: libjpeg hands out its address
    std::jmp_buf escape;
    char reason[JMSG_LENGTH_MAX];

    JpegErrorManager();
};

/// Runs `call` and tells whether libjpeg came back from it without an error. Nothing with a destructor may live in
/// `call`: an error jumps over it.
template <typename Call>
bool guarded(JpegErrorManager& errors, Call&& call) {
    if (setjmp(errors.escape) != 0) return false;
    call();
    return true;
}

}  // namespace limner::codec
