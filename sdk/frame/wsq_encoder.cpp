#include <limner/frame/wsq.h>

#include "frame/pixel_buffer.h"
#include "frame/wsq_segments.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <new>

namespace limner {
namespace wsq {
namespace {

constexpr double least_rate = 0.05, largest_rate = 5;
constexpr double least_ppi = 10, largest_ppi = 600;
constexpr std::size_t most_pixels = 67'108'864;
constexpr std::size_t longest_comment = 65'533;
constexpr int encoder_number = 2;

Result<void> check_comments(const WsqOptions& options) {
    auto wrong = [](std::string message) { return Error{ErrorCode::invalid_argument, std::move(message)}; };
    for (const auto& [name, value] : options.nistcom)
        if (name.empty() || name.find_first_of(" \n") != std::string::npos || value.find('\n') != std::string::npos)
            return wrong(fmt::format("'{}' is no line of a NISTCOM comment", name));
    for (const std::string& comment : options.comments)
        if (comment.size() > longest_comment)
            return wrong(fmt::format("a WSQ comment of {} bytes is above {}", comment.size(), longest_comment));
    return {};
}

Result<void> check_arguments(const Image& image, const WsqOptions& options) {
    auto wrong = [](std::string message) { return Error{ErrorCode::invalid_argument, std::move(message)}; };
    if (image.is_empty()) return wrong("an empty image cannot be written as WSQ");
    if (image.format() != PixelFormat::gray8)
        return wrong(fmt::format("an image of {} cannot be written as WSQ", name_of(image.format())));
    if (image.bytes().size() > most_pixels)
        return wrong(
            fmt::format("{} x {} pixels are above WSQ's limit of {}", image.width(), image.height(), most_pixels));
    if (!(options.bits_per_pixel >= least_rate && options.bits_per_pixel <= largest_rate))
        return wrong(
            fmt::format("WSQ takes {} to {} bits a pixel, not {}", least_rate, largest_rate, options.bits_per_pixel));
    if (options.ppi > largest_ppi)
        return Error{
            ErrorCode::unsupported,
            fmt::format("WSQ is specified for 500 ppi, not {}: 1,000 ppi is compressed as JPEG 2000", options.ppi)};
    if (!(options.ppi >= least_ppi)) return wrong(fmt::format("{} is no resolution of a fingerprint", options.ppi));
    return check_comments(options);
}

// Gray levels about their mean, the farthest of them at 128.
Plane plane_of(const Image& image, FrameHeader& header) {
    const std::uint8_t* pixels = samples_of(image);
    const std::size_t count = image.bytes().size();
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += pixels[i];
    const auto [low, high] = std::minmax_element(pixels, pixels + count);
    const double mean = static_cast<double>(sum) / static_cast<double>(count);
    constexpr double farthest = 128;
    header.shift = as_written(mean);
    header.scale = as_written(std::max({mean - *low, *high - mean, 1.0}) / farthest);
    Plane plane(image.width(), image.height());
    const auto shift = static_cast<float>(header.shift), scale = static_cast<float>(1 / header.scale);
    for (std::size_t i = 0; i < count; ++i) plane.values[i] = (static_cast<float>(pixels[i]) - shift) * scale;
    return plane;
}

std::string nistcom_of(const Image& image, const WsqOptions& options) {
    NistCom lines{{"PIX_WIDTH", std::to_string(image.width())},
                  {"PIX_HEIGHT", std::to_string(image.height())},
                  {"PIX_DEPTH", "8"},
                  {"PPI", std::to_string(std::lround(options.ppi))},
                  {"LOSSY", "1"},
                  {"COLORSPACE", "GRAY"},
                  {"COMPRESSION", "WSQ"},
                  {"WSQ_BITRATE", fmt::format("{:.6f}", options.bits_per_pixel)}};
    lines.insert(lines.end(), options.nistcom.begin(), options.nistcom.end());
    return format_nistcom(lines);
}

void put_blocks(SegmentWriter& writer, std::span<const std::int16_t> values, const Subbands& subbands,
                const QuantisationTable& table) {
    const std::size_t first = coded_count(subbands, table, 0, second_block);
    const std::size_t second = coded_count(subbands, table, second_block, third_block);
    const std::array blocks{values.first(first), values.subspan(first, second), values.subspan(first + second)};
    const HuffmanTable of_first = make_table(std::span(blocks).first(1));
    const HuffmanTable of_others = make_table(std::span(blocks).subspan(1));
    writer.put(of_first, 0);
    writer.put_block(0, encode_block(blocks[0], of_first));
    writer.put(of_others, 1);
    writer.put_block(1, encode_block(blocks[1], of_others));
    writer.put_block(1, encode_block(blocks[2], of_others));
}

// The decoder knows the bins only as the file has them.
QuantisationTable rounded(QuantisationTable table) {
    for (double& width : table.bin_width) width = as_written(width);
    for (double& width : table.zero_bin_width) width = as_written(width);
    return table;
}

}  // namespace
}  // namespace wsq

Result<std::vector<std::byte>> encode_wsq(const Image& image, const WsqOptions& options) try {
    if (auto ok = wsq::check_arguments(image, options); !ok) return ok.error();
    const std::string nistcom = wsq::nistcom_of(image, options);
    if (nistcom.size() > wsq::longest_comment)
        return Error{ErrorCode::invalid_argument, "the NISTCOM comment is too long"};
    wsq::FrameHeader header{.width = image.width(), .height = image.height(), .encoder = wsq::encoder_number};
    wsq::Plane plane = wsq::plane_of(image, header);
    const wsq::Subbands subbands = wsq::subbands_of(image.width(), image.height());
    wsq::analyse(plane, subbands, wsq::standard_filters);
    const auto table = wsq::rounded(wsq::allocate_bits(plane, subbands, options.bits_per_pixel));
    const auto values = wsq::quantise(plane, subbands, table);

    wsq::SegmentWriter writer;
    writer.put(wsq::Marker::start_of_image);
    writer.put_comment(nistcom);
    for (const std::string& comment : options.comments) writer.put_comment(comment);
    writer.put(wsq::standard_filters);
    writer.put(table);
    writer.put(header);
    wsq::put_blocks(writer, values, subbands, table);
    return std::move(writer).finish();
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::internal, "no memory to write the image"};
}

}  // namespace limner
