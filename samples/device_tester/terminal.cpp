#include "terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace device_tester {
namespace {

constexpr int answer_ms = 200;

winsize size() {
    winsize cells{};
    ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &cells);
    return cells;
}

std::string_view variable(const char* name) {
    const char* text = std::getenv(name);
    return text ? text : "";
}

}  // namespace

Terminal::Terminal() {
    is_there_ = ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0 && ::tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!is_there_) return;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

Terminal::~Terminal() {
    if (is_there_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

std::optional<char> Terminal::key(int wait_ms) const {
    pollfd keys{STDIN_FILENO, POLLIN, 0};
    char one = 0;
    const bool is_pressed = ::poll(&keys, is_there_ ? 1 : 0, wait_ms) > 0;
    return is_pressed && ::read(STDIN_FILENO, &one, 1) == 1 ? std::optional(one) : std::nullopt;
}

Graphics Terminal::graphics() const {
    if (!is_there_) return Graphics::blocks;
    const bool is_kitty =
        variable("TERM").find("kitty") != std::string_view::npos || !variable("KITTY_WINDOW_ID").empty();
    if (is_kitty) return Graphics::kitty;
    // Device attributes: 4 among them means sixels.
    std::fputs("\x1b[c", stdout);
    std::fflush(stdout);
    std::string answer;
    for (auto one = key(answer_ms); one && *one != 'c'; one = key(answer_ms)) answer += *one;
    const bool has_sixels = (answer + ";").find(";4;") != std::string::npos;
    return has_sixels ? Graphics::sixel : Graphics::blocks;
}

int Terminal::columns() const { return size().ws_col > 0 ? size().ws_col : 80; }
int Terminal::rows() const { return size().ws_row > 0 ? size().ws_row : 24; }

void Terminal::show(const std::string& text) {
    std::fputs(("\x1b[H\x1b[J" + text).c_str(), stdout);
    std::fflush(stdout);
}

}  // namespace device_tester
