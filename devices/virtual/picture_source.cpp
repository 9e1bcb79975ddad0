#include "picture_source.h"

#include "video_source.h"

#include <limner/frame/image_file.h>

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

namespace limner::virtual_driver {
namespace {

constexpr std::size_t cache_bytes = 256u << 20;
constexpr std::size_t max_files = 10'000;

class Pattern final : public PictureSource {
public:
    explicit Pattern(Picture picture) : picture_(std::make_shared<const Picture>(std::move(picture))) {}
    Result<SharedPicture> at(std::uint64_t) override { return picture_; }

private:
    SharedPicture picture_;
};

Result<SharedPicture> load(const std::filesystem::path& path) {
    auto file = read_image(path);
    if (!file) return file.error();
    const Image& image = file->image;
    if (image.width() < 1 || image.height() < 1) {
        return Error{ErrorCode::unreadable_file, path.string() + ": no pixels"};
    }
    std::vector<std::byte> pixels(image.bytes().begin(), image.bytes().end());
    return std::make_shared<const Picture>(
        Picture{image.width(), image.height(), image.format(), std::move(pixels), file->ppi});
}

/// Files decoded when they are first wanted, and kept while they fit.
class Files final : public PictureSource {
public:
    explicit Files(std::vector<std::filesystem::path> paths) : paths_(std::move(paths)) {}

    Result<SharedPicture> at(std::uint64_t index) override {
        auto which = static_cast<std::size_t>(index % paths_.size());
        if (auto kept = kept_.find(which); kept != kept_.end()) return kept->second;
        auto picture = load(paths_[which]);
        if (!picture) return picture;
        std::size_t size = (*picture)->pixels.size();
        if (kept_bytes_ + size > cache_bytes) {
            kept_.clear();
            kept_bytes_ = 0;
        }
        kept_bytes_ += size;
        kept_.emplace(which, *picture);
        return picture;
    }

private:
    std::vector<std::filesystem::path> paths_;
    std::map<std::size_t, SharedPicture> kept_{};
    std::size_t kept_bytes_ = 0;
};

Result<std::vector<std::filesystem::path>> files_of(const std::filesystem::path& folder) {
    std::error_code failed;
    std::vector<std::filesystem::path> paths;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        std::error_code unreadable;
        bool is_hidden = entry->path().filename().string().starts_with('.');
        if (!is_hidden && entry->is_regular_file(unreadable)) paths.push_back(entry->path());
        if (paths.size() > max_files) return Error{ErrorCode::unreadable_file, folder.string() + ": too many files"};
    }
    if (failed) return Error{ErrorCode::access_denied, folder.string() + ": " + failed.message()};
    if (paths.empty()) return Error{ErrorCode::file_missing, folder.string() + ": no pictures"};
    std::sort(paths.begin(), paths.end());
    return paths;
}

Picture pattern_for(const DeviceConfig& config) {
    switch (config.device_class) {
        case driver::DeviceClass::fingerprint_reader:
            return make_pattern(config.width.value_or(320), config.height.value_or(400), PixelFormat::gray8);
        case driver::DeviceClass::document_scanner:
            return make_pattern(config.width.value_or(1240), config.height.value_or(1754), PixelFormat::rgb8);
        default: return make_pattern(config.width.value_or(1280), config.height.value_or(720), PixelFormat::rgb8);
    }
}

template <typename Source, typename... Arguments>
Result<std::unique_ptr<PictureSource>> make(Arguments&&... arguments) {
    return std::unique_ptr<PictureSource>(std::make_unique<Source>(std::forward<Arguments>(arguments)...));
}

}  // namespace

Result<std::unique_ptr<PictureSource>> open_source(const DeviceConfig& config) {
    if (!config.source) return make<Pattern>(pattern_for(config));
    std::error_code unreadable;
    if (std::filesystem::is_directory(*config.source, unreadable)) {
        auto paths = files_of(*config.source);
        if (!paths) return paths.error();
        return make<Files>(*std::move(paths));
    }
    if (!std::filesystem::exists(*config.source, unreadable)) {
        return Error{ErrorCode::file_missing, config.source->string() + ": no such file"};
    }
    if (is_video(*config.source)) return open_video(*config.source);
    return make<Files>(std::vector{*config.source});
}

}  // namespace limner::virtual_driver
