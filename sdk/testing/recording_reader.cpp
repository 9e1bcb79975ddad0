#include "testing/recording_format.h"

#include <cerrno>
#include <fstream>
#include <istream>
#include <system_error>
#include <utility>

namespace limner::simulation {
namespace {

constexpr std::chrono::nanoseconds longest = std::chrono::hours(24 * 365);

}  // namespace

struct RecordingReader::Impl {
    std::unique_ptr<std::istream> from;
    std::string name;
    std::uint64_t size = 0;
    std::uint64_t first_event = 0;
    RecordedDevice device{};
    std::optional<std::string> damage{};
    bool is_done = false;
    std::chrono::nanoseconds last_at{0};

    struct Chunk {
        ChunkTag tag;
        std::string payload;
    };

    std::uint64_t position() const { return static_cast<std::uint64_t>(std::max<std::streamoff>(0, from->tellg())); }

    /// Nothing where the rest of the file holds no whole, undamaged chunk.
    std::optional<Chunk> next_chunk() {
        std::array<char, chunk_head_bytes> head{};
        if (!from->read(head.data(), head.size())) return std::nullopt;
        ChunkHead chunk = read_chunk_head(head);
        std::uint64_t left = size - std::min(size, position());
        if (chunk.payload_bytes > max_chunk_bytes || chunk.payload_bytes + chunk_tail_bytes > left) return std::nullopt;
        std::string payload(chunk.payload_bytes, '\0');
        std::array<char, chunk_tail_bytes> tail{};
        from->read(payload.data(), static_cast<std::streamsize>(payload.size()));
        from->read(tail.data(), tail.size());
        if (!*from || !is_chunk_intact(head, payload, tail)) return std::nullopt;
        return Chunk{chunk.tag, std::move(payload)};
    }

    /// What the chunk says; nothing for one that is no answer of the device.
    Result<std::optional<RecordedEvent>> event_in(const Chunk& chunk) {
        auto event = decode_event(chunk.tag, chunk.payload);
        if (!event || !*event) return event;
        if ((*event)->at < last_at || (*event)->at > longest) {
            return Error{ErrorCode::bad_data, "a piece's time is impossible"};
        }
        last_at = (*event)->at;
        return event;
    }

    void end(const std::string& reason) {
        is_done = true;
        damage = name + ": " + reason;
    }
};

RecordingReader::RecordingReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordingReader::RecordingReader(RecordingReader&&) noexcept = default;
RecordingReader& RecordingReader::operator=(RecordingReader&&) noexcept = default;
RecordingReader::~RecordingReader() = default;

Result<RecordingReader> RecordingReader::open(const std::filesystem::path& path) {
    std::error_code failed;
    auto status = std::filesystem::status(path, failed);
    if (!std::filesystem::exists(status)) return Error{ErrorCode::file_missing, path.string() + ": no such file"};
    if (!std::filesystem::is_regular_file(status)) {
        return Error{ErrorCode::unreadable_file, path.string() + ": not a regular file"};
    }
    auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
    if (!*file) return Error{ErrorCode::access_denied, path.string() + ": cannot be opened"};
    return read(std::move(file), path.string());
}

Result<RecordingReader> RecordingReader::read(std::unique_ptr<std::istream> from, const std::string& name) {
    RecordingReader reader(std::make_unique<Impl>(Impl{std::move(from), name}));
    Impl& impl = *reader.impl_;
    impl.from->seekg(0, std::ios::end);
    impl.size = impl.position();
    impl.from->seekg(0);
    std::string magic(recording_magic.size(), '\0');
    impl.from->read(magic.data(), static_cast<std::streamsize>(magic.size()));
    if (!*impl.from || magic != recording_magic) {
        return Error{ErrorCode::unreadable_file, name + ": not a recording of this version"};
    }
    auto head = impl.next_chunk();
    if (!head || head->tag != ChunkTag::head) {
        return Error{ErrorCode::unreadable_file, name + ": the recording's head is damaged"};
    }
    auto device = decode_device(head->payload);
    if (!device) return Error{ErrorCode::unreadable_file, name + ": " + device.error().message};
    impl.device = *std::move(device);
    impl.first_event = impl.position();
    return reader;
}

const RecordedDevice& RecordingReader::device() const noexcept { return impl_->device; }

const std::optional<std::string>& RecordingReader::damage() const noexcept { return impl_->damage; }

Result<std::optional<RecordedEvent>> RecordingReader::next() {
    while (!impl_->is_done) {
        auto chunk = impl_->next_chunk();
        if (!chunk) {
            impl_->end("the recording is cut off or damaged; what came before plays");
        } else if (chunk->tag == ChunkTag::done) {
            impl_->is_done = true;
        } else {
            auto event = impl_->event_in(*chunk);
            if (!event) impl_->end(event.error().message);
            if (event && *event) return event;
        }
    }
    return std::optional<RecordedEvent>{};
}

Result<void> RecordingReader::rewind() {
    impl_->from->clear();
    impl_->from->seekg(static_cast<std::streamoff>(impl_->first_event));
    impl_->is_done = false;
    impl_->last_at = std::chrono::nanoseconds(0);
    if (!*impl_->from) return Error{ErrorCode::unreadable_file, impl_->name + ": cannot go back"};
    return {};
}

}  // namespace limner::simulation
