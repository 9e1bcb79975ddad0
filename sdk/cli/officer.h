#pragma once

#include <limner/capture/visit.h>

#include "cli/command.h"

#include <optional>
#include <stop_token>
#include <string>

namespace limner::cli {

/// A line of standard input without its end; nothing at its end or once stopped. Never blocks beyond a stop.
std::optional<std::string> read_line(const std::stop_token& stop);

/// What happens after an attempt that did not pass.
struct OfficerOptions {
    std::string on_fail{};  ///< "ask", "accept", "stop"; empty: ask on a terminal, else stop.
    std::string officer{};
    std::string reason{};
};

enum class Decision { try_again, accept, stop };

/// The officer's side of a visit, at the terminal or by the command line's options.
class Officer {
public:
    Officer(Session& session, OfficerOptions options);

    /// After an attempt that did not pass. Without a terminal: again until a reason may be given, then as `on_fail`
    /// says.
    Decision decide(const std::string& step, const Visit::Outcome& outcome);
    /// After an attempt that brought nothing. Without a terminal: again where that may help and `may_try_again`.
    Decision decide(const std::string& step, const Error& error, bool may_try_again);
    /// What accept_with_reason needs: from the options, or asked for.
    AcceptedWithReason reason();

private:
    /// Asks until the answer is one of those that are offered. Stop where nobody can answer any more.
    Decision ask(const std::string& question, bool may_accept);

    Session& session_;
    OfficerOptions options_;
    bool may_ask_ = false;
};

}  // namespace limner::cli
