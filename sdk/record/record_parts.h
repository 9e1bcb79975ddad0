#pragma once

#include <limner/record/finger_image_record.h>

#include "record/byte_order.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the standards' records have in common: how they are read strictly or leniently, and the blocks that every part
/// of ISO/IEC 19794:2011 has in front of an image.
namespace limner {

/// How a reader judges what it finds.
class RecordReading {
public:
    RecordReading(const std::string& name, Reading reading) : name_(name), reading_(reading) {}

    Error wrong(std::string_view why) const {
        return Error{ErrorCode::unreadable_file, fmt::format("{}: {}", name_, why)};
    }
    /// Something that a lenient reading forgives and notes.
    Result<void> expect(bool holds, const std::string& problem) {
        if (holds) return {};
        if (reading_ == Reading::strict) return wrong(problem);
        problems_.push_back(problem);
        return {};
    }
    std::vector<std::string> take_problems() { return std::exchange(problems_, {}); }

private:
    const std::string& name_;
    Reading reading_;
    std::vector<std::string> problems_{};
};

inline std::string_view text_of(std::span<const std::byte> bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What an image's data were decoded to, which has to be of the size that its record states.
inline Result<Image> of_stated_size(Result<Image> pixels, int width, int height, const std::string& name) {
    if (pixels && (pixels->width() != width || pixels->height() != height))
        return Error{ErrorCode::unreadable_file, fmt::format("{}: its data are {} x {} pixels instead of {} x {}", name,
                                                             pixels->width(), pixels->height(), width, height)};
    return pixels;
}

/// When and by what: nine bytes of time, then technology, vendor and type of the device.
template <typename Capture>
void take_capture(ByteReader& reader, Capture& of) {
    CaptureTime& time = of.captured;
    time.year = reader.take_int(2);
    for (int* part : {&time.month, &time.day, &time.hour, &time.minute, &time.second}) *part = reader.take_int(1);
    time.millisecond = reader.take_int(2);
    of.technology = reader.take_int(1);
    of.vendor = reader.take_int(2);
    of.device_type = reader.take_int(2);
}

template <typename Capture>
void put_capture(ByteWriter& writer, const Capture& of) {
    const CaptureTime& time = of.captured;
    writer.put_int(time.year, 2);
    for (int part : {time.month, time.day, time.hour, time.minute, time.second}) writer.put_int(part, 1);
    writer.put_int(time.millisecond, 2);
    writer.put_int(of.technology, 1);
    writer.put_int(of.vendor, 2);
    writer.put_int(of.device_type, 2);
}

/// Quality and certification blocks, each list behind its count; false where they leave the record.
template <typename Capture>
bool take_blocks(ByteReader& reader, Capture& of, bool has_certifications) {
    constexpr std::size_t quality_bytes = 5, certification_bytes = 3;
    const auto qualities = static_cast<std::size_t>(reader.take(1));
    if (qualities * quality_bytes > reader.left()) return false;
    for (std::size_t i = 0; i < qualities; ++i) {
        const int score = reader.take_int(1), vendor = reader.take_int(2);
        of.qualities.push_back({score, vendor, reader.take_int(2)});
    }
    const auto certifications = has_certifications ? static_cast<std::size_t>(reader.take(1)) : 0;
    if (certifications * certification_bytes > reader.left()) return false;
    for (std::size_t i = 0; i < certifications; ++i) {
        const int authority = reader.take_int(2);
        of.certifications.push_back({authority, reader.take_int(1)});
    }
    return true;
}

template <typename Capture>
void put_blocks(ByteWriter& writer, const Capture& of, bool has_certifications) {
    writer.put(of.qualities.size(), 1);
    for (const QualityBlock& quality : of.qualities) {
        writer.put_int(quality.score, 1);
        writer.put_int(quality.vendor, 2);
        writer.put_int(quality.algorithm, 2);
    }
    if (!has_certifications) return;
    writer.put(of.certifications.size(), 1);
    for (const CertificationBlock& certification : of.certifications) {
        writer.put_int(certification.authority, 2);
        writer.put_int(certification.scheme, 1);
    }
}

/// A representation behind its own length. What does not fit inside does not fit at all.
inline void put_with_length(ByteWriter& writer, ByteWriter body) {
    writer.put(body.fits() ? body.size() + 4 : ~std::uint64_t{0}, 4);
    writer.put(std::move(body).finish());
}

}  // namespace limner
