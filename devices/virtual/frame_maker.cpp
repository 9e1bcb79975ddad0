#include "frame_maker.h"

#include <limner/frame/image_file.h>
#include <limner/testing/frame_stamp.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace limner::virtual_driver {
namespace {

constexpr int jpeg_quality = 90;
constexpr double default_scanner_ppi = 150;
constexpr std::int64_t max_page_pixels = 200'000'000;

bool is_scanner(const DeviceConfig& config) { return config.device_class == driver::DeviceClass::document_scanner; }

void blacken(Picture& picture) {
    bool is_video_range = picture.format == PixelFormat::yuyv || picture.format == PixelFormat::nv12;
    std::fill(picture.pixels.begin(), picture.pixels.end(), std::byte{0});
    if (!is_video_range) return;
    auto luma_count = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
    for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
        bool is_luma = picture.format == PixelFormat::yuyv ? i % 2 == 0 : i < luma_count;
        picture.pixels[i] = is_luma ? std::byte{16} : std::byte{128};
    }
}

}  // namespace

FrameMaker::FrameMaker(const DeviceConfig& config, std::unique_ptr<PictureSource> source)
    : config_(config), source_(std::move(source)), noise_(config.noise, simulation::device_stamp(config.id) + 1u) {}

void FrameMaker::resize(std::optional<int> width, std::optional<int> height) {
    config_.width = width;
    config_.height = height;
    base_from_.reset();
}

Picture FrameMaker::sized(const Picture& picture) {
    if (!config_.width && !config_.height) return picture;
    double shape = static_cast<double>(picture.width) / picture.height;
    int width = config_.width.value_or(static_cast<int>(std::lround(config_.height.value_or(0) * shape)));
    int height = config_.height.value_or(static_cast<int>(std::lround(width / shape)));
    return fit_into(picture, std::clamp(width, 2, 65'534), std::clamp(height, 2, 65'534));
}

Result<SharedPicture> FrameMaker::base(std::uint64_t index) {
    auto picture = source_->at(index);
    if (!picture || *picture == base_from_) return picture ? Result<SharedPicture>(base_) : picture;
    Picture scaled = sized(**picture);
    if (!config_.width && !config_.height && !is_scanner(config_)) {
        config_.width = scaled.width;  // a stream keeps the size of its first picture
        config_.height = scaled.height;
    }
    PixelFormat format = config_.format == PixelFormat::jpeg ? scaled.format : config_.format;
    base_ = std::make_shared<const Picture>(convert(scaled, format));
    base_from_ = *picture;
    return base_;
}

void FrameMaker::finish(const Exposure& exposure) {
    noise_.add_to(shown_.pixels);
    if (!config_.has_counter) return;
    simulation::FrameStamp stamp{simulation::device_stamp(config_.id), static_cast<std::uint32_t>(exposure.sequence)};
    if (config_.has_stamps_everywhere)
        simulation::paint_everywhere(shown_.pixels, shown_.width, shown_.height, shown_.format,
                                     {stamp, config_.nonce, exposure.at});
    else
        simulation::paint_stamp(shown_.pixels, shown_.width, shown_.height, shown_.format, stamp);
}

Result<void> FrameMaker::render(const Exposure& exposure, const PictureFaults& faults) {
    auto picture = base(exposure.picture);
    if (!picture) return picture.error();
    shown_ = **picture;
    if (faults.is_black) {
        blacken(shown_);
    } else {
        finish(exposure);
    }
    if (config_.format != PixelFormat::jpeg) return {};
    auto image = Image::from_pixels(shown_.width, shown_.height, shown_.format, shown_.pixels);
    if (!image) return image.error();
    auto file = encode_jpeg(*image, jpeg_quality);
    if (!file) return file.error();
    file_ = *std::move(file);
    return {};
}

Result<driver::FrameView> FrameMaker::make(const Exposure& exposure, const PictureFaults& faults) {
    if (!faults.is_frozen || shown_.pixels.empty()) {
        auto rendered = render(exposure, faults);
        if (!rendered) return rendered.error();
    }
    driver::FrameView view;
    view.width = shown_.width;
    view.height = shown_.height;
    view.format = config_.format;
    view.pixels = config_.format == PixelFormat::jpeg ? std::span<const std::byte>(file_) : shown_.pixels;
    bool is_reader = config_.device_class == driver::DeviceClass::fingerprint_reader;
    view.ppi_x = view.ppi_y = is_reader ? config_.ppi.value_or(shown_.ppi.value_or(500)) : config_.ppi;
    spoil(view, faults);
    return view;
}

std::optional<double> FrameMaker::ppi(std::uint64_t picture_index) {
    if (config_.ppi || !is_scanner(config_)) return config_.ppi;
    auto picture = source_->at(picture_index);
    return picture ? (*picture)->ppi.value_or(default_scanner_ppi) : default_scanner_ppi;
}

Result<driver::FrameView> FrameMaker::make_page(const Exposure& exposure, double dpi, PixelFormat format) {
    auto picture = base(exposure.picture);
    if (!picture) return picture.error();
    double scale = dpi / ppi(exposure.picture).value_or(dpi);
    int width = std::clamp(static_cast<int>(std::lround((*picture)->width * scale)), 1, 65'535);
    int height = std::clamp(static_cast<int>(std::lround((*picture)->height * scale)), 1, 65'535);
    if (std::int64_t{width} * height > max_page_pixels) {
        return Error{ErrorCode::unsupported, config_.id + ": a page of " + std::to_string(width) + " x " +
                                                 std::to_string(height) + " pixels is too large"};
    }
    shown_ = convert(resample(**picture, width, height), format);
    finish(exposure);
    driver::FrameView view;
    view.width = width;
    view.height = height;
    view.format = format;
    view.pixels = shown_.pixels;
    view.ppi_x = view.ppi_y = dpi;
    return view;
}

void spoil(driver::FrameView& frame, const PictureFaults& faults) {
    if (faults.is_short) frame.pixels = frame.pixels.first(frame.pixels.size() / 2);
    if (!faults.lie) return;
    switch (*faults.lie) {
        case Lie::width: frame.width *= 2; break;
        case Lie::height: frame.height = 65'535; break;
        case Lie::stride: frame.stride_bytes = 1; break;
        case Lie::format: frame.format = static_cast<PixelFormat>(99); break;
    }
}

}  // namespace limner::virtual_driver
