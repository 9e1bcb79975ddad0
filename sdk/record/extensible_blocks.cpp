#include "record/extensible_blocks.h"

#include <fmt/format.h>

#include <array>

namespace limner {
namespace {

constexpr int generation = 3, year = 2019;
constexpr int failed_score = 255, best_score = 100;

// Each SEQUENCE of a SEQUENCE OF.
template <typename Take>
Result<void> for_each_sequence(std::span<const std::byte> value, RecordReading& reading, std::string_view where,
                               const Take& take) {
    for (DerCursor cursor(value, reading); !cursor.is_at_end();) {
        const auto object = cursor.take();
        if (!object) return object.error();
        if (object->tag != der::sequence) return reading.wrong(fmt::format("{}: an entry that is no SEQUENCE", where));
        if (Result<void> ok = take(*object); !ok) return ok;
    }
    return {};
}

Result<QualityBlock> quality_in(const DerObject& block, RecordReading& reading) {
    constexpr std::string_view where = "quality block";
    const auto fields = DerFields::of(block.value, reading, where);
    if (!fields) return fields.error();
    const DerObject *algorithm = fields->nested(0), *result = fields->nested(1);
    if (!algorithm || !result) return reading.wrong("quality block: no algorithm or no score");
    const auto id = registry_id_in(*algorithm, reading, where);
    if (!id) return id.error();
    QualityBlock quality{.score = failed_score, .vendor = id->first, .algorithm = id->second};
    const auto choice = DerFields::of(result->value, reading, where);
    if (!choice) return choice.error();
    if (choice->primitive(0)) {
        const auto score = number_in(*choice, 0, reading);
        if (!score) return score.error();
        if (*score > best_score) return reading.wrong(fmt::format("quality block: a score of {}", *score));
        quality.score = *score;
    } else if (!choice->nested(1)) {
        return reading.wrong("quality block: neither a score nor an error");
    }
    return quality;
}

/// Where they begin: the data block's SEQUENCE of them.
Result<std::span<const std::byte>> representations_in(std::span<const std::byte> file, std::uint8_t tag,
                                                      RecordReading& reading) {
    DerCursor cursor(file, reading);
    const auto block = cursor.take();
    if (!block) return block.error();
    if (block->tag != tag) return reading.wrong("no data block of ISO/IEC 39794");
    if (auto ok = reading.expect(cursor.is_at_end(), "bytes behind its end"); !ok) return ok.error();
    const auto fields = DerFields::of(block->value, reading, "data block");
    if (!fields) return fields.error();
    const DerObject *version = fields->nested(0), *representations = fields->nested(1);
    if (!version || !representations) return reading.wrong("data block: no version or no representations");
    const auto parts = DerFields::of(version->value, reading, "version");
    if (!parts) return parts.error();
    const auto is_generation = number_in(*parts, 0, reading), is_year = number_in(*parts, 1, reading);
    if (!is_generation) return is_generation.error();
    if (!is_year) return is_year.error();
    if (auto ok =
            reading.expect(*is_generation == generation && *is_year == year,
                           fmt::format("version {}.{} instead of {}.{}", *is_generation, *is_year, generation, year));
        !ok)
        return ok.error();
    if (auto ok = reading.expect(fields->from(2).empty(), "data block: a member of a later edition"); !ok)
        return ok.error();
    if (representations->value.empty()) return reading.wrong("it holds no image");
    return representations->value;
}

}  // namespace

Result<void> each_representation(std::span<const std::byte> file, std::uint8_t tag, RecordReading& reading,
                                 const std::function<Result<void>(std::span<const std::byte>)>& take) {
    const auto representations = representations_in(file, tag, reading);
    if (!representations) return representations.error();
    for (DerCursor cursor(*representations, reading); !cursor.is_at_end();) {
        const auto object = cursor.take();
        if (!object) return object.error();
        if (object->tag != der::sequence) return reading.wrong("a representation that is no SEQUENCE");
        if (auto ok = take(object->value); !ok) return ok;
    }
    return {};
}

Result<std::vector<std::byte>> data_block(std::uint8_t tag, const DerWriter& representations, std::string_view kind) {
    if (!representations.fits())
        return Error{ErrorCode::invalid_argument, fmt::format("a number does not fit its member of a {} record", kind)};
    DerWriter version, body, file;
    version.put_number(0, generation);
    version.put_number(1, year);
    body.put(der::nested_tag(0), version);
    body.put(der::nested_tag(1), representations);
    file.put(tag, body);
    return file.bytes();
}

Result<CaptureTime> time_in(const DerObject& block, RecordReading& reading) {
    const auto fields = DerFields::of(block.value, reading, "capture time");
    if (!fields) return fields.error();
    CaptureTime time;
    const std::array parts{&time.year,   &time.month,  &time.day,        &time.hour,
                           &time.minute, &time.second, &time.millisecond};
    constexpr std::array highest{9999, 12, 31, 23, 59, 60, 999};
    for (unsigned i = 0; i < parts.size(); ++i) {
        if (i > 0 && !fields->primitive(i)) continue;
        const auto value = number_in(*fields, i, reading);
        if (!value) return value.error();
        if (*value > highest[i]) return reading.wrong(fmt::format("capture time: {} in part {}", *value, i));
        *parts[i] = *value;
    }
    return time;
}

void put_time(DerWriter& writer, unsigned number, const CaptureTime& time) {
    if (time.year == 0) return;
    DerWriter block;
    block.put_number(0, time.year);
    if (time.month != 0) block.put_number(1, time.month);
    if (time.month != 0 && time.day != 0) {
        unsigned i = 2;
        for (int part : {time.day, time.hour, time.minute, time.second, time.millisecond}) block.put_number(i++, part);
    }
    writer.put(der::nested_tag(number), block);
}

Result<std::pair<int, int>> registry_id_in(const DerObject& block, RecordReading& reading, std::string_view where) {
    const auto fields = DerFields::of(block.value, reading, where);
    if (!fields) return fields.error();
    const auto organisation = number_in(*fields, 0, reading), id = number_in(*fields, 1, reading);
    if (!organisation) return organisation.error();
    if (!id) return id.error();
    if (*organisation > 0xFFFF || *id > 0xFFFF)
        return reading.wrong(fmt::format("{}: an identifier above 65,535", where));
    return std::pair{*organisation, *id};
}

void put_registry_id(DerWriter& writer, std::uint8_t tag, int organisation, int id) {
    DerWriter block;
    block.put_number(0, organisation);
    block.put_number(1, id);
    writer.put(tag, block);
}

Result<std::vector<QualityBlock>> qualities_in(const DerObject& blocks, RecordReading& reading) {
    std::vector<QualityBlock> qualities;
    auto ok = for_each_sequence(blocks.value, reading, "quality blocks", [&](const DerObject& block) -> Result<void> {
        const auto quality = quality_in(block, reading);
        if (!quality) return quality.error();
        qualities.push_back(*quality);
        return {};
    });
    if (!ok) return ok.error();
    return qualities;
}

void put_qualities(DerWriter& writer, unsigned number, const std::vector<QualityBlock>& qualities) {
    DerWriter list;
    for (const QualityBlock& quality : qualities) {
        DerWriter block, result, failed;
        put_registry_id(block, der::nested_tag(0), quality.vendor, quality.algorithm);
        if (quality.score <= best_score) {
            result.put_number(0, quality.score);
        } else {
            failed.put_number(0, 0);  // failureToAssess
            result.put(der::nested_tag(1), failed);
        }
        block.put(der::nested_tag(1), result);
        list.put(der::sequence, block);
    }
    if (!list.is_empty()) writer.put(der::nested_tag(number), list);
}

Result<std::vector<CertificationBlock>> certifications_in(const DerObject& blocks, RecordReading& reading) {
    constexpr std::string_view where = "certifications";
    std::vector<CertificationBlock> certifications;
    auto ok = for_each_sequence(blocks.value, reading, where, [&](const DerObject& block) -> Result<void> {
        const auto id = registry_id_in(block, reading, where);
        if (!id) return id.error();
        certifications.push_back({id->first, id->second});
        return {};
    });
    if (!ok) return ok.error();
    return certifications;
}

void put_certifications(DerWriter& writer, unsigned number, const std::vector<CertificationBlock>& certifications) {
    DerWriter list;
    for (const CertificationBlock& certification : certifications)
        put_registry_id(list, der::sequence, certification.authority, certification.scheme);
    if (!list.is_empty()) writer.put(der::nested_tag(number), list);
}

}  // namespace limner
