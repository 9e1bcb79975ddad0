#pragma once

#include <limner/device/device.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What a device delivered, kept in a file without loss and with its timing: written by `limner record`, played by the
/// driver `replay`. docs/recording.md describes the format.
namespace limner::simulation {

/// The device as it was when the recording began.
struct RecordedDevice {
    DeviceInfo info{};  ///< Without health and state.
    std::vector<Option> options{};
};

/// A frame, or a whole page.
struct RecordedPicture {
    Image image{};
    std::uint64_t sequence = 0;
    std::chrono::nanoseconds exposed_at{0};  ///< Since the recording's beginning; of a page: when it began.
    std::optional<double> ppi_x{};
    std::optional<double> ppi_y{};
    PageSide side = PageSide::front;
    PageLight light = PageLight::white;
    int sheet = 1;
};

/// One answer of the device.
struct RecordedEvent {
    std::chrono::nanoseconds at{0};  ///< When it came, since the recording's beginning; never falls.
    std::variant<RecordedPicture, Waiting, Progress, ScanEnd> what{};
};

/// Writes a recording as it happens; what was written stays playable whatever happens next. One thread at a time.
class RecordingWriter {
public:
    /// Makes the file, mode 0600. Errors: invalid_argument where it is there already, access_denied, storage_failed,
    /// storage_full.
    static Result<RecordingWriter> create(const std::filesystem::path& path, const RecordedDevice& device);

    RecordingWriter(RecordingWriter&&) noexcept;
    RecordingWriter& operator=(RecordingWriter&&) noexcept;
    ~RecordingWriter();

    /// storage_full, storage_failed; invalid_argument for an image that no recording can hold.
    Result<void> write(const RecordedEvent& event);

    /// The same for what a device delivers; times are taken from `began`, which every call of a recording shares.
    Result<void> write(const FrameOrWaiting& delivered, Clock::time_point began);
    Result<void> write(const PageOrWaiting& delivered, Clock::time_point began);

    /// Marks the recording as complete and brings it to the disk. Nothing can be written afterwards.
    Result<void> finish();

private:
    struct Impl;
    explicit RecordingWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Reads a recording piece by piece, never more than one picture in memory. Hostile files are refused before anything
/// of their claimed size is allocated. One thread at a time.
class RecordingReader {
public:
    /// file_missing, access_denied, unreadable_file.
    static Result<RecordingReader> open(const std::filesystem::path& path);
    /// The same from a stream that can seek; `name` stands for it in messages.
    static Result<RecordingReader> read(std::unique_ptr<std::istream> from, const std::string& name);

    RecordingReader(RecordingReader&&) noexcept;
    RecordingReader& operator=(RecordingReader&&) noexcept;
    ~RecordingReader();

    const RecordedDevice& device() const noexcept;

    /// The next answer; nothing at the end. A damaged or truncated file ends after its last whole piece: see damage().
    Result<std::optional<RecordedEvent>> next();
    /// Back to the first answer.
    Result<void> rewind();
    /// What is wrong with the file, as far as it has been read; nothing where all is well.
    const std::optional<std::string>& damage() const noexcept;

private:
    struct Impl;
    explicit RecordingReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace limner::simulation
