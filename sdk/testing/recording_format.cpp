#include "testing/recording_format.h"

#include "testing/byte_order.h"

#include <zlib.h>

#include <cmath>
#include <utility>

namespace limner::simulation {
namespace {

/// A deflated byte stands for at most 1,032 bytes; a picture that claims more is refused unseen.
constexpr std::uint64_t max_inflation = 1032;
constexpr std::uint64_t max_picture_bytes = 1'200'000'000;
constexpr std::chrono::nanoseconds longest_exposure = std::chrono::hours(24);

std::uint32_t crc_of(std::span<const char, chunk_head_bytes> head, std::string_view payload) {
    uLong crc = crc32(0, reinterpret_cast<const Bytef*>(head.data()), static_cast<uInt>(head.size()));
    if (payload.empty()) return static_cast<std::uint32_t>(crc);
    return static_cast<std::uint32_t>(
        crc32(crc, reinterpret_cast<const Bytef*>(payload.data()), static_cast<uInt>(payload.size())));
}

Error bad(const std::string& reason) { return Error{ErrorCode::bad_data, reason}; }

std::optional<double> resolution(double value) {
    return std::isfinite(value) && value > 0 && value <= 100'000 ? std::optional(value) : std::nullopt;
}

/// Level 1: fast enough to record 30 frames a second.
Result<std::string> deflated(std::span<const std::byte> bytes) {
    uLongf length = compressBound(static_cast<uLong>(bytes.size()));
    std::string to(length, '\0');
    int code = compress2(reinterpret_cast<Bytef*>(to.data()), &length, reinterpret_cast<const Bytef*>(bytes.data()),
                         static_cast<uLong>(bytes.size()), 1);
    if (code != Z_OK) return Error{ErrorCode::internal, "cannot compress a picture"};
    to.resize(length);
    return to;
}

Result<std::vector<std::byte>> inflated(std::string_view bytes, std::uint64_t count) {
    if (count > max_picture_bytes || count > (bytes.size() + 1) * max_inflation) return bad("a picture is too large");
    std::vector<std::byte> to(static_cast<std::size_t>(count));
    auto length = static_cast<uLongf>(to.size());
    int code = uncompress(reinterpret_cast<Bytef*>(to.data()), &length, reinterpret_cast<const Bytef*>(bytes.data()),
                          static_cast<uLong>(bytes.size()));
    if (code != Z_OK || length != to.size()) return bad("a picture's pixels are damaged");
    return to;
}

Result<std::string> encode_picture(std::chrono::nanoseconds at, const RecordedPicture& picture) {
    const Image& image = picture.image;
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "a picture without pixels cannot be recorded"};
    ByteWriter to;
    to.i64(at.count());
    to.u64(picture.sequence);
    to.i64(picture.exposed_at.count());
    for (int value : {image.width(), image.height(), static_cast<int>(image.format()), static_cast<int>(picture.side),
                      static_cast<int>(picture.light), picture.sheet}) {
        to.i32(value);
    }
    to.f64(picture.ppi_x.value_or(0));
    to.f64(picture.ppi_y.value_or(0));
    std::string bytes = to.take();
    if (image.format() == PixelFormat::jpeg) {
        return bytes.append(reinterpret_cast<const char*>(image.bytes().data()), image.bytes().size());
    }
    auto pixels = deflated(image.bytes());
    if (!pixels) return pixels.error();
    return bytes + *pixels;
}

Result<Image> decode_image(int width, int height, PixelFormat format, std::string_view bytes) {
    if (format == PixelFormat::jpeg) {
        const auto* first = reinterpret_cast<const std::byte*>(bytes.data());
        return Image::from_pixels(width, height, format, {first, first + bytes.size()});
    }
    auto count = byte_count(width, height, format);
    if (!count) return bad("a picture's size or format is impossible");
    auto pixels = inflated(bytes, *count);
    if (!pixels) return pixels.error();
    return Image::from_pixels(width, height, format, *std::move(pixels));
}

Result<RecordedPicture> decode_picture(ByteReader& from) {
    RecordedPicture picture;
    picture.sequence = from.u64();
    picture.exposed_at = std::chrono::nanoseconds(from.i64());
    std::int32_t width = from.i32(), height = from.i32(), format = from.i32();
    std::int32_t side = from.i32(), light = from.i32();
    picture.sheet = from.i32();
    picture.ppi_x = resolution(from.f64());
    picture.ppi_y = resolution(from.f64());
    if (from.has_failed() || side < 0 || side > 1 || light < 0 || light > 2) return bad("a picture's head is damaged");
    picture.side = static_cast<PageSide>(side);
    picture.light = static_cast<PageLight>(light);
    auto image = decode_image(width, height, static_cast<PixelFormat>(format), from.rest());
    if (!image) return bad(image.error().message);
    picture.image = *std::move(image);
    return picture;
}

bool is_known(ChunkTag tag) {
    return tag == ChunkTag::picture || tag == ChunkTag::waiting || tag == ChunkTag::progress ||
           tag == ChunkTag::scan_end;
}

}  // namespace

std::string chunk_of(ChunkTag tag, std::string_view payload) {
    ByteWriter head;
    head.u32(static_cast<std::uint32_t>(tag));
    head.u32(static_cast<std::uint32_t>(payload.size()));
    std::string chunk = head.take();
    ByteWriter tail;
    tail.u32(crc_of(std::span<const char, chunk_head_bytes>(chunk.data(), chunk_head_bytes), payload));
    return chunk.append(payload).append(tail.take());
}

ChunkHead read_chunk_head(std::span<const char, chunk_head_bytes> head) {
    ByteReader from(std::string_view(head.data(), head.size()));
    auto tag = static_cast<ChunkTag>(from.u32());
    return {tag, from.u32()};
}

bool is_chunk_intact(std::span<const char, chunk_head_bytes> head, std::string_view payload,
                     std::span<const char, chunk_tail_bytes> tail) {
    return ByteReader(std::string_view(tail.data(), tail.size())).u32() == crc_of(head, payload);
}

Result<std::pair<ChunkTag, std::string>> encode_event(const RecordedEvent& event) {
    if (const auto* picture = std::get_if<RecordedPicture>(&event.what)) {
        auto bytes = encode_picture(event.at, *picture);
        if (!bytes) return bytes.error();
        return std::pair(ChunkTag::picture, *std::move(bytes));
    }
    ByteWriter to;
    to.i64(event.at.count());
    if (const auto* waiting = std::get_if<Waiting>(&event.what)) {
        to.i32(static_cast<std::int32_t>(waiting->hint));
        return std::pair(ChunkTag::waiting, to.take());
    }
    if (const auto* progress = std::get_if<Progress>(&event.what)) {
        to.f64(progress->done_0_1.value_or(-1));
        return std::pair(ChunkTag::progress, to.take());
    }
    return std::pair(ChunkTag::scan_end, to.take());
}

Result<std::optional<RecordedEvent>> decode_event(ChunkTag tag, std::string_view payload) {
    if (!is_known(tag)) return std::optional<RecordedEvent>{};
    ByteReader from(payload);
    RecordedEvent event{std::chrono::nanoseconds(from.i64()), ScanEnd{}};
    if (tag == ChunkTag::picture) {
        auto picture = decode_picture(from);
        if (!picture) return picture.error();
        if (picture->exposed_at > event.at || picture->exposed_at < -longest_exposure) {
            return bad("a picture's time is impossible");
        }
        event.what = *std::move(picture);
    } else if (tag == ChunkTag::waiting) {
        std::int32_t hint = from.i32();
        if (hint < 0 || hint > static_cast<std::int32_t>(Hint::press_button)) return bad("an unknown hint");
        event.what = Waiting{static_cast<Hint>(hint)};
    } else if (tag == ChunkTag::progress) {
        double done = from.f64();
        event.what = Progress{done >= 0 && done <= 1 ? std::optional(done) : std::nullopt};
    }
    if (from.has_failed()) return bad("a piece is too short");
    return std::optional(std::move(event));
}

}  // namespace limner::simulation
