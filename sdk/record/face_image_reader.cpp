#include <limner/frame/image_file.h>
#include <limner/record/face_image_record.h>

#include "record/extensible_blocks.h"

#include <fmt/format.h>

namespace limner {

std::string_view name_of(FaceImageEdition edition) noexcept {
    switch (edition) {
        case FaceImageEdition::iso_2005: return "ISO/IEC 19794-5:2005";
        case FaceImageEdition::iso_2011: return "ISO/IEC 19794-5:2011";
        case FaceImageEdition::iso_39794_2019: break;
    }
    return "ISO/IEC 39794-5:2019";
}

std::string_view name_of(FaceImageCompression compression) noexcept {
    constexpr std::array<std::string_view, 4> names{"jpeg", "jpeg_2000_lossy", "jpeg_2000_lossless", "png"};
    const auto index = static_cast<std::size_t>(compression);
    return index < names.size() ? names[index] : "unknown";
}

namespace {

constexpr std::size_t point_bytes = 8;

class RecordReader : RecordReading {
public:
    RecordReader(std::span<const std::byte> file, const std::string& name, Reading reading)
        : RecordReading(name, reading), file_(file), reader_(file) {}

    Result<FaceImageRecord> read() {
        const auto magic = reader_.take_bytes(4), version = reader_.take_bytes(4);
        if (reader_.is_short() || text_of(magic) != std::string_view("FAC\0", 4)) return wrong("no face image record");
        if (text_of(version) == std::string_view("010\0", 4))
            record_.edition = FaceImageEdition::iso_2005;
        else if (text_of(version) == std::string_view("030\0", 4))
            record_.edition = FaceImageEdition::iso_2011;
        else
            return wrong("a face image record of an unknown edition");
        const auto length = reader_.take(4);
        const auto count = static_cast<std::size_t>(reader_.take(2));
        if (is_2011()) {
            record_.has_certifications = reader_.take(1) != 0;
            record_.temporal_semantics = reader_.take_int(2);
        }
        if (reader_.is_short()) return wrong("truncated within its header");
        if (auto ok = expect(length == file_.size(), fmt::format("its length {} is not {}", length, file_.size())); !ok)
            return ok.error();
        if (count == 0) return wrong("it holds no image");
        for (std::size_t i = 1; i <= count; ++i)
            if (auto ok = read_image(i); !ok) return ok.error();
        if (auto ok = expect(reader_.left() == 0, fmt::format("{} bytes behind its end", reader_.left())); !ok)
            return ok.error();
        record_.problems = take_problems();
        return std::move(record_);
    }

private:
    bool is_2011() const { return record_.edition == FaceImageEdition::iso_2011; }

    Result<void> read_image(std::size_t index) {
        FaceImage image;
        const std::size_t begin = reader_.at();
        const auto length = reader_.take(4);
        auto truncated = [&](std::string_view where) {
            return wrong(fmt::format("image {}: truncated within its {}", index, where));
        };
        if (is_2011()) {
            take_capture(reader_, image);
            if (!take_blocks(reader_, image, record_.has_certifications))
                return truncated("quality or certification blocks");
        }
        const auto points = static_cast<std::size_t>(reader_.take(2));
        read_person(image);
        if (reader_.is_short()) return truncated("header");
        if (points * point_bytes > reader_.left()) return truncated(fmt::format("{} feature points", points));
        for (std::size_t i = 0; i < points; ++i) image.points.push_back(take_point());
        read_picture(image);
        const std::size_t taken = reader_.at() - begin + (is_2011() ? 4 : 0);
        const auto size = is_2011() ? reader_.take(4) : length - std::min<std::uint64_t>(length, taken);
        if (reader_.is_short()) return truncated("header");
        if (size > reader_.left())
            return wrong(fmt::format("image {}: {} bytes of data, {} are left", index, size, reader_.left()));
        const auto data = reader_.take_bytes(static_cast<std::size_t>(size));
        image.data.assign(data.begin(), data.end());
        if (auto ok = take_extended(image, length, reader_.at() - begin, index); !ok) return ok;
        return keep(std::move(image), index);
    }

    void read_person(FaceImage& image) {
        image.gender = reader_.take_int(1);
        image.eye_colour = reader_.take_int(1);
        image.hair_colour = reader_.take_int(1);
        if (is_2011()) image.subject_height = reader_.take_int(1);
        image.properties = reader_.take_int(3);
        image.expression = reader_.take_int(2);
        for (int& angle : image.pose) angle = reader_.take_int(1);
        for (int& angle : image.pose_uncertainty) angle = reader_.take_int(1);
    }

    FacePoint take_point() {
        const int type = reader_.take_int(1), code = reader_.take_int(1), x = reader_.take_int(2),
                  y = reader_.take_int(2);
        return {type, code, x, y, reader_.take_int(2)};
    }

    void read_picture(FaceImage& image) {
        image.image_type = reader_.take_int(1);
        image.compression = static_cast<FaceImageCompression>(reader_.take(1));
        image.width = reader_.take_int(2);
        image.height = reader_.take_int(2);
        if (is_2011()) {
            image.sampling_rate_level = reader_.take_int(1);
            image.post_processing = reader_.take_int(2);
            image.cross_reference = reader_.take_int(1);
        }
        image.colour_space = reader_.take_int(1);
        if (is_2011()) return;
        image.technology = reader_.take_int(1);
        image.device_type = reader_.take_int(2);
        image.quality = reader_.take_int(2);
    }

    // What is left of an image's length.
    Result<void> take_extended(FaceImage& image, std::uint64_t length, std::size_t taken, std::size_t index) {
        const bool fits = length >= taken && length - taken <= reader_.left();
        if (auto ok = expect(fits, fmt::format("image {}: its length {} is not {}", index, length, taken)); !ok)
            return ok;
        if (!fits) return {};
        const auto bytes = reader_.take_bytes(static_cast<std::size_t>(length) - taken);
        image.extended.assign(bytes.begin(), bytes.end());
        return {};
    }

    Result<void> keep(FaceImage image, std::size_t index) {
        const auto code = static_cast<int>(image.compression);
        const int known = is_2011() ? 3 : 1;
        if (code > 3) return wrong(fmt::format("image {}: compression {} is unknown", index, code));
        if (auto ok = expect(code <= known, fmt::format("image {}: its edition has no compression {}", index, code));
            !ok)
            return ok;
        if (auto ok = expect(image.width > 0 && image.height > 0, fmt::format("image {}: it has no size", index)); !ok)
            return ok;
        for (const FacePoint& point : image.points) {
            const bool lies_inside = point.x < image.width && point.y < image.height;
            if (auto ok = expect(lies_inside,
                                 fmt::format("image {}: a point at {}, {} is outside it", index, point.x, point.y));
                !ok)
                return ok;
        }
        record_.images.push_back(std::move(image));
        return {};
    }

    std::span<const std::byte> file_;
    ByteReader reader_;
    FaceImageRecord record_{};
};

}  // namespace

Result<FaceImageRecord> read_face_image_record(std::span<const std::byte> file, const std::string& name,
                                               Reading reading) {
    if (!file.empty() && file.front() == std::byte{extensible_faces})
        return read_extensible_face_images(file, name, reading);
    return RecordReader(file, name, reading).read();
}

Result<Image> decode_face_image(const FaceImage& image, const std::string& name) {
    auto file = decode_image(image.data, name);
    if (!file) return file.error();
    if (image.width == 0 && image.height == 0) return std::move(file->image);
    return of_stated_size(std::move(file->image), image.width, image.height, name);
}

}  // namespace limner
