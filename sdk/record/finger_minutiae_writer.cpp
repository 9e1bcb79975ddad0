#include <limner/record/finger_minutiae_record.h>

#include "record/record_parts.h"

#include <algorithm>

namespace limner {
namespace {

using Format = MinutiaeFormat;

constexpr int coordinate_limit = 1 << 14, type_limit = 1 << 2, type_shift = 14, nibble_limit = 16;

bool is_ansi_2009(Format format) { return format == Format::ansi_378_2009 || format == Format::ansi_378_2009_am1; }

std::string_view magic_of(Format format) {
    switch (format) {
        case Format::iso_19794_2_2005:
            return {
                "FMR\0"
                " 20\0",
                8};
        case Format::ansi_378_2004:
            return {
                "FMR\0"
                "020\0",
                8};
        case Format::ansi_378_2009_am1:
            return {
                "FMR\0"
                "035\0",
                8};
        default:
            return {
                "FMR\0"
                "030\0",
                8};
    }
}

QualityBlock quality_of(const MinutiaeView& view) {
    return view.qualities.empty() ? QualityBlock{.score = 254} : view.qualities.front();
}

void put_size(ByteWriter& writer, const MinutiaeView& view) {
    writer.put_int(view.width, 2);
    writer.put_int(view.height, 2);
    writer.put_int(view.x_per_cm, 2);
    writer.put_int(view.y_per_cm, 2);
}

void put_view_2005(ByteWriter& writer, const MinutiaeView& view) {
    writer.put_int(view.position, 1);
    writer.put_int(view.view << 4 | view.impression, 1);
    writer.put_int(quality_of(view).score, 1);
}

void put_view_2009(ByteWriter& writer, const MinutiaeView& view) {
    writer.put_int(view.position, 1);
    writer.put_int(view.view, 1);
    writer.put_int(view.impression, 1);
    writer.put_int(quality_of(view).score, 1);
    writer.put_int(quality_of(view).vendor, 2);
    writer.put_int(quality_of(view).algorithm, 2);
    put_size(writer, view);
}

void put_view_2011(ByteWriter& writer, const MinutiaeView& view, bool has_certifications) {
    constexpr int minutia_bytes = 6;
    put_capture(writer, view);
    put_blocks(writer, view, has_certifications);
    writer.put_int(view.position, 1);
    writer.put_int(view.view, 1);
    writer.put_int(view.x_per_cm, 2);
    writer.put_int(view.y_per_cm, 2);
    writer.put_int(view.impression, 1);
    writer.put_int(view.width, 2);
    writer.put_int(view.height, 2);
    writer.put_int(minutia_bytes << 4 | view.ridge_ending_type, 1);
}

void put_minutiae(ByteWriter& writer, const MinutiaeView& view) {
    writer.put(view.minutiae.size(), 1);
    for (const Minutia& minutia : view.minutiae) {
        writer.put_int(minutia.type << type_shift | minutia.x, 2);
        writer.put_int(minutia.y, 2);
        writer.put_int(minutia.angle, 1);
        writer.put_int(minutia.quality, 1);
    }
    writer.put(view.extended.size(), 2);
    writer.put(view.extended);
}

// Numbers that share a byte with others.
bool has_valid_parts(const FingerMinutiaeRecord& record) {
    const bool has_nibbles = record.format == Format::iso_19794_2_2005 || record.format == Format::ansi_378_2004;
    return std::ranges::all_of(record.views, [&](const MinutiaeView& view) {
        const bool fits = view.ridge_ending_type >= 0 && view.ridge_ending_type < nibble_limit &&
                          (!has_nibbles || (view.view >= 0 && view.view < nibble_limit && view.impression >= 0 &&
                                            view.impression < nibble_limit)) &&
                          (record.has_certifications || view.certifications.empty());
        return fits && std::ranges::all_of(view.minutiae, [](const Minutia& m) {
                   return m.type >= 0 && m.type < type_limit && m.x >= 0 && m.x < coordinate_limit && m.y >= 0 &&
                          m.y < coordinate_limit;
               });
    });
}

bool has_common_size(const FingerMinutiaeRecord& record) {
    const MinutiaeView& first = record.views.front();
    return std::ranges::all_of(record.views, [&](const MinutiaeView& view) {
        return view.width == first.width && view.height == first.height && view.x_per_cm == first.x_per_cm &&
               view.y_per_cm == first.y_per_cm;
    });
}

ByteWriter body_of(const FingerMinutiaeRecord& record) {
    ByteWriter body;
    const bool is_2011 = record.format == Format::iso_19794_2_2011;
    if (is_2011) {
        body.put(record.views.size(), 2);
        body.put(record.has_certifications ? 1 : 0, 1);
    } else {
        body.put_int(record.equipment, is_ansi_2009(record.format) ? 3 : 2);
        if (!is_ansi_2009(record.format)) put_size(body, record.views.front());
        body.put(record.views.size(), 1);
        body.put(0, 1);
    }
    for (const MinutiaeView& view : record.views) {
        ByteWriter one;
        if (is_2011)
            put_view_2011(one, view, record.has_certifications);
        else if (is_ansi_2009(record.format))
            put_view_2009(one, view);
        else
            put_view_2005(one, view);
        put_minutiae(one, view);
        if (is_2011 || !one.fits())
            put_with_length(body, std::move(one));
        else
            body.put(std::move(one).finish());
    }
    return body;
}

}  // namespace

Result<std::vector<std::byte>> write_finger_minutiae_record(const FingerMinutiaeRecord& record) {
    if (record.views.empty()) return Error{ErrorCode::invalid_argument, "a finger minutiae record without a view"};
    const bool is_common = record.format == Format::iso_19794_2_2005 || record.format == Format::ansi_378_2004;
    if (is_common && !has_common_size(record))
        return Error{ErrorCode::invalid_argument, "this edition has one size and resolution for all views"};
    const bool is_ansi = record.format == Format::ansi_378_2004 || is_ansi_2009(record.format);
    ByteWriter body = body_of(record);
    const std::string_view magic = magic_of(record.format);
    const std::size_t rest = body.size() + magic.size() + (is_ansi ? 4 : 0);
    ByteWriter writer;
    writer.put_text(magic);
    if (record.format != Format::ansi_378_2004)
        writer.put(rest + 4, 4);
    else if (rest + 2 <= 0xFFFF)
        writer.put(rest + 2, 2);
    else
        writer.put(rest + 6, 6);
    if (is_ansi) {
        writer.put_int(record.product_owner, 2);
        writer.put_int(record.product_type, 2);
    }
    if (!body.fits() || !writer.fits() || !has_valid_parts(record))
        return Error{ErrorCode::invalid_argument, "a number does not fit its field of a finger minutiae record"};
    writer.put(std::move(body).finish());
    return std::move(writer).finish();
}

}  // namespace limner
