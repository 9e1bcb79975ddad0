#pragma once

#include <openjpeg.h>

#include <memory>
#include <string>
#include <string_view>

/// What owns OpenJPEG's objects and hears what it says.
namespace limner::codec::opj {

struct Destroy {
    void operator()(opj_codec_t* codec) const noexcept { opj_destroy_codec(codec); }
    void operator()(opj_image_t* image) const noexcept { opj_image_destroy(image); }
};
struct DestroyStream {
    void operator()(opj_stream_t* stream) const noexcept { opj_stream_destroy(stream); }
};
using CodecPointer = std::unique_ptr<opj_codec_t, Destroy>;
using ImagePointer = std::unique_ptr<opj_image_t, Destroy>;
using StreamPointer = std::unique_ptr<opj_stream_t, DestroyStream>;

/// The first thing that a codec complained of.
struct Complaint {
    std::string text{};

    /// A decoder's warnings tell of what it had to leave out or to guess.
    void listen_to(opj_codec_t* codec, bool hears_warnings) {
        opj_set_error_handler(codec, hear, this);
        if (hears_warnings) opj_set_warning_handler(codec, hear, this);
    }
    std::string text_or(std::string_view otherwise) const { return text.empty() ? std::string(otherwise) : text; }

private:
    static void hear(const char* message, void* user) {
        auto& text = static_cast<Complaint*>(user)->text;
        if (!text.empty()) return;
        text = message;
        while (!text.empty() && (text.back() == '\n' || text.back() == '.')) text.pop_back();
    }
};

}  // namespace limner::codec::opj
