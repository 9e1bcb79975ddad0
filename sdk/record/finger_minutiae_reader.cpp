#include <limner/record/finger_minutiae_record.h>

#include "record/record_parts.h"

#include <fmt/format.h>

#include <array>

namespace limner {

std::string_view name_of(MinutiaeFormat format) noexcept {
    constexpr std::array<std::string_view, 5> names{"ISO/IEC 19794-2:2005", "ISO/IEC 19794-2:2011",
                                                    "ANSI INCITS 378-2004", "ANSI INCITS 378-2009",
                                                    "ANSI INCITS 378-2009/AM1"};
    return names[static_cast<std::size_t>(format)];
}

double degrees_of(const Minutia& minutia, MinutiaeFormat format) noexcept {
    const bool is_iso = format == MinutiaeFormat::iso_19794_2_2005 || format == MinutiaeFormat::iso_19794_2_2011;
    return minutia.angle * (is_iso ? 360.0 / 256 : 2.0);
}

namespace {

using Format = MinutiaeFormat;

constexpr std::size_t minutia_bytes = 6;  // 5 without a quality
constexpr int coordinate_mask = 0x3FFF, type_shift = 14;

class RecordReader : RecordReading {
public:
    RecordReader(std::span<const std::byte> file, const std::string& name, Reading reading, Format format)
        : RecordReading(name, reading), file_(file), reader_(file) {
        record_.format = format;
        (void)reader_.take(8);
    }

    Result<FingerMinutiaeRecord> read() {
        const auto views = read_header();
        if (!views) return views.error();
        if (*views == 0) return wrong("it holds no view");
        for (std::size_t i = 1; i <= *views; ++i)
            if (auto ok = read_view(i); !ok) return ok.error();
        if (auto ok = expect(reader_.left() == 0, fmt::format("{} bytes behind its end", reader_.left())); !ok)
            return ok.error();
        record_.problems = take_problems();
        return std::move(record_);
    }

private:
    bool is(Format format) const { return record_.format == format; }
    bool is_ansi() const { return is(Format::ansi_378_2004) || is_ansi_2009(); }
    bool is_ansi_2009() const { return is(Format::ansi_378_2009) || is(Format::ansi_378_2009_am1); }

    // The number of views.
    Result<std::size_t> read_header() {
        auto length = is(Format::ansi_378_2004) ? reader_.take(2) : reader_.take(4);
        if (is(Format::ansi_378_2004) && length == 0) length = reader_.take(4);
        if (auto ok = expect(length == file_.size(), fmt::format("its length {} is not {}", length, file_.size())); !ok)
            return ok.error();
        if (is_ansi()) {
            record_.product_owner = reader_.take_int(2);
            record_.product_type = reader_.take_int(2);
        }
        const std::size_t views = is(Format::iso_19794_2_2011) ? read_counts_2011() : read_equipment();
        if (reader_.is_short()) return wrong("truncated within its header");
        return views;
    }

    std::size_t read_counts_2011() {
        const auto views = static_cast<std::size_t>(reader_.take(2));
        record_.has_certifications = reader_.take(1) != 0;
        return views;
    }

    std::size_t read_equipment() {
        record_.equipment = reader_.take_int(is_ansi_2009() ? 3 : 2);
        if (!is_ansi_2009()) read_size(common_, true);
        const auto views = static_cast<std::size_t>(reader_.take(1));
        (void)reader_.take(1);
        return views;
    }

    void read_size(MinutiaeView& view, bool has_resolution) {
        view.width = reader_.take_int(2);
        view.height = reader_.take_int(2);
        if (!has_resolution) return;
        view.x_per_cm = reader_.take_int(2);
        view.y_per_cm = reader_.take_int(2);
    }

    Result<void> read_view(std::size_t index) {
        MinutiaeView view = common_;
        const std::size_t begin = reader_.at();
        const auto length = is(Format::iso_19794_2_2011) ? reader_.take(4) : 0;
        if (is(Format::iso_19794_2_2011))
            read_view_2011(view);
        else if (is_ansi_2009())
            read_view_2009(view);
        else
            read_view_2005(view);
        const auto count = static_cast<std::size_t>(reader_.take(1));
        if (reader_.is_short() || count * (has_qualities_ ? minutia_bytes : minutia_bytes - 1) > reader_.left())
            return wrong(fmt::format("view {}: truncated before its {} minutiae", index, count));
        for (std::size_t i = 0; i < count; ++i) view.minutiae.push_back(take_minutia());
        const auto extended = static_cast<std::size_t>(reader_.take(2));
        if (reader_.is_short() || extended > reader_.left())
            return wrong(fmt::format("view {}: truncated within its extended data", index));
        const auto bytes = reader_.take_bytes(extended);
        view.extended.assign(bytes.begin(), bytes.end());
        if (is(Format::iso_19794_2_2011))
            if (auto ok = expect(length == reader_.at() - begin,
                                 fmt::format("view {}: its length {} is not {}", index, length, reader_.at() - begin));
                !ok)
                return ok;
        return keep(std::move(view), index);
    }

    Result<void> keep(MinutiaeView view, std::size_t index) {
        for (const Minutia& minutia : view.minutiae) {
            const bool lies_inside = minutia.x < view.width && minutia.y < view.height;
            if (auto ok = expect(lies_inside, fmt::format("view {}: a minutia at {}, {} is outside its image", index,
                                                          minutia.x, minutia.y));
                !ok)
                return ok;
        }
        record_.views.push_back(std::move(view));
        return {};
    }

    void read_view_2005(MinutiaeView& view) {
        view.position = reader_.take_int(1);
        const int both = reader_.take_int(1);
        view.view = both >> 4;
        view.impression = both & 0xF;
        view.qualities = {{.score = reader_.take_int(1)}};
    }

    void read_view_2009(MinutiaeView& view) {
        view.position = reader_.take_int(1);
        view.view = reader_.take_int(1);
        view.impression = reader_.take_int(1);
        const int score = reader_.take_int(1), vendor = reader_.take_int(2);
        view.qualities = {{score, vendor, reader_.take_int(2)}};
        read_size(view, true);
    }

    void read_view_2011(MinutiaeView& view) {
        take_capture(reader_, view);
        if (!take_blocks(reader_, view, record_.has_certifications)) (void)reader_.take_bytes(reader_.left() + 1);
        view.position = reader_.take_int(1);
        view.view = reader_.take_int(1);
        view.x_per_cm = reader_.take_int(2);
        view.y_per_cm = reader_.take_int(2);
        view.impression = reader_.take_int(1);
        read_size(view, false);
        const int sizes = reader_.take_int(1);  // of a minutia in the upper half, the ridge ending type in the lower
        view.ridge_ending_type = sizes & 0xF;
        has_qualities_ = sizes >> 4 != 5;
    }

    Minutia take_minutia() {
        const int x = reader_.take_int(2), y = reader_.take_int(2);
        const int angle = reader_.take_int(1);
        return {x >> type_shift, x & coordinate_mask, y & coordinate_mask, angle,
                has_qualities_ ? reader_.take_int(1) : 0};
    }

    std::span<const std::byte> file_;
    ByteReader reader_;
    bool has_qualities_ = true;
    MinutiaeView common_{};
    FingerMinutiaeRecord record_{};
};

// What the version may stand for, the likeliest first: ISO and ANSI use the same texts.
std::vector<Format> candidates_for(std::span<const std::byte> file) {
    using namespace std::string_view_literals;
    const auto version = text_of(file.subspan(4, 4));
    if (version == " 20\0"sv) return {Format::iso_19794_2_2005, Format::ansi_378_2004};
    if (version == "020\0"sv) return {Format::ansi_378_2004};
    if (version == "030\0"sv) return {Format::iso_19794_2_2011, Format::ansi_378_2009};
    if (version == "035\0"sv) return {Format::ansi_378_2009_am1};
    return {};
}

}  // namespace

Result<FingerMinutiaeRecord> read_finger_minutiae_record(std::span<const std::byte> file, const std::string& name,
                                                         Reading reading) {
    using namespace std::string_view_literals;
    auto wrong = [&](std::string_view why) {
        return Error{ErrorCode::unreadable_file, fmt::format("{}: {}", name, why)};
    };
    if (file.size() < 8 || text_of(file.first(4)) != "FMR\0"sv) return wrong("no finger minutiae record");
    const auto candidates = candidates_for(file);
    if (candidates.empty()) return wrong("a finger minutiae record of an unknown edition");
    for (Format format : candidates)
        if (auto record = RecordReader(file, name, Reading::strict, format).read()) return record;
    if (reading == Reading::lenient)
        for (Format format : candidates)
            if (auto record = RecordReader(file, name, reading, format).read()) return record;
    return RecordReader(file, name, reading, candidates.front()).read();
}

}  // namespace limner
