#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Writes a video file: what a camera's maker would call a Motion JPEG AVI.
namespace limner::test {

class AviBytes {
public:
    void text(const char* four) { bytes_.append(four, 4); }
    void number(std::uint32_t value) {
        for (int shift = 0; shift < 32; shift += 8) bytes_.push_back(static_cast<char>(value >> shift));
    }
    void numbers(std::initializer_list<std::uint32_t> values) {
        for (std::uint32_t value : values) number(value);
    }
    /// Begins a chunk; end() fills in its length.
    std::size_t begin(const char* name) {
        text(name);
        number(0);
        return bytes_.size();
    }
    void end(std::size_t start) {
        auto length = static_cast<std::uint32_t>(bytes_.size() - start);
        for (std::size_t i = 0; i < 4; ++i) bytes_[start - 4 + i] = static_cast<char>(length >> (8 * i));
        if (length % 2) bytes_.push_back('\0');
    }
    void append(std::span<const std::byte> data) {
        bytes_.append(reinterpret_cast<const char*>(data.data()), data.size());
    }
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_{};
};

/// The bytes of a file that plays JPEG pictures of one size.
inline std::string avi_of(const std::vector<std::vector<std::byte>>& jpegs, std::uint32_t width, std::uint32_t height,
                          std::uint32_t fps) {
    auto count = static_cast<std::uint32_t>(jpegs.size());
    AviBytes avi;
    std::size_t riff = avi.begin("RIFF");
    avi.text("AVI ");
    std::size_t header_list = avi.begin("LIST");
    avi.text("hdrl");
    std::size_t main_header = avi.begin("avih");
    avi.numbers({1'000'000 / fps, 0, 0, 0x10, count, 0, 1, 0, width, height, 0, 0, 0, 0});
    avi.end(main_header);
    std::size_t stream_list = avi.begin("LIST");
    avi.text("strl");
    std::size_t stream_header = avi.begin("strh");
    avi.text("vids");
    avi.text("MJPG");
    avi.numbers({0, 0, 0, 1, fps, 0, count, 0, 0xFFFF'FFFF, 0, 0, (height << 16) | width});
    avi.end(stream_header);
    std::size_t format = avi.begin("strf");
    avi.numbers({40, width, height, (24u << 16) | 1u});
    avi.text("MJPG");
    avi.numbers({width * height * 3, 0, 0, 0, 0});
    avi.end(format);
    avi.end(stream_list);
    avi.end(header_list);
    std::size_t movie = avi.begin("LIST");
    avi.text("movi");
    AviBytes index;
    std::size_t index_chunk = index.begin("idx1");
    for (const auto& jpeg : jpegs) {
        index.text("00dc");
        index.numbers(
            {0x10, static_cast<std::uint32_t>(avi.bytes().size() - movie), static_cast<std::uint32_t>(jpeg.size())});
        std::size_t picture = avi.begin("00dc");
        avi.append(jpeg);
        avi.end(picture);
    }
    avi.end(movie);
    index.end(index_chunk);
    avi.append(std::as_bytes(std::span(index.bytes())));
    avi.end(riff);
    return avi.bytes();
}

}  // namespace limner::test
