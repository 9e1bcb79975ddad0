#pragma once

#include <limner/base/error.h>
#include <limner/base/text.h>
#include <limner/check/finding.h>

#include "base/json.h"

#include <string>
#include <string_view>

namespace limner::cli {

/// Where the program speaks: results to stdout, everything else to stderr. Safe from any thread: a line is written as a
/// whole.
class Console {
public:
    Console();

    /// Results for people; nothing in JSON mode.
    void line(std::string_view text) const;
    /// One object on one line; nothing outside JSON mode.
    void object(const Json& json) const;
    /// For people, whatever the mode.
    void diagnostic(std::string_view text) const;
    void failure(const Error& error) const;

    bool is_json() const noexcept { return is_json_; }
    void use_json() noexcept { is_json_ = true; }

    Language language() const noexcept { return language_; }
    void use_language(Language language) noexcept { language_ = language; }
    const std::string& say(const Text& text) const noexcept { return text.in(language_); }

    /// The text in a colour, where stdout is a terminal.
    enum class Colour { green, yellow, red, bold, dim };
    std::string paint(Colour colour, std::string_view text) const;

    /// False once the other end of a pipe on stdout is closed.
    bool has_reader() const;
    /// Everything printed so far reached stdout.
    bool flush() const;

private:
    Language language_ = Language::en;
    bool is_json_ = false;
    bool has_colours_ = false;
};

Console::Colour colour_of(FindingVerdict verdict) noexcept;
Console::Colour colour_of(ReportVerdict verdict) noexcept;

}  // namespace limner::cli
