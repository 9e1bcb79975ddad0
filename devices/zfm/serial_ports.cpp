#include "serial_ports.h"

#include <fstream>
#include <system_error>

namespace limner::zfm {
namespace {

std::string line_of(const std::filesystem::path& file) {
    std::string line;
    std::ifstream stream(file);
    std::getline(stream, line);
    return line;
}

std::string with_plain_characters(std::string text) {
    for (char& one : text)
        if (one == '/' || static_cast<unsigned char>(one) <= ' ') one = '_';
    return text;
}

}  // namespace

SerialPort describe_port(const std::filesystem::path& path, const std::filesystem::path& tty_folder) {
    std::error_code ignored;
    auto real = std::filesystem::canonical(path, ignored);
    SerialPort port{.path = path.string()};
    const std::string name = (real.empty() ? path : real).filename().string();
    // /dev/pts/3 is a terminal of a program; its number alone would be a name of several things.
    const bool is_pts = real.parent_path().filename() == "pts";
    port.id = "@" + (is_pts ? "pts" + name : name);
    auto folder = std::filesystem::canonical(tty_folder / name / "device", ignored);
    for (; folder.has_relative_path(); folder = folder.parent_path()) {
        if (!std::filesystem::exists(folder / "idVendor", ignored)) continue;
        port.serial = line_of(folder / "serial");
        port.id = line_of(folder / "idVendor") + ":" + line_of(folder / "idProduct") + "/" +
                  (port.serial.empty() ? "@" + folder.filename().string() : with_plain_characters(port.serial));
        break;
    }
    return port;
}

}  // namespace limner::zfm
