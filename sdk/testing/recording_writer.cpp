#include "testing/recording_format.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace limner::simulation {
namespace {

Error failed(const std::string& path, int code) {
    std::string message = path + ": " + std::generic_category().message(code);
    switch (code) {
        case EEXIST: return {ErrorCode::invalid_argument, std::move(message)};
        case EACCES:
        case EPERM: return {ErrorCode::access_denied, std::move(message)};
        case ENOSPC:
        case EDQUOT: return {ErrorCode::storage_full, std::move(message)};
        default: return {ErrorCode::storage_failed, std::move(message)};
    }
}

std::chrono::nanoseconds since(Clock::time_point began, Clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time - began);
}

}  // namespace

struct RecordingWriter::Impl {
    std::string path{};
    int file = -1;
    std::optional<Clock::time_point> page_began{};

    Impl(std::string name, int descriptor) : path(std::move(name)), file(descriptor) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (file >= 0) ::close(file);
    }

    Result<void> put(std::string_view bytes) {
        if (file < 0) return Error{ErrorCode::invalid_argument, path + ": the recording is finished"};
        while (!bytes.empty()) {
            ssize_t count = ::write(file, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return failed(path, errno);
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return {};
    }
};

RecordingWriter::RecordingWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordingWriter::RecordingWriter(RecordingWriter&&) noexcept = default;
RecordingWriter& RecordingWriter::operator=(RecordingWriter&&) noexcept = default;
RecordingWriter::~RecordingWriter() = default;

Result<RecordingWriter> RecordingWriter::create(const std::filesystem::path& path, const RecordedDevice& device) {
    int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return failed(path.string(), errno);
    RecordingWriter writer(std::make_unique<Impl>(path.string(), file));
    std::string head = chunk_of(ChunkTag::head, encode_device(device));
    auto written = writer.impl_->put(std::string(recording_magic) + head);
    if (!written) return written.error();
    return writer;
}

Result<void> RecordingWriter::write(const RecordedEvent& event) {
    auto encoded = encode_event(event);
    if (!encoded) return encoded.error();
    if (encoded->second.size() > max_chunk_bytes) {
        return Error{ErrorCode::invalid_argument, impl_->path + ": the picture is too large for a recording"};
    }
    return impl_->put(chunk_of(encoded->first, encoded->second));
}

Result<void> RecordingWriter::write(const FrameOrWaiting& delivered, Clock::time_point began) {
    RecordedEvent event{since(began, Clock::now()), ScanEnd{}};
    if (const auto* frame = std::get_if<Frame>(&delivered)) {
        auto exposed_at = std::min(event.at, since(began, frame->exposed_at));
        event.what = RecordedPicture{frame->image, frame->sequence, exposed_at, frame->ppi, frame->ppi};
    } else if (const auto* waiting = std::get_if<Waiting>(&delivered)) {
        event.what = *waiting;
    } else {
        event.what = std::get<Progress>(delivered);
    }
    return write(event);
}

Result<void> RecordingWriter::write(const PageOrWaiting& delivered, Clock::time_point began) {
    auto now = Clock::now();
    RecordedEvent event{since(began, now), ScanEnd{}};
    if (const auto* page = std::get_if<Page>(&delivered)) {
        event.what = RecordedPicture{.image = page->image,
                                     .exposed_at = since(began, impl_->page_began.value_or(began)),
                                     .ppi_x = page->ppi_x,
                                     .ppi_y = page->ppi_y,
                                     .side = page->side,
                                     .light = page->light,
                                     .sheet = page->sheet};
        impl_->page_began = now;
    } else if (const auto* waiting = std::get_if<Waiting>(&delivered)) {
        event.what = *waiting;
        impl_->page_began = now;
    } else if (const auto* progress = std::get_if<Progress>(&delivered)) {
        event.what = *progress;
    }
    return write(event);
}

Result<void> RecordingWriter::finish() {
    auto written = impl_->put(chunk_of(ChunkTag::done, {}));
    if (!written) return written;
    int code = ::fsync(impl_->file) == 0 ? 0 : errno;
    ::close(std::exchange(impl_->file, -1));
    if (code != 0) return failed(impl_->path, code);
    return {};
}

}  // namespace limner::simulation
