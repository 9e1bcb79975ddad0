#include "video_source.h"

#include "video/video_module.h"

#include <dlfcn.h>

#include <array>
#include <cstring>
#include <utility>

namespace limner::virtual_driver {
namespace {

/// Loaded once and for good: GStreamer cannot be unloaded.
Result<const limner_video_api*> load_module() {
    Dl_info self{};
    if (!dladdr(reinterpret_cast<const void*>(&load_module), &self)) {
        return Error{ErrorCode::internal, "the virtual driver does not know where it lies"};
    }
    auto path = std::filesystem::path(self.dli_fname).parent_path() / "limner_virtual_video.so";
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* symbol = library ? dlsym(library, "limner_video_entry") : nullptr;
    if (!symbol) {
        const char* reason = dlerror();
        return Error{ErrorCode::unsupported, std::string("video: ") + (reason ? reason : "no entry point")};
    }
    limner_video_entry_fn entry = nullptr;
    std::memcpy(&entry, &symbol, sizeof entry);
    return entry();
}

class Video final : public PictureSource {
public:
    Video(const limner_video_api* api, limner_video* video, std::string name)
        : api_(api), video_(video, api->close), name_(std::move(name)) {}

    Result<SharedPicture> at(std::uint64_t index) override {
        if (shown_ && index == index_) return shown_;
        limner_video_picture raw{};
        std::array<char, 300> message{};
        if (api_->next(video_.get(), &raw, message.data(), message.size()) != 0) {
            return Error{ErrorCode::unreadable_file, name_ + ": " + message.data()};
        }
        index_ = index;
        shown_ = copy_of(raw);
        return shown_;
    }

private:
    static SharedPicture copy_of(const limner_video_picture& raw) {
        auto row_bytes = static_cast<std::size_t>(raw.width) * 3;
        Picture picture{raw.width, raw.height, PixelFormat::rgb8, {}, {}};
        picture.pixels.resize(row_bytes * static_cast<std::size_t>(raw.height));
        for (std::size_t y = 0; y < static_cast<std::size_t>(raw.height); ++y) {
            std::memcpy(picture.pixels.data() + y * row_bytes, raw.rgb + y * raw.stride_bytes, row_bytes);
        }
        return std::make_shared<const Picture>(std::move(picture));
    }

    const limner_video_api* api_;
    std::unique_ptr<limner_video, limner_video_close_fn> video_;
    std::string name_;
    std::uint64_t index_ = 0;
    SharedPicture shown_{};
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_video(const std::filesystem::path& path) {
    auto api = load_module();
    if (!api) return api.error();
    std::array<char, 300> message{};
    limner_video* video = (*api)->open(path.c_str(), message.data(), message.size());
    if (!video) return Error{ErrorCode::unsupported, path.string() + ": " + message.data()};
    auto source = std::make_unique<Video>(*api, video, path.string());
    auto first = source->at(0);
    if (!first) return first.error();
    return std::unique_ptr<PictureSource>(std::move(source));
}

}  // namespace limner::virtual_driver
