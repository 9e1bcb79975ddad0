#include <limner/frame/wsq.h>

#include "frame/wsq_segments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <new>

namespace limner {
namespace wsq {
namespace {

constexpr std::int64_t most_pixels = 67'108'864;
constexpr int most_blocks = 64;          // three are usual
constexpr int most_huffman_tables = 64;  // two are usual
constexpr std::size_t marker_bytes = 2, length_bytes = 2;

std::optional<double> number_in(const NistCom& lines, std::string_view name) {
    for (const auto& [key, text] : lines) {
        double value = 0;
        if (key == name && std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc{})
            return value;
    }
    return std::nullopt;
}

class Decoder {
public:
    explicit Decoder(const codec::Source& source) : source_(source), left_(source.file) {}

    Result<WsqFile> decode() {
        if (left_.size() < marker_bytes || take_16() != static_cast<std::uint16_t>(Marker::start_of_image))
            return codec::unreadable(source_, "no WSQ");
        for (;;) {
            if (left_.size() < marker_bytes) return truncated();
            const auto marker = static_cast<Marker>(take_16());
            if (marker == Marker::end_of_image) break;
            if (auto ok = read_segment(marker); !ok) return ok.error();
        }
        if (!frame_) return damaged("it has no frame header");
        if (values_.size() < expected_)
            return damaged(fmt::format("it holds {} coefficients instead of {}", values_.size(), expected_));
        return picture();
    }

private:
    Error damaged(std::string_view what) const { return codec::unreadable(source_, fmt::format("damaged: {}", what)); }
    Error truncated() const { return codec::unreadable(source_, "truncated"); }

    std::uint16_t take_16() {
        const auto high = static_cast<unsigned>(left_[0]), low = static_cast<unsigned>(left_[1]);
        left_ = left_.subspan(2);
        return static_cast<std::uint16_t>(high << 8 | low);
    }

    Result<void> read_segment(Marker marker) {
        if (marker < Marker::frame_header || marker > Marker::comment)
            return damaged(fmt::format("{:#06X} is no marker of WSQ", static_cast<unsigned>(marker)));
        if (left_.size() < length_bytes) return truncated();
        const std::size_t length = take_16();
        if (length < length_bytes) return damaged("a segment is shorter than its own length");
        if (left_.size() < length - length_bytes) return truncated();
        const auto body = left_.first(length - length_bytes);
        left_ = left_.subspan(body.size());
        switch (marker) {
            case Marker::frame_header: return keep(frame_, read_frame_header(source_, body), "frame header");
            case Marker::transform_table: return keep(filters_, read_transform_table(source_, body), "transform table");
            case Marker::quantisation_table:
                return keep(quantisation_, read_quantisation_table(source_, body), "quantisation table");
            case Marker::huffman_table: return read_tables(body);
            case Marker::block_header: return read_block(body);
            case Marker::comment: return read_comment(body);
            default: return Error{ErrorCode::unsupported, source_.name + ": has restart intervals"};
        }
    }

    template <typename Part>
    Result<void> keep(std::optional<Part>& place, Result<Part> part, std::string_view what) {
        if (!part) return part.error();
        if (place) return damaged(fmt::format("it has a second {}", what));
        place = std::move(*part);
        return {};
    }

    Result<void> read_comment(std::span<const std::byte> body) {
        const std::string_view text(reinterpret_cast<const char*>(body.data()), body.size());
        auto lines = file_.nistcom.empty() ? parse_nistcom(text) : std::nullopt;
        if (lines)
            file_.nistcom = std::move(*lines);
        else
            file_.comments.emplace_back(text);
        return {};
    }

    Result<void> read_tables(std::span<const std::byte> body) {
        auto changed = read_huffman_tables(source_, body, tables_);
        if (!changed) return changed.error();
        table_count_ += static_cast<int>(changed->size());
        if (table_count_ > most_huffman_tables) return damaged("it has too many Huffman tables");
        return {};
    }

    Result<void> read_block(std::span<const std::byte> body) {
        if (!frame_ || !quantisation_) return damaged("its data come before its frame header or quantisation table");
        if (body.empty()) return damaged("a block header is too short");
        if (++block_count_ > most_blocks) return damaged("it has too many blocks");
        if (block_count_ == 1) lay_out();
        const auto number = static_cast<std::size_t>(body[0]);
        if (number >= tables_.size() || !tables_[number]) return damaged("a block has no Huffman table");
        const auto decoder = BlockDecoder::create(*tables_[number]);
        if (!decoder) return damaged("a Huffman table is no prefix code");
        switch (decoder->decode(take_bits(), expected_, values_)) {
            case BlockDecoder::Outcome::done: return {};
            case BlockDecoder::Outcome::unknown_code: return damaged("a code is in no Huffman table");
            case BlockDecoder::Outcome::too_many_values: return damaged("it holds more coefficients than its size");
            case BlockDecoder::Outcome::cut_off: break;
        }
        return left_.empty() ? truncated() : damaged("a block ends within a code");
    }

    void lay_out() {
        subbands_ = subbands_of(frame_->width, frame_->height);
        expected_ = coded_count(subbands_, *quantisation_, 0, band_count);
    }

    // The block's bytes up to the next marker, without the zeros behind 0xFF.
    std::span<const std::byte> take_bits() {
        constexpr std::byte escape{0xFF};
        bits_.clear();
        while (!left_.empty()) {
            const auto next = std::ranges::find(left_, escape);
            bits_.insert(bits_.end(), left_.begin(), next);
            left_ = left_.subspan(static_cast<std::size_t>(next - left_.begin()));
            if (left_.size() < 2 || left_[1] != std::byte{0}) break;
            bits_.push_back(escape);
            left_ = left_.subspan(2);
        }
        return bits_;
    }

    Result<WsqFile> picture() {
        auto buffer = PixelBuffer::create(frame_->width, frame_->height, PixelFormat::gray8);
        if (!buffer) return codec::unreadable(source_, buffer.error().message);
        if (expected_ == 0) {
            std::fill_n(buffer->data(),
                        static_cast<std::size_t>(frame_->width) * static_cast<std::size_t>(frame_->height),
                        level_of(static_cast<float>(frame_->shift)));
        } else {
            if (!filters_) return damaged("it has no transform table");
            Plane plane(frame_->width, frame_->height);
            dequantise(values_, subbands_, *quantisation_, plane);
            synthesise(plane, subbands_, *filters_);
            const auto scale = static_cast<float>(frame_->scale), shift = static_cast<float>(frame_->shift);
            std::ranges::transform(plane.values, buffer->data(), [=](float v) { return level_of(v * scale + shift); });
        }
        auto image = std::move(*buffer).finish();
        if (!image) return image.error();
        file_.image = std::move(*image);
        if (auto ppi = number_in(file_.nistcom, "PPI")) file_.ppi = codec::plausible_ppi(*ppi);
        file_.bits_per_pixel = number_in(file_.nistcom, "WSQ_BITRATE");
        file_.encoder = frame_->encoder;
        file_.software = frame_->software;
        return std::move(file_);
    }

    // A value that is no number is black.
    static std::uint8_t level_of(float value) noexcept {
        return static_cast<std::uint8_t>(std::min(std::max(value + 0.5F, 0.0F), 255.0F));
    }

    const codec::Source& source_;
    std::span<const std::byte> left_;
    WsqFile file_{};
    std::optional<FrameHeader> frame_{};
    std::optional<Filters> filters_{};
    std::optional<QuantisationTable> quantisation_{};
    HuffmanTables tables_{};
    int table_count_ = 0;
    int block_count_ = 0;
    Subbands subbands_{};
    std::size_t expected_ = 0;
    std::vector<std::byte> bits_{};
    std::vector<std::int16_t> values_{};
};

}  // namespace
}  // namespace wsq

Result<WsqFile> decode_wsq(std::span<const std::byte> file, const std::string& name, const ImageLimits& limits) try {
    ImageLimits bounded = limits;
    bounded.max_pixels = std::min(limits.max_pixels, wsq::most_pixels);
    return wsq::Decoder({file, name, bounded}).decode();
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::unreadable_file, name + ": not enough memory for the image"};
}

Result<ImageFile> codec::read_wsq(const Source& source) {
    auto wsq = decode_wsq(source.file, source.name, source.limits);
    if (!wsq) return wsq.error();
    ImageFile file;
    file.image = std::move(wsq->image);
    file.ppi = wsq->ppi;
    file.is_lossy = true;
    return file;
}

}  // namespace limner
