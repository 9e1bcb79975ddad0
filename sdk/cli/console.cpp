#include "cli/console.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace limner::cli {
namespace {

bool wants_colours() {
    const char* terminal = std::getenv("TERM");
    return isatty(STDOUT_FILENO) && !std::getenv("NO_COLOR") && terminal && std::string_view(terminal) != "dumb";
}

void write_line(std::FILE* to, std::string_view text) {
    std::string whole(text);
    whole += '\n';
    std::fwrite(whole.data(), 1, whole.size(), to);
    std::fflush(to);
}

}  // namespace

Console::Console() : has_colours_(wants_colours()) {}

void Console::line(std::string_view text) const {
    if (!is_json_) write_line(stdout, text);
}

void Console::object(const Json& json) const {
    if (is_json_) write_line(stdout, compact(json));
}

void Console::diagnostic(std::string_view text) const { write_line(stderr, text); }

void Console::failure(const Error& error) const {
    diagnostic(fmt::format("limner: {} ({})", error.message, name_of(error.code)));
}

std::string Console::paint(Colour colour, std::string_view text) const {
    if (!has_colours_) return std::string(text);
    constexpr std::string_view codes[] = {"32", "33", "31", "1", "2"};
    return fmt::format("\x1b[{}m{}\x1b[0m", codes[static_cast<int>(colour)], text);
}

bool Console::has_reader() const {
    pollfd out{STDOUT_FILENO, 0, 0};
    return ::poll(&out, 1, 0) <= 0 || (out.revents & POLLERR) == 0;
}

bool Console::flush() const { return std::fflush(stdout) == 0 && !std::ferror(stdout); }

Console::Colour colour_of(FindingVerdict verdict) noexcept {
    switch (verdict) {
        case FindingVerdict::pass: return Console::Colour::green;
        case FindingVerdict::fail: return Console::Colour::red;
        case FindingVerdict::not_assessed: break;
    }
    return Console::Colour::yellow;
}

Console::Colour colour_of(ReportVerdict verdict) noexcept {
    switch (verdict) {
        case ReportVerdict::pass: return Console::Colour::green;
        case ReportVerdict::fail: return Console::Colour::red;
        case ReportVerdict::review: break;
    }
    return Console::Colour::yellow;
}

}  // namespace limner::cli
