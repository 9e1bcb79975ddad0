#include "frame/image_codec.h"

#include <libexif/exif-data.h>

#include <limits>
#include <memory>

namespace limner::codec {
namespace {

struct Unref {
    void operator()(ExifData* data) const { exif_data_unref(data); }
};

std::optional<int> short_of(ExifData* data, ExifTag tag) {
    ExifEntry* entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], tag);
    if (!entry || entry->format != EXIF_FORMAT_SHORT || entry->components != 1 || entry->size < 2) return std::nullopt;
    return exif_get_short(entry->data, exif_data_get_byte_order(data));
}

std::optional<double> rational_of(ExifData* data, ExifTag tag) {
    ExifEntry* entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], tag);
    if (!entry || entry->format != EXIF_FORMAT_RATIONAL || entry->components != 1 || entry->size < 8)
        return std::nullopt;
    ExifRational value = exif_get_rational(entry->data, exif_data_get_byte_order(data));
    if (value.denominator == 0) return std::nullopt;
    return static_cast<double>(value.numerator) / value.denominator;
}

std::optional<double> ppi_of(ExifData* data) {
    constexpr int centimetre = 3;
    auto across = rational_of(data, EXIF_TAG_X_RESOLUTION), down = rational_of(data, EXIF_TAG_Y_RESOLUTION);
    if (!across || !down) return std::nullopt;
    double unit = short_of(data, EXIF_TAG_RESOLUTION_UNIT) == centimetre ? 2.54 : 1;
    return plausible_ppi(*across * unit, *down * unit);
}

}  // namespace

ExifFacts read_exif(std::span<const std::uint8_t> exif) {
    ExifFacts facts;
    if (exif.size() > std::numeric_limits<unsigned>::max()) return facts;
    std::unique_ptr<ExifData, Unref> data(exif_data_new_from_data(exif.data(), static_cast<unsigned>(exif.size())));
    if (!data) return facts;
    if (auto turn = short_of(data.get(), EXIF_TAG_ORIENTATION); turn && *turn >= 1 && *turn <= 8)
        facts.orientation = *turn;
    facts.ppi = ppi_of(data.get());
    return facts;
}

}  // namespace limner::codec
