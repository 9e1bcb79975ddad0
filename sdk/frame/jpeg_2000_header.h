#pragma once

#include "frame/image_codec.h"

#include <cstdint>
#include <optional>

namespace limner::codec {

/// What the boxes and main header of a JPEG 2000 file say (ISO/IEC 15444-1, annexes A and I).
struct Jpeg2000Header {
    std::int64_t width = 0;
    std::int64_t height = 0;
    int components = 0;
    bool is_boxed = false;       ///< JP2; otherwise a codestream alone.
    bool is_reversible = false;  ///< By the 5/3 filter, which lossless files have.
    std::optional<double> ppi{};
};

/// Everything that a decoder allocates by: sizes are held against the limits and against what the file's bytes can
/// hold, tile parts are counted and lie wholly within the file. unreadable_file names the source and the reason;
/// unsupported: tiles with a coding style of their own, more than four components.
Result<Jpeg2000Header> read_jpeg_2000_header(const Source& source);

}  // namespace limner::codec
