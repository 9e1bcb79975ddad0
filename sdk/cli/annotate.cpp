#include "cli/annotate.h"

#include <limner/frame/image_file.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <system_error>

namespace limner::cli {
namespace {

/// rgb8 pixels to draw on.
class Canvas {
public:
    explicit Canvas(const Image& image) : width_(image.width()), height_(image.height()) {
        pixels_.reserve(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * 3);
        const int copies = image.format() == PixelFormat::gray8 ? 3 : 1;
        for (std::byte sample : image.bytes()) pixels_.insert(pixels_.end(), static_cast<std::size_t>(copies), sample);
    }

    void line(Point from, Point to) {
        const double steps = std::ceil(std::max({std::abs(to.x - from.x), std::abs(to.y - from.y), 1.0}));
        for (double i = 0; i <= steps; ++i)
            dot(from.x + (to.x - from.x) * i / steps, from.y + (to.y - from.y) * i / steps);
    }

    void cross(Point at) {
        const double arm = std::max(4.0, std::max(width_, height_) / 100.0);
        line({at.x - arm, at.y}, {at.x + arm, at.y});
        line({at.x, at.y - arm}, {at.x, at.y + arm});
    }

    Result<Image> image() && { return Image::from_pixels(width_, height_, PixelFormat::rgb8, std::move(pixels_)); }

private:
    void dot(double x, double y) {
        constexpr std::array<std::byte, 3> green{std::byte{0}, std::byte{220}, std::byte{60}};
        if (!(x >= 0 && y >= 0 && x < width_ && y < height_)) return;
        const auto at =
            (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x)) * 3;
        std::ranges::copy(green, pixels_.begin() + static_cast<std::ptrdiff_t>(at));
    }

    int width_;
    int height_;
    std::vector<std::byte> pixels_{};
};

bool is_drawable(Point point) {
    constexpr double far = 1e6;
    return std::abs(point.x) < far && std::abs(point.y) < far;
}

Result<void> write(const std::filesystem::path& path, const std::vector<std::byte>& bytes) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) return Error{ErrorCode::storage_failed, path.string() + ": cannot be written"};
    return {};
}

}  // namespace

Marks marks_of(const PortraitCheck& check) {
    if (!check.landmarks) return {};
    const FaceLandmarks& face = *check.landmarks;
    Marks marks{{face.left_eye, face.right_eye, face.chin}, {}};
    if (face.crown) marks.points.push_back(*face.crown);
    return marks;
}

Marks marks_of(const PageCheck& check) {
    return check.quad ? Marks{{}, {check.quad->begin(), check.quad->end()}} : Marks{};
}

Marks marks_of(const FingerprintCheck&) { return {}; }

Result<void> annotate(const Image& image, const Marks& marks, const std::filesystem::path& folder,
                      const std::string& file) {
    const auto displayable = to_displayable(image);
    if (!displayable) return displayable.error();
    Canvas canvas(*displayable);
    for (Point point : marks.points)
        if (is_drawable(point)) canvas.cross(point);
    for (std::size_t i = 0; i < marks.outline.size(); ++i) {
        const Point from = marks.outline[i], to = marks.outline[(i + 1) % marks.outline.size()];
        if (is_drawable(from) && is_drawable(to)) canvas.line(from, to);
    }
    const auto drawn = std::move(canvas).image();
    if (!drawn) return drawn.error();
    const auto png = encode_png(*drawn);
    if (!png) return png.error();
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    return write(folder / (std::filesystem::path(file).filename().string() + ".annotated.png"), *png);
}

}  // namespace limner::cli
