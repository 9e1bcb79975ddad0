#include <limner/frame/image_file.h>
#include <limner/record/finger_image_record.h>

#include "record/extensible_blocks.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <set>

namespace limner {

std::string_view name_of(FingerImageEdition edition) noexcept {
    switch (edition) {
        case FingerImageEdition::iso_2005: return "ISO/IEC 19794-4:2005";
        case FingerImageEdition::iso_2011: return "ISO/IEC 19794-4:2011";
        case FingerImageEdition::iso_39794_2019: break;
    }
    return "ISO/IEC 39794-4:2019";
}

std::string_view name_of(FingerImageCompression compression) noexcept {
    constexpr std::array<std::string_view, 7> names{
        "none", "bit_packed", "wsq", "jpeg", "jpeg_2000_lossy", "jpeg_2000_lossless", "png"};
    const auto index = static_cast<std::size_t>(compression);
    return index < names.size() ? names[index] : "unknown";
}

std::optional<double> FingerImage::ppi() const noexcept {
    constexpr double cm_per_inch = 2.54;
    if (image_x <= 0 || image_x != image_y) return std::nullopt;
    return scale_units == 2 ? std::round(image_x * cm_per_inch) : image_x;
}

namespace {

constexpr std::size_t finger_2005 = 14;  // bytes of a finger's header
constexpr int known_compressions = 6, last_position = 15;

class RecordReader : RecordReading {
public:
    RecordReader(std::span<const std::byte> file, const std::string& name, Reading reading)
        : RecordReading(name, reading), file_(file), reader_(file) {}

    Result<FingerImageRecord> read() {
        const auto magic = reader_.take_bytes(4), version = reader_.take_bytes(4);
        if (reader_.is_short() || text_of(magic) != std::string_view("FIR\0", 4))
            return wrong("no finger image record");
        if (text_of(version) == std::string_view("020\0", 4)) return read_2011();
        if (text_of(version) == std::string_view("010\0", 4)) return read_2005();
        return wrong("a finger image record of an unknown edition");
    }

private:
    Result<FingerImageRecord> finish() {
        if (auto ok = expect(reader_.left() == 0, fmt::format("{} bytes behind its end", reader_.left())); !ok)
            return ok.error();
        record_.problems = take_problems();
        return std::move(record_);
    }

    Result<void> check_image(const FingerImage& image, std::size_t index) {
        const auto code = static_cast<int>(image.compression);
        if (code > known_compressions) return wrong(fmt::format("image {}: compression {} is unknown", index, code));
        if (auto ok = expect(image.width > 0 && image.height > 0, fmt::format("image {}: it has no size", index)); !ok)
            return ok;
        if (auto ok = expect(image.scale_units == 1 || image.scale_units == 2,
                             fmt::format("image {}: scale units {}", index, image.scale_units));
            !ok)
            return ok;
        if (auto ok =
                expect(image.position <= last_position, fmt::format("image {}: position {}", index, image.position));
            !ok)
            return ok;
        const auto pixels = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
        const bool has_all =
            image.compression != FingerImageCompression::none || image.depth != 8 || image.data.size() == pixels;
        return expect(has_all, fmt::format("image {}: {} bytes for {} x {} pixels", index, image.data.size(),
                                           image.width, image.height));
    }

    Result<void> take_data(FingerImage& image, std::uint64_t size, std::size_t index) {
        if (size > reader_.left())
            return wrong(fmt::format("image {}: {} bytes of data, {} are left", index, size, reader_.left()));
        const auto bytes = reader_.take_bytes(static_cast<std::size_t>(size));
        image.data.assign(bytes.begin(), bytes.end());
        return {};
    }

    Result<FingerImageRecord> read_2011() {
        record_.edition = FingerImageEdition::iso_2011;
        const auto length = reader_.take(4);
        const auto count = static_cast<std::size_t>(reader_.take(2));
        record_.has_certifications = reader_.take(1) != 0;
        const auto positions = static_cast<std::size_t>(reader_.take(1));
        if (reader_.is_short()) return wrong("truncated within its header");
        if (auto ok = expect(length == file_.size(), fmt::format("its length {} is not {}", length, file_.size())); !ok)
            return ok.error();
        if (count == 0) return wrong("it holds no image");
        std::set<int> seen;
        for (std::size_t i = 1; i <= count; ++i) {
            if (auto ok = read_representation(i); !ok) return ok.error();
            seen.insert(record_.images.back().position);
        }
        if (auto ok = expect(positions == seen.size(),
                             fmt::format("{} finger positions instead of {}", positions, seen.size()));
            !ok)
            return ok.error();
        return finish();
    }

    Result<void> read_representation(std::size_t index) {
        FingerImage image;
        const std::size_t begin = reader_.at();
        const auto length = reader_.take(4);
        take_capture(reader_, image);
        if (!take_blocks(reader_, image, record_.has_certifications))
            return wrong(fmt::format("image {}: truncated within its quality or certification blocks", index));
        image.position = reader_.take_int(1);
        image.representation = reader_.take_int(1);
        read_resolution(image);
        image.impression = reader_.take_int(1);
        image.width = reader_.take_int(2);
        image.height = reader_.take_int(2);
        const auto size = reader_.take(4);
        if (reader_.is_short()) return wrong(fmt::format("image {}: truncated within its header", index));
        if (auto ok = take_data(image, size, index); !ok) return ok;
        if (auto ok = take_extended(image, length, reader_.at() - begin, index); !ok) return ok;
        if (auto ok = check_image(image, index); !ok) return ok;
        record_.images.push_back(std::move(image));
        return {};
    }

    // What is left of a representation's length.
    Result<void> take_extended(FingerImage& image, std::uint64_t length, std::size_t taken, std::size_t index) {
        const bool fits = length >= taken && length - taken <= reader_.left();
        if (auto ok = expect(fits, fmt::format("image {}: its length {} is not {}", index, length, taken)); !ok)
            return ok;
        if (!fits) return {};
        const auto bytes = reader_.take_bytes(static_cast<std::size_t>(length) - taken);
        image.extended.assign(bytes.begin(), bytes.end());
        return {};
    }

    void read_resolution(FingerImage& image) {
        image.scale_units = reader_.take_int(1);
        for (int* axis : {&image.scan_x, &image.scan_y, &image.image_x, &image.image_y}) *axis = reader_.take_int(2);
        image.depth = reader_.take_int(1);
        image.compression = static_cast<FingerImageCompression>(reader_.take(1));
    }

    Result<FingerImageRecord> read_2005() {
        record_.edition = FingerImageEdition::iso_2005;
        const auto length = reader_.take(6);
        record_.device_id = reader_.take_int(2);
        record_.acquisition_level = reader_.take_int(2);
        const auto count = static_cast<std::size_t>(reader_.take(1));
        FingerImage common;
        read_resolution(common);
        (void)reader_.take(2);
        if (reader_.is_short()) return wrong("truncated within its header");
        if (auto ok = expect(length == file_.size(), fmt::format("its length {} is not {}", length, file_.size())); !ok)
            return ok.error();
        if (count == 0) return wrong("it holds no image");
        for (std::size_t i = 1; i <= count; ++i)
            if (auto ok = read_finger(common, i); !ok) return ok.error();
        return finish();
    }

    Result<void> read_finger(FingerImage image, std::size_t index) {
        const auto length = reader_.take(4);
        image.position = reader_.take_int(1);
        image.view_count = reader_.take_int(1);
        image.representation = reader_.take_int(1);
        image.qualities = {{.score = reader_.take_int(1)}};
        image.impression = reader_.take_int(1);
        image.width = reader_.take_int(2);
        image.height = reader_.take_int(2);
        (void)reader_.take(1);
        if (reader_.is_short()) return wrong(fmt::format("image {}: truncated within its header", index));
        if (length < finger_2005) return wrong(fmt::format("image {}: its length is {}", index, length));
        if (auto ok = take_data(image, length - finger_2005, index); !ok) return ok;
        if (auto ok = check_image(image, index); !ok) return ok;
        record_.images.push_back(std::move(image));
        return {};
    }

    std::span<const std::byte> file_;
    ByteReader reader_;
    FingerImageRecord record_{};
};

}  // namespace

Result<FingerImageRecord> read_finger_image_record(std::span<const std::byte> file, const std::string& name,
                                                   Reading reading) {
    if (!file.empty() && file.front() == std::byte{extensible_fingers})
        return read_extensible_finger_images(file, name, reading);
    return RecordReader(file, name, reading).read();
}

Result<Image> decode_finger_image(const FingerImage& image, const std::string& name) {
    auto cannot = [&](std::string_view what) {
        return Error{ErrorCode::unsupported, fmt::format("{}: {} is not decoded", name, what)};
    };
    if (image.depth != 8) return cannot(fmt::format("a depth of {} bits", image.depth));
    auto decode = [&]() -> Result<Image> {
        switch (image.compression) {
            case FingerImageCompression::none:
                return Image::from_pixels(image.width, image.height, PixelFormat::gray8, image.data);
            case FingerImageCompression::wsq:
            case FingerImageCompression::jpeg:
            case FingerImageCompression::jpeg_2000_lossy:
            case FingerImageCompression::jpeg_2000_lossless:
            case FingerImageCompression::png: {
                auto file = decode_image(image.data, name);
                if (!file) return file.error();
                return to_gray8(file->image);
            }
            default: return cannot(name_of(image.compression));
        }
    };
    if (image.width == 0 && image.height == 0) return decode();
    return of_stated_size(decode(), image.width, image.height, name);
}

}  // namespace limner
