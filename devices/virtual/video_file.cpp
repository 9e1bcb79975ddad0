#include "video_source.h"

#include <array>
#include <fstream>
#include <string_view>

namespace limner::virtual_driver {

bool is_video(const std::filesystem::path& path) {
    std::array<char, 12> head{};
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), head.size());
    std::string_view bytes(head.data(), static_cast<std::size_t>(file.gcount()));
    if (bytes.starts_with("RIFF")) return bytes.substr(8) == "AVI ";
    bool is_mp4 = bytes.size() == 12 && bytes.substr(4, 4) == "ftyp";
    return is_mp4 || bytes.starts_with("OggS") || bytes.starts_with("\x1A\x45\xDF\xA3");
}

}  // namespace limner::virtual_driver
