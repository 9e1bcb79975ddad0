#pragma once

#include "support/abi_device.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>
#include <limner/testing/recording.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace limner::test {

using simulation::RecordedDevice;
using simulation::RecordedEvent;
using simulation::RecordedPicture;
using simulation::RecordingReader;
using simulation::RecordingWriter;
using std::chrono::milliseconds;

inline RecordedDevice recorded_device(DeviceClass device_class) {
    RecordedDevice device;
    device.info = {.id = "acme/1234:5678/A1", .device_class = device_class, .name = "Acme", .driver = "acme"};
    device.options = {{.name = "zoom", .value = 1.0, .range = Option::Range{1, 4, 0.5}},
                      {.name = "source", .value = std::string("adf"), .choices = {"platen", "adf"}},
                      {.name = "dpi", .unit = "dpi", .value = std::int64_t{300}},
                      {.name = "led", .value = true, .is_active = false, .is_advanced = true}};
    return device;
}

/// An image whose every byte follows from `seed`.
inline Image image_of(PixelFormat format, int seed = 0, int width = 64, int height = 48) {
    std::vector<std::byte> pixels(byte_count(width, height, format).value());
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::byte>(i * 7 + 31u * static_cast<unsigned>(seed));
    return Image::from_pixels(width, height, format, std::move(pixels)).value();
}

inline RecordedEvent picture_at(milliseconds at, int seed = 0) {
    return {at, RecordedPicture{.image = image_of(PixelFormat::gray8, seed),
                                .sequence = static_cast<std::uint64_t>(seed),
                                .exposed_at = at}};
}

/// A recording of these events in a file of that name.
inline std::filesystem::path record(const TemporaryFolder& folder, const std::string& name, DeviceClass device_class,
                                    const std::vector<RecordedEvent>& events) {
    auto path = folder.path() / name;
    auto writer = RecordingWriter::create(path, recorded_device(device_class)).value();
    for (const RecordedEvent& event : events) writer.write(event).value();
    writer.finish().value();
    return path;
}

inline std::string bytes_of(const std::filesystem::path& path) {
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
}

inline Result<RecordingReader> read_bytes(const std::string& bytes) {
    return RecordingReader::read(std::make_unique<std::istringstream>(bytes), "test");
}

/// The number of answers that play before the end.
inline int count_events(RecordingReader& reader) {
    int count = 0;
    while (reader.next().value()) ++count;
    return count;
}

}  // namespace limner::test
