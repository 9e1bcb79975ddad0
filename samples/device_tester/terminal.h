#pragma once

#include "picture.h"

#include <optional>
#include <string>

#include <termios.h>

namespace device_tester {

/// The terminal, in a mode where each key comes at once; as it was again when this goes. Where stdin or stdout is none,
/// keys never come and is_there() is false.
class Terminal {
public:
    Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal();

    bool is_there() const { return is_there_; }
    /// The next key, within `wait_ms`.
    std::optional<char> key(int wait_ms) const;
    /// Asks the terminal whether it shows sixels; kitty's is known by the environment.
    Graphics graphics() const;
    int columns() const;
    int rows() const;
    /// Clears the screen and shows a text in place.
    static void show(const std::string& text);

private:
    bool is_there_ = false;
    termios before_{};
};

}  // namespace device_tester
