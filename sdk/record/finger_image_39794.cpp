#include "record/extensible_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <tuple>

namespace limner {
namespace {

// Members of a representation (ISO/IEC 39794-4, RepresentationBlock).
enum : unsigned { position, impression, format, data, time, device, quality, sampling, first_unread };

constexpr std::array formats{FingerImageCompression::none, FingerImageCompression::wsq,
                             FingerImageCompression::jpeg_2000_lossy, FingerImageCompression::jpeg_2000_lossless,
                             FingerImageCompression::png};

// The next number of a PGM header, behind white space and comments.
std::optional<int> take_number(std::string_view& text) {
    for (;;) {
        const std::size_t begin = text.find_first_not_of(" \t\r\n");
        if (begin == std::string_view::npos) return std::nullopt;
        text.remove_prefix(begin);
        if (text.front() != '#') break;
        text.remove_prefix(std::min(text.find('\n'), text.size()));
    }
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number <= 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

class RecordReader {
public:
    RecordReader(const std::string& name, Reading reading) : reading_(name, reading) {}

    Result<FingerImageRecord> read(std::span<const std::byte> file) {
        const auto take = [this](std::span<const std::byte> value) { return read_representation(value); };
        if (auto ok = each_representation(file, extensible_fingers, reading_, take); !ok) return ok.error();
        record_.problems = reading_.take_problems();
        return std::move(record_);
    }

private:
    Result<void> read_representation(std::span<const std::byte> value) {
        where_ = fmt::format("image {}", record_.images.size() + 1);
        const auto fields = DerFields::of(value, reading_, where_);
        if (!fields) return fields.error();
        FingerImage image{.scan_x = 0, .scan_y = 0, .image_x = 0, .image_y = 0};
        for (const auto& [number, of] : {std::pair{position, &image.position}, {impression, &image.impression}}) {
            const auto code = code_in(*fields, number, reading_);
            if (!code) return code.error();
            *of = *code;
        }
        if (auto ok = read_data(*fields, image); !ok) return ok;
        if (auto ok = read_capture(*fields, image); !ok) return ok;
        if (auto ok = read_sampling(*fields, image); !ok) return ok;
        image.extended = fields->from(first_unread);
        record_.images.push_back(std::move(image));
        return {};
    }

    Result<void> read_data(const DerFields& fields, FingerImage& image) {
        const auto code = code_in(fields, format, reading_);
        if (!code) return code.error();
        const auto index = static_cast<std::size_t>(*code);
        if (index >= formats.size()) return reading_.wrong(fmt::format("{}: data format {} is unknown", where_, *code));
        image.compression = formats[index];
        const DerObject* bytes = fields.primitive(data);
        if (!bytes) return reading_.wrong(fmt::format("{}: no image data", where_));
        if (image.compression == FingerImageCompression::none) return read_pgm(bytes->value, image);
        image.data.assign(bytes->value.begin(), bytes->value.end());
        return {};
    }

    Result<void> read_pgm(std::span<const std::byte> bytes, FingerImage& image) {
        std::string_view text = text_of(bytes);
        auto wrong = [&] { return reading_.wrong(fmt::format("{}: its data are no PGM file", where_)); };
        if (!text.starts_with("P5")) return wrong();
        text.remove_prefix(2);
        const auto width = take_number(text), height = take_number(text), white = take_number(text);
        if (!width || !height || !white || *white > 0xFFFF || *width > 0xFFFF || *height > 0xFFFF || text.empty())
            return wrong();
        image.width = *width;
        image.height = *height;
        image.depth = *white > 0xFF ? 16 : 8;
        const auto pixels = bytes.last(text.size() - 1);
        const std::size_t wanted = static_cast<std::size_t>(*width) * static_cast<std::size_t>(*height) *
                                   static_cast<std::size_t>(image.depth / 8);
        image.data.assign(pixels.begin(), pixels.end());
        return reading_.expect(pixels.size() == wanted, fmt::format("{}: {} bytes for {} x {} pixels", where_,
                                                                    pixels.size(), image.width, image.height));
    }

    Result<void> read_capture(const DerFields& fields, FingerImage& image) {
        if (const DerObject* block = fields.nested(time)) {
            const auto captured = time_in(*block, reading_);
            if (!captured) return captured.error();
            image.captured = *captured;
        }
        if (const DerObject* blocks = fields.nested(quality)) {
            auto qualities = qualities_in(*blocks, reading_);
            if (!qualities) return qualities.error();
            image.qualities = *std::move(qualities);
        }
        const DerObject* block = fields.nested(device);
        return block ? read_device(*block, image) : Result<void>{};
    }

    Result<void> read_device(const DerObject& block, FingerImage& image) {
        const auto fields = DerFields::of(block.value, reading_, "capture device");
        if (!fields) return fields.error();
        const DerObject* model = fields->nested(0);
        if (!model) return reading_.wrong("capture device: no model");
        const auto id = registry_id_in(*model, reading_, "capture device");
        if (!id) return id.error();
        std::tie(image.vendor, image.device_type) = *id;
        if (fields->nested(1)) {
            const auto code = code_in(*fields, 1, reading_);
            if (!code) return code.error();
            image.technology = *code;
        }
        if (const DerObject* blocks = fields->nested(2)) {
            auto certifications = certifications_in(*blocks, reading_);
            if (!certifications) return certifications.error();
            image.certifications = *std::move(certifications);
        }
        return {};
    }

    Result<void> read_sampling(const DerFields& fields, FingerImage& image) {
        const DerObject* block = fields.nested(sampling);
        if (!block) return {};
        const auto parts = DerFields::of(block->value, reading_, "sampling rate");
        if (!parts) return parts.error();
        const auto samples = number_in(*parts, 0, reading_), unit = number_in(*parts, 1, reading_);
        if (!samples) return samples.error();
        if (!unit) return unit.error();
        if (*samples > 0xFFFF || *unit > 1)
            return reading_.wrong(fmt::format("{}: {} samples of unit {}", where_, *samples, *unit));
        for (int* axis : {&image.scan_x, &image.scan_y, &image.image_x, &image.image_y}) *axis = *samples;
        image.scale_units = *unit + 1;
        return {};
    }

    RecordReading reading_;
    std::string where_{};
    FingerImageRecord record_{};
};

Result<DerWriter> representation_of(const FingerImage& image) {
    const auto code = std::ranges::find(formats, image.compression);
    if (code == formats.end() || image.image_x != image.image_y)
        return Error{ErrorCode::invalid_argument,
                     "ISO/IEC 39794-4 holds PGM, WSQ, JPEG 2000 or PNG of one resolution in both directions"};
    DerWriter writer;
    writer.put_code(position, image.position);
    writer.put_code(impression, image.impression);
    writer.put_code(format, static_cast<int>(code - formats.begin()));
    std::vector<std::byte> bytes;
    if (image.compression == FingerImageCompression::none) {
        const std::string header =
            fmt::format("P5\n{} {}\n{}\n", image.width, image.height, image.depth > 8 ? 65535 : 255);
        for (char c : header) bytes.push_back(static_cast<std::byte>(c));
    }
    bytes.insert(bytes.end(), image.data.begin(), image.data.end());
    writer.put(der::primitive_tag(data), bytes);
    put_time(writer, time, image.captured);
    if (image.vendor != 0 || image.device_type != 0 || image.technology != 0 || !image.certifications.empty()) {
        DerWriter block;
        put_registry_id(block, der::nested_tag(0), image.vendor, image.device_type);
        if (image.technology != 0) block.put_code(1, image.technology);
        put_certifications(block, 2, image.certifications);
        writer.put(der::nested_tag(device), block);
    }
    put_qualities(writer, quality, image.qualities);
    if (image.image_x != 0) {
        DerWriter block;
        block.put_number(0, image.image_x);
        block.put_number(1, image.scale_units - 1);
        writer.put(der::nested_tag(sampling), block);
    }
    writer.put_encoded(image.extended);
    return writer;
}

}  // namespace

Result<FingerImageRecord> read_extensible_finger_images(std::span<const std::byte> file, const std::string& name,
                                                        Reading reading) {
    auto record = RecordReader(name, reading).read(file);
    if (record) record->edition = FingerImageEdition::iso_39794_2019;
    return record;
}

Result<std::vector<std::byte>> write_extensible_finger_images(const FingerImageRecord& record) {
    const auto representations = representations_of(record.images, representation_of);
    if (!representations) return representations.error();
    return data_block(extensible_fingers, *representations, "finger image");
}

}  // namespace limner
