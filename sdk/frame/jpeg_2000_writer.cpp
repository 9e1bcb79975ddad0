#include <limner/frame/image_file.h>

#include "frame/jpeg_2000_library.h"
#include "frame/pixel_buffer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace limner {
namespace {

using Bytes = std::vector<std::byte>;
namespace opj = codec::opj;

struct Sink {
    Bytes bytes{};
    std::size_t at = 0;
};

OPJ_SIZE_T write_bytes(void* from, OPJ_SIZE_T count, void* user) {
    auto& sink = *static_cast<Sink*>(user);
    try {
        if (sink.bytes.size() < sink.at + count) sink.bytes.resize(sink.at + count);
    } catch (const std::bad_alloc&) {
        return static_cast<OPJ_SIZE_T>(-1);
    }
    std::memcpy(sink.bytes.data() + sink.at, from, count);
    sink.at += count;
    return count;
}

OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void* user) {
    static_cast<Sink*>(user)->at += static_cast<std::size_t>(count);
    return count;
}

OPJ_BOOL seek_bytes(OPJ_OFF_T place, void* user) {
    static_cast<Sink*>(user)->at = static_cast<std::size_t>(place);
    return OPJ_TRUE;
}

opj::ImagePointer planes_of(const Image& image) {
    const bool is_gray = image.format() != PixelFormat::rgb8, is_deep = image.format() == PixelFormat::gray16;
    const OPJ_UINT32 count = is_gray ? 1 : 3;
    std::array<opj_image_cmptparm_t, 3> parameters{};
    for (opj_image_cmptparm_t& one : parameters) {
        one.dx = one.dy = 1;
        one.w = static_cast<OPJ_UINT32>(image.width());
        one.h = static_cast<OPJ_UINT32>(image.height());
        one.prec = is_deep ? 16 : 8;
    }
    opj::ImagePointer planes(opj_image_create(count, parameters.data(), is_gray ? OPJ_CLRSPC_GRAY : OPJ_CLRSPC_SRGB));
    if (!planes) return planes;
    planes->x1 = parameters[0].w;
    planes->y1 = parameters[0].h;
    const std::size_t pixels = std::size_t{parameters[0].w} * parameters[0].h;
    const std::uint8_t* from = samples_of(image);
    for (std::size_t at = 0; at < pixels; ++at)
        for (OPJ_UINT32 i = 0; i < count; ++i) {
            std::uint16_t deep = 0;
            if (is_deep) std::memcpy(&deep, from + 2 * at, sizeof deep);
            planes->comps[i].data[at] = is_deep ? deep : from[at * count + i];
        }
    return planes;
}

/// `rate`: how many times smaller than the samples; 0: lossless.
Result<Bytes> compress(const Image& image, float rate) {
    const opj::ImagePointer planes = planes_of(image);
    const opj::CodecPointer codec(opj_create_compress(OPJ_CODEC_JP2));
    const opj::StreamPointer stream(opj_stream_default_create(OPJ_FALSE));
    if (!planes || !codec || !stream) return Error{ErrorCode::internal, "no memory to write the image"};
    opj_cparameters_t parameters{};
    opj_set_default_encoder_parameters(&parameters);
    parameters.tcp_numlayers = 1;
    parameters.cp_disto_alloc = 1;
    parameters.tcp_rates[0] = rate;
    parameters.irreversible = rate > 0;
    parameters.tcp_mct = planes->numcomps == 3;
    while (parameters.numresolution > 1 &&
           std::min(image.width(), image.height()) >> (parameters.numresolution - 1) == 0)
        --parameters.numresolution;
    opj::Complaint complaint;
    complaint.listen_to(codec.get(), false);
    Sink sink;
    opj_stream_set_write_function(stream.get(), write_bytes);
    opj_stream_set_skip_function(stream.get(), skip_bytes);
    opj_stream_set_seek_function(stream.get(), seek_bytes);
    opj_stream_set_user_data(stream.get(), &sink, nullptr);
    const bool is_done = opj_setup_encoder(codec.get(), &parameters, planes.get()) &&
                         opj_start_compress(codec.get(), planes.get(), stream.get()) &&
                         opj_encode(codec.get(), stream.get()) && opj_end_compress(codec.get(), stream.get());
    if (!is_done) return Error{ErrorCode::internal, complaint.text_or("OpenJPEG could not write the image")};
    return std::move(sink.bytes);
}

void put(Bytes& bytes, std::uint64_t value, int count) {
    while (count-- > 0) bytes.push_back(static_cast<std::byte>(value >> (8 * count)));
}

void put(Bytes& bytes, std::string_view text) {
    for (char c : text) bytes.push_back(static_cast<std::byte>(c));
}

// ISO/IEC 15444-1, I.5.3.7: the resolution of the capture, which OpenJPEG does not write. Pixels per metre are a
// fraction and a power of ten: ppi / 254 * 10,000.
Bytes resolution_box(double ppi) {
    constexpr int box = 8, body = 10, tenths_of_mm_per_inch = 254, power = 4;
    Bytes bytes;
    put(bytes, box + box + body, 4);
    put(bytes, "res ");
    put(bytes, box + body, 4);
    put(bytes, "resc");
    for (int axis = 0; axis < 2; ++axis) {
        put(bytes, static_cast<std::uint64_t>(std::lround(ppi)), 2);
        put(bytes, tenths_of_mm_per_inch, 2);
    }
    put(bytes, power, 1);
    put(bytes, power, 1);
    return bytes;
}

// Behind the last box of the header box, which grows by it.
void insert(Bytes& file, const Bytes& box) {
    for (std::size_t at = 0; at + 8 <= file.size();) {
        std::uint64_t length = 0;
        for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<std::uint8_t>(file[at + i]);
        if (length < 8 || length > file.size() - at) return;
        if (std::memcmp(file.data() + at + 4, "jp2h", 4) == 0) {
            Bytes grown;
            put(grown, length + box.size(), 4);
            std::ranges::copy(grown, file.begin() + static_cast<std::ptrdiff_t>(at));
            file.insert(file.begin() + static_cast<std::ptrdiff_t>(at + length), box.begin(), box.end());
            return;
        }
        at += static_cast<std::size_t>(length);
    }
}

}  // namespace

Result<std::vector<std::byte>> encode_jpeg_2000(const Image& image, const Jpeg2000Options& options) try {
    constexpr int most_attempts = 8;
    const bool is_known = image.format() == PixelFormat::gray8 || image.format() == PixelFormat::rgb8 ||
                          image.format() == PixelFormat::gray16;
    if (image.is_empty() || !is_known)
        return Error{ErrorCode::invalid_argument,
                     fmt::format("an image of {} cannot be written as JPEG 2000", name_of(image.format()))};
    if (options.ppi && !(*options.ppi >= 1 && *options.ppi <= 65'535))
        return Error{ErrorCode::invalid_argument, "a resolution outside 1 to 65,535 ppi"};
    auto finish = [&](Bytes bytes) {
        if (options.ppi) insert(bytes, resolution_box(*options.ppi));
        return bytes;
    };
    if (!options.max_bytes) {
        auto bytes = compress(image, 0);
        return bytes ? Result<Bytes>(finish(*std::move(bytes))) : bytes;
    }
    const auto raw = static_cast<double>(image.bytes().size()), most = static_cast<double>(*options.max_bytes);
    // The library's rate leaves boxes and headers out: what is above is taken off the next attempt's.
    double wanted = most;
    for (int attempt = 0; attempt < most_attempts && wanted >= 1; ++attempt) {
        auto bytes = compress(image, static_cast<float>(std::max(raw / wanted, 1.0)));
        if (!bytes) return bytes;
        Bytes whole = finish(*std::move(bytes));
        if (whole.size() <= *options.max_bytes) return whole;
        wanted -= static_cast<double>(whole.size() - *options.max_bytes) + 1;
    }
    return Error{ErrorCode::invalid_argument, fmt::format("{} x {} pixels cannot be written in {} bytes of JPEG 2000",
                                                          image.width(), image.height(), *options.max_bytes)};
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::internal, "no memory to write the image"};
}

}  // namespace limner
