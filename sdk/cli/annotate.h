#pragma once

#include <limner/base/result.h>
#include <limner/check/check_fingerprint.h>
#include <limner/check/check_page.h>
#include <limner/check/check_portrait.h>

#include "check/annotated_picture.h"

#include <filesystem>
#include <string>
#include <vector>

namespace limner::cli {

/// The face's places, and what a passport's portrait would be cut out of a picture that is larger.
PictureMarks marks_of(const PortraitCheck& check, const Image& image);
PictureMarks marks_of(const PageCheck& check, const Image& image);
/// A fingerprint's check tells no places.
PictureMarks marks_of(const FingerprintCheck& check, const Image& image);

/// Writes `folder`/<name of file>.annotated.png, making the folder where it is not there: the marks drawn in, and the
/// lines of the caption (ASCII) in words below. Errors: storage_failed.
Result<void> annotate(const Image& image, const PictureMarks& marks, const std::vector<std::string>& caption,
                      const std::filesystem::path& folder, const std::string& file);

}  // namespace limner::cli
