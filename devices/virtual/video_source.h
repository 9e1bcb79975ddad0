#pragma once

#include "picture_source.h"

namespace limner::virtual_driver {

/// Whether a file's first bytes are those of a video container: AVI, Matroska or WebM, Ogg, MP4 or QuickTime.
bool is_video(const std::filesystem::path& path);

/// Plays a video file in a loop, one picture of it an exposure; holds one picture at a time. unsupported where the
/// driver was built without video, or GStreamer lacks the decoder.
Result<std::unique_ptr<PictureSource>> open_video(const std::filesystem::path& path);

}  // namespace limner::virtual_driver
