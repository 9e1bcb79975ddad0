#pragma once

#include <limner/base/result.h>
#include <limner/check/check_fingerprint.h>
#include <limner/check/check_page.h>
#include <limner/check/check_portrait.h>

#include <filesystem>
#include <string>
#include <vector>

namespace limner::cli {

/// What a check found, to be drawn: points as crosses, and a closed outline.
struct Marks {
    std::vector<Point> points{};
    std::vector<Point> outline{};
};

Marks marks_of(const PortraitCheck& check);
Marks marks_of(const PageCheck& check);
/// A fingerprint's check tells no places.
Marks marks_of(const FingerprintCheck& check);

/// Writes `folder`/<name of file>.annotated.png, making the folder where it is not there: the marks drawn in, and the
/// lines of the caption (ASCII) in words below. Errors: storage_failed.
Result<void> annotate(const Image& image, const Marks& marks, const std::vector<std::string>& caption,
                      const std::filesystem::path& folder, const std::string& file);

}  // namespace limner::cli
