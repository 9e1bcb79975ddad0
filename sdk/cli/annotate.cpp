#include "cli/annotate.h"

#include "cli/output_file.h"

#include <limner/check/portrait_crop.h>
#include <limner/frame/image_file.h>

#include <system_error>

namespace limner::cli {

PictureMarks marks_of(const PortraitCheck& check, const Image& image) {
    if (!check.landmarks) return {};
    const FaceLandmarks& face = *check.landmarks;
    PictureMarks marks{{face.left_eye, face.right_eye, face.chin}, {}};
    if (face.crown) marks.points.push_back(*face.crown);
    if (const auto outline = portrait_outline(image.width(), image.height(), face))
        marks.outline.assign(outline->begin(), outline->end());
    return marks;
}

PictureMarks marks_of(const PageCheck& check, const Image&) {
    return check.quad ? PictureMarks{{}, {check.quad->begin(), check.quad->end()}} : PictureMarks{};
}

PictureMarks marks_of(const FingerprintCheck&, const Image&) { return {}; }

Result<void> annotate(const Image& image, const PictureMarks& marks, const std::vector<std::string>& caption,
                      const std::filesystem::path& folder, const std::string& file) {
    const auto picture = annotated_picture(image, marks, caption);
    if (!picture) return picture.error();
    const auto png = encode_png(*picture);
    if (!png) return png.error();
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    return write_output(folder / (std::filesystem::path(file).filename().string() + ".annotated.png"), *png);
}

}  // namespace limner::cli
