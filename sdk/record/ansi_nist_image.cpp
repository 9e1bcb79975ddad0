#include <limner/frame/image_file.h>
#include <limner/record/ansi_nist_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace limner {
namespace {

constexpr int pictures = 10;
constexpr double mm_per_inch = 25.4, cm_per_inch = 2.54;

std::vector<int> numbers_in(const AnsiNistField* field) {
    std::vector<int> numbers;
    if (!field) return numbers;
    const char* at = field->value.data();
    const char* const end = at + field->value.size();
    while (at < end) {
        int number = 0;
        const auto [next, error] = std::from_chars(at, end, number);
        if (error == std::errc{}) numbers.push_back(number);
        at = std::max(next, at) + 1;
    }
    return numbers;
}

// Type-4 has the native scanning resolution of 1.011, pixels per millimetre, or the minimum of 500 ppi.
std::optional<double> ppi_of_type_4(const AnsiNistRecord& record, const AnsiNistFile& file) {
    constexpr int native = 1;
    constexpr double minimum = 500;
    if (record.number_in(5) != native) return minimum;
    const AnsiNistField* scanning = file.records.empty() ? nullptr : file.records.front().find(11);
    const double per_mm = scanning ? std::strtod(scanning->value.c_str(), nullptr) : 0;
    if (!(per_mm > 0)) return std::nullopt;
    return std::round(per_mm * mm_per_inch);
}

// 1: pixels per inch, 2: per centimetre, 0: none given.
std::optional<double> ppi_of_tagged(const AnsiNistRecord& record) {
    const auto units = record.number_in(8), across = record.number_in(9), down = record.number_in(10);
    if (!units || !across || across != down || *across <= 0) return std::nullopt;
    if (*units == 2) return std::round(*across * cm_per_inch);
    return *units == 1 ? std::optional<double>(*across) : std::nullopt;
}

std::string compression_of_type_4(int code) {
    constexpr std::array<std::string_view, 7> names{"NONE", "WSQ20", "JPEGB", "JPEGL", "JP2", "JP2L", "PNG"};
    const auto index = static_cast<std::size_t>(code);
    return index < names.size() ? std::string(names[index]) : std::to_string(code);
}

}  // namespace

std::optional<AnsiNistImage> image_of(const AnsiNistRecord& record, const AnsiNistFile& file) {
    const auto width = record.number_in(6), height = record.number_in(7);
    if (!width || !height || *width <= 0 || *height <= 0) return std::nullopt;
    AnsiNistImage image{.width = *width, .height = *height};
    if (record.type == 4) {
        image.ppi = ppi_of_type_4(record, file);
        image.compression = compression_of_type_4(record.number_in(8).value_or(-1));
        image.positions = numbers_in(record.find(4));
        return image;
    }
    const bool is_picture = record.type == pictures;
    if (!is_picture && (record.type < 13 || record.type > 15)) return std::nullopt;
    image.ppi = ppi_of_tagged(record);
    if (const AnsiNistField* compression = record.find(11)) image.compression = compression->value;
    if (!is_picture) image.positions = numbers_in(record.find(13));
    return image;
}

Result<Image> decode_ansi_nist_image(const AnsiNistRecord& record, const AnsiNistFile& file, const std::string& name) {
    const auto image = image_of(record, file);
    if (!image)
        return Error{ErrorCode::unsupported,
                     fmt::format("{}: a Type-{} record has no image of a known kind", name, record.type)};
    auto mismatch = [&] {
        return Error{ErrorCode::unreadable_file,
                     fmt::format("{}: its data are not {} x {} pixels", name, image->width, image->height)};
    };
    if (image->compression == "NONE") {
        const AnsiNistField* colours = record.type == pictures ? record.find(12) : nullptr;
        const auto format = colours && colours->value != "GRAY" ? PixelFormat::rgb8 : PixelFormat::gray8;
        auto pixels = Image::from_pixels(image->width, image->height, format, record.image);
        return pixels ? pixels : mismatch();
    }
    constexpr std::array<std::string_view, 6> decoded_kinds{"WSQ", "WSQ20", "JPEGB", "JP2", "JP2L", "PNG"};
    if (std::ranges::find(decoded_kinds, image->compression) != decoded_kinds.end()) {
        auto decoded = decode_image(record.image, name);
        if (!decoded) return decoded.error();
        if (decoded->image.width() != image->width || decoded->image.height() != image->height) return mismatch();
        return record.type == pictures ? std::move(decoded->image) : to_gray8(decoded->image);
    }
    return Error{ErrorCode::unsupported, fmt::format("{}: compression {} is not decoded", name, image->compression)};
}

}  // namespace limner
