#include "modes.h"

#include <linux/videodev2.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <tuple>
#include <utility>

namespace limner::v4l2 {
namespace {

/// A driver that never ends its lists must not hold the listing up.
constexpr unsigned max_entries = 256;
constexpr double fluent_preview = 24, fluent_still = 10;
constexpr std::array<std::pair<unsigned, unsigned>, 8> usual_sizes{
    {{640, 480}, {800, 600}, {1024, 768}, {1280, 720}, {1280, 960}, {1920, 1080}, {2592, 1944}, {3840, 2160}}};

double rate_of(const v4l2_fract& interval) {
    return interval.numerator > 0 ? double{1.0} * interval.denominator / interval.numerator : 0;
}

double fastest(VideoNode& node, std::uint32_t fourcc, unsigned width, unsigned height) {
    double best = 0;
    for (unsigned i = 0; i < max_entries; ++i) {
        v4l2_frmivalenum interval{};
        interval.index = i;
        interval.pixel_format = fourcc;
        interval.width = width;
        interval.height = height;
        if (node.control(VIDIOC_ENUM_FRAMEINTERVALS, &interval) != 0) break;
        const bool is_one = interval.type == V4L2_FRMIVAL_TYPE_DISCRETE;
        best = std::max(best, rate_of(is_one ? interval.discrete : interval.stepwise.min));
        if (!is_one) break;
    }
    return best;
}

std::vector<std::pair<unsigned, unsigned>> sizes_in(const v4l2_frmsize_stepwise& range) {
    std::vector<std::pair<unsigned, unsigned>> sizes{{range.min_width, range.min_height}};
    for (auto [width, height] : usual_sizes) {
        const bool is_inside = width >= range.min_width && width <= range.max_width && height >= range.min_height &&
                               height <= range.max_height;
        const bool is_on_step = (width - range.min_width) % std::max(range.step_width, 1u) == 0 &&
                                (height - range.min_height) % std::max(range.step_height, 1u) == 0;
        if (is_inside && is_on_step) sizes.emplace_back(width, height);
    }
    sizes.emplace_back(range.max_width, range.max_height);
    return sizes;
}

std::vector<std::pair<unsigned, unsigned>> sizes_of(VideoNode& node, std::uint32_t fourcc) {
    std::vector<std::pair<unsigned, unsigned>> sizes;
    for (unsigned i = 0; i < max_entries; ++i) {
        v4l2_frmsizeenum size{};
        size.index = i;
        size.pixel_format = fourcc;
        if (node.control(VIDIOC_ENUM_FRAMESIZES, &size) != 0) break;
        if (size.type != V4L2_FRMSIZE_TYPE_DISCRETE) return sizes_in(size.stepwise);
        sizes.emplace_back(size.discrete.width, size.discrete.height);
    }
    if (!sizes.empty()) return sizes;
    // Old drivers list no sizes: they have the one that is set.
    v4l2_format now{};
    now.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (node.control(VIDIOC_G_FMT, &now) == 0) sizes.emplace_back(now.fmt.pix.width, now.fmt.pix.height);
    return sizes;
}

double area(const Mode& mode) { return double{1.0} * mode.width * mode.height; }

double target_area(const std::vector<Mode>& modes, const Wish& wish) {
    if (wish.width > 0 && wish.height > 0) return double{1.0} * wish.width * wish.height;
    if (!wish.is_still) return 1280.0 * 720;
    double largest = 0;
    for (const Mode& mode : modes) largest = std::max(largest, area(mode));
    return largest;
}

/// How far a mode is from the wanted size: by area, and by shape where a size is asked for.
double distance(const Mode& mode, const Wish& wish, double target) {
    const double by_area = std::abs(std::log(std::max(area(mode), 1.0) / std::max(target, 1.0)));
    if (wish.width <= 0 || wish.height <= 0) return by_area;
    const double shape = double{1.0} * mode.width / mode.height, wanted = double{1.0} * wish.width / wish.height;
    return by_area + std::abs(std::log(shape / wanted));
}

bool is_fluent(const Mode& mode, const Wish& wish) {
    const double usual = wish.is_still ? fluent_still : fluent_preview;
    const double wanted = wish.frames_per_second > 0 ? wish.frames_per_second : usual;
    return mode.frames_per_second <= 0 || mode.frames_per_second >= wanted - 0.5;
}

void keep_if(std::vector<Mode>& modes, const auto& is_kept) {
    std::vector<Mode> kept;
    std::ranges::copy_if(modes, std::back_inserter(kept), is_kept);
    if (!kept.empty()) modes = std::move(kept);
}

}  // namespace

Result<std::vector<Mode>> list_modes(VideoNode& node, const std::string& id) {
    std::vector<Mode> modes;
    for (unsigned i = 0; i < max_entries; ++i) {
        v4l2_fmtdesc description{};
        description.index = i;
        description.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        const int failure = node.control(VIDIOC_ENUM_FMT, &description);
        if (failure != 0 && failure != EINVAL) return node_error(id, "cannot list its formats", failure);
        if (failure != 0) break;
        const VideoFormat* format = find_format(description.pixelformat);
        if (!format) continue;
        for (auto [width, height] : sizes_of(node, format->fourcc)) {
            const bool is_possible = width > 0 && height > 0 && width <= 32'768 && height <= 32'768;
            if (!is_possible) continue;
            modes.push_back({format, static_cast<int>(width), static_cast<int>(height),
                             fastest(node, format->fourcc, width, height)});
        }
    }
    if (modes.empty()) return Error{ErrorCode::unsupported, id + ": it offers no pixel format that the driver knows"};
    return modes;
}

std::optional<Mode> choose_mode(const std::vector<Mode>& modes, const Wish& wish) {
    if (modes.empty()) return std::nullopt;
    std::vector<Mode> left = modes;
    if (wish.format) keep_if(left, [&](const Mode& mode) { return mode.format == wish.format; });
    const bool has_size = wish.width > 0 && wish.height > 0;
    if (!has_size) keep_if(left, [&](const Mode& mode) { return is_fluent(mode, wish); });
    const double target = target_area(left, wish);
    double nearest = distance(left.front(), wish, target);
    for (const Mode& mode : left) nearest = std::min(nearest, distance(mode, wish, target));
    keep_if(left, [&](const Mode& mode) { return distance(mode, wish, target) <= nearest + 1e-9; });
    return *std::ranges::min_element(left, {}, [&](const Mode& mode) {
        const bool is_slow = !is_fluent(mode, wish);
        return std::tuple(is_slow, is_slow ? -mode.frames_per_second : 0.0, mode.format->rank);
    });
}

}  // namespace limner::v4l2
