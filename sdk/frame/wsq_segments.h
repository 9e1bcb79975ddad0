#pragma once

#include "frame/image_codec.h"
#include "frame/wsq_huffman.h"
#include "frame/wsq_quantiser.h"
#include "frame/wsq_wavelet.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner::wsq {

enum class Marker : std::uint16_t {
    start_of_image = 0xFFA0,
    end_of_image = 0xFFA1,
    frame_header = 0xFFA2,
    block_header = 0xFFA3,
    transform_table = 0xFFA4,
    quantisation_table = 0xFFA5,
    huffman_table = 0xFFA6,
    restart_interval = 0xFFA7,
    comment = 0xFFA8,
};

struct FrameHeader {
    int width = 0;
    int height = 0;
    double shift = 0;  ///< Gray level of the picture's mean.
    double scale = 1;  ///< Gray levels of one unit of the plane.
    int encoder = 0;
    int software = 0;
};

constexpr std::size_t huffman_table_count = 8;
using HuffmanTables = std::array<std::optional<HuffmanTable>, huffman_table_count>;

/// What a segment says, its marker and length taken off. The errors name the file and the segment.
Result<FrameHeader> read_frame_header(const codec::Source& source, std::span<const std::byte> body);
Result<Filters> read_transform_table(const codec::Source& source, std::span<const std::byte> body);
Result<QuantisationTable> read_quantisation_table(const codec::Source& source, std::span<const std::byte> body);
/// Puts one or several tables into their places; the numbers of those that changed.
Result<std::vector<std::size_t>> read_huffman_tables(const codec::Source& source, std::span<const std::byte> body,
                                                     HuffmanTables& tables);

/// A file in the making.
class SegmentWriter {
public:
    void put(Marker marker);
    void put(const FrameHeader& header);
    void put(const Filters& filters);
    void put(const QuantisationTable& table);
    void put(const HuffmanTable& table, std::uint8_t number);
    void put_comment(std::string_view text);
    void put_block(std::uint8_t table_number, std::span<const std::byte> bits);
    std::vector<std::byte> finish() &&;

private:
    void put_8(std::uint32_t value);
    void put_16(std::uint32_t value);
    void put_32(std::uint32_t value);
    void put_decimal(double value);
    void put_tap(double value);

    std::vector<std::byte> bytes_{};
};

/// The value that a file holds of a number: 16 bits and a power of ten.
double as_written(double value);

/// NISTCOM: a first line "NIST_COM N", then N - 1 lines of a name and a value.
using NistCom = std::vector<std::pair<std::string, std::string>>;
/// Nothing where `comment` is none.
std::optional<NistCom> parse_nistcom(std::string_view comment);
std::string format_nistcom(const NistCom& lines);

}  // namespace limner::wsq
