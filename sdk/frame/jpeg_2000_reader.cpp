#include "frame/image_codec.h"
#include "frame/jpeg_2000_header.h"
#include "frame/jpeg_2000_library.h"

#include <algorithm>
#include <array>

namespace limner::codec {
namespace {

struct Bytes {
    std::span<const std::byte> all;
    std::size_t at = 0;
};

OPJ_SIZE_T read_bytes(void* target, OPJ_SIZE_T count, void* user) {
    auto& bytes = *static_cast<Bytes*>(user);
    const std::size_t taken = std::min<std::size_t>(count, bytes.all.size() - bytes.at);
    if (taken == 0) return static_cast<OPJ_SIZE_T>(-1);
    std::ranges::copy(bytes.all.subspan(bytes.at, taken), static_cast<std::byte*>(target));
    bytes.at += taken;
    return taken;
}

OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void* user) {
    auto& bytes = *static_cast<Bytes*>(user);
    const auto left = static_cast<OPJ_OFF_T>(bytes.all.size() - bytes.at);
    if (count < 0 || left == 0) return -1;
    const OPJ_OFF_T taken = std::min(count, left);
    bytes.at += static_cast<std::size_t>(taken);
    return taken;
}

OPJ_BOOL seek_bytes(OPJ_OFF_T place, void* user) {
    auto& bytes = *static_cast<Bytes*>(user);
    if (place < 0 || place > static_cast<OPJ_OFF_T>(bytes.all.size())) return OPJ_FALSE;
    bytes.at = static_cast<std::size_t>(place);
    return OPJ_TRUE;
}

// The picture as the library decodes it; its first complaint where it cannot, or can only in part.
Result<opj::ImagePointer> decode(const Source& source, const Jpeg2000Header& header) {
    const opj::CodecPointer codec(opj_create_decompress(header.is_boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
    Bytes bytes{source.file};
    const opj::StreamPointer stream(opj_stream_default_create(OPJ_TRUE));
    if (!codec || !stream) return unreadable(source, "not enough memory for the image");
    opj::Complaint complaint;
    complaint.listen_to(codec.get(), true);
    opj_stream_set_read_function(stream.get(), read_bytes);
    opj_stream_set_skip_function(stream.get(), skip_bytes);
    opj_stream_set_seek_function(stream.get(), seek_bytes);
    opj_stream_set_user_data(stream.get(), &bytes, nullptr);
    opj_stream_set_user_data_length(stream.get(), source.file.size());
    opj_dparameters_t parameters{};
    opj_set_default_decoder_parameters(&parameters);
    opj_image_t* image = nullptr;
    const bool is_read =
        opj_setup_decoder(codec.get(), &parameters) && opj_read_header(stream.get(), codec.get(), &image);
    opj::ImagePointer owned(image);
    const bool is_decoded =
        is_read && opj_decode(codec.get(), stream.get(), image) && opj_end_decompress(codec.get(), stream.get());
    if (!is_decoded || !complaint.text.empty()) return unreadable(source, complaint.text_or("damaged"));
    return owned;
}

// The sample with 8 bits; of more it keeps the upper ones.
int sample(const opj_image_comp_t& component, std::size_t at) {
    const int depth = static_cast<int>(component.prec);
    const int value = component.data[at] + (component.sgnd != 0 ? 1 << (depth - 1) : 0);
    if (depth > 8) return std::clamp(value >> (depth - 8), 0, 255);
    const int most = (1 << depth) - 1;
    return (std::clamp(value, 0, most) * 255 + most / 2) / most;
}

// BT.601, full range, as sYCC has it.
std::array<int, 3> rgb_of(int luma, int blue, int red) {
    const double b = blue - 128, r = red - 128;
    return {static_cast<int>(luma + 1.402 * r + 0.5), static_cast<int>(luma - 0.344136 * b - 0.714136 * r + 0.5),
            static_cast<int>(luma + 1.772 * b + 0.5)};
}

Result<Image> pixels_of(const Source& source, const opj_image_t& image) {
    constexpr int deepest = 16;
    const auto components = std::span(image.comps, image.numcomps);
    const bool has_alpha = image.numcomps == 2 || image.numcomps == 4;
    const std::size_t colours = image.numcomps - (has_alpha ? 1 : 0);
    auto cannot = [&](std::string_view what) {
        return Error{ErrorCode::unsupported, source.name + ": " + std::string(what) + " is not decoded"};
    };
    if ((colours != 1 && colours != 3) || image.color_space == OPJ_CLRSPC_CMYK || image.color_space == OPJ_CLRSPC_EYCC)
        return cannot("its colour space");
    for (const opj_image_comp_t& component : components) {
        if (!component.data || component.prec < 1 || component.prec > deepest) return cannot("its depth");
        if (component.w != components[0].w || component.h != components[0].h) return cannot("a subsampled component");
    }
    auto buffer = PixelBuffer::create(static_cast<int>(components[0].w), static_cast<int>(components[0].h),
                                      colours == 1 ? PixelFormat::gray8 : PixelFormat::rgb8);
    if (!buffer) return unreadable(source, buffer.error().message);
    const std::size_t count = std::size_t{components[0].w} * components[0].h;
    std::uint8_t* out = buffer->data();
    for (std::size_t at = 0; at < count; ++at) {
        std::array<int, 3> values{};
        for (std::size_t i = 0; i < colours; ++i) values[i] = sample(components[i], at);
        if (image.color_space == OPJ_CLRSPC_SYCC && colours == 3) values = rgb_of(values[0], values[1], values[2]);
        const int cover = has_alpha ? sample(components[colours], at) : 255;
        for (std::size_t i = 0; i < colours; ++i)
            *out++ = static_cast<std::uint8_t>((std::clamp(values[i], 0, 255) * cover + 255 * (255 - cover)) / 255);
    }
    return std::move(*buffer).finish();
}

}  // namespace

Result<ImageFile> read_jpeg_2000(const Source& source) {
    const auto header = read_jpeg_2000_header(source);
    if (!header) return header.error();
    const auto decoded = decode(source, *header);
    if (!decoded) return decoded.error();
    auto image = pixels_of(source, **decoded);
    if (!image) return image.error();
    if (image->width() != header->width || image->height() != header->height)
        return unreadable(source, "damaged: its picture has another size than its header says");
    ImageFile file;
    file.image = std::move(*image);
    file.ppi = header->ppi;
    file.is_lossy = !header->is_reversible;
    return file;
}

}  // namespace limner::codec
