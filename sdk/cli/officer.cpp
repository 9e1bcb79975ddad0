#include "cli/officer.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace limner::cli {
namespace {

constexpr int look_every_ms = 100;
constexpr std::size_t max_line = 4096;

}  // namespace

std::optional<std::string> read_line(const std::stop_token& stop) {
    std::string line;
    while (!stop.stop_requested() && line.size() < max_line) {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (poll(&input, 1, look_every_ms) <= 0) continue;
        char next = 0;
        if (read(STDIN_FILENO, &next, 1) != 1) return std::nullopt;
        if (next == '\n') return line;
        line += next;
    }
    return std::nullopt;
}

Officer::Officer(Session& session, OfficerOptions options) : session_(session), options_(std::move(options)) {
    bool has_terminal = isatty(STDIN_FILENO) == 1 && !session_.console.is_json();
    may_ask_ = options_.on_fail == "ask" || (options_.on_fail.empty() && has_terminal);
}

Decision Officer::decide(const std::string& step, const Visit::Outcome& outcome) {
    if (!may_ask_) {
        if (!outcome.may_accept_with_reason) return Decision::try_again;
        return options_.on_fail == "accept" ? Decision::accept : Decision::stop;
    }
    const Text question = {fmt::format("attempt {} did not pass.", outcome.attempts),
                           fmt::format("percobaan {} tidak lolos.", outcome.attempts)};
    return ask(step + ": " + session_.console.say(question), outcome.may_accept_with_reason);
}

Decision Officer::decide(const std::string& step, const Error& error, bool may_try_again) {
    const Remedy remedy = remedy_for(error.code);
    if (remedy == Remedy::stop || session_.stop.stop_requested()) return Decision::stop;
    if (!may_ask_) return remedy == Remedy::try_again && may_try_again ? Decision::try_again : Decision::stop;
    return ask(step + ": " + session_.console.say(advice_for(error.code)), false);
}

Decision Officer::ask(const std::string& question, bool may_accept) {
    static const Text choices{"Enter: try again; s: stop", "Enter: coba lagi; s: berhenti"};
    static const Text all_choices{"Enter: try again; a: accept with a reason; s: stop",
                                  "Enter: coba lagi; a: terima dengan alasan; s: berhenti"};
    for (;;) {
        session_.console.diagnostic(question + " " + session_.console.say(may_accept ? all_choices : choices));
        const auto answer = read_line(session_.stop);
        if (!answer || *answer == "s" || *answer == "stop" || *answer == "berhenti") return Decision::stop;
        if (answer->empty()) return Decision::try_again;
        if (may_accept && (*answer == "a" || *answer == "accept" || *answer == "terima")) return Decision::accept;
    }
}

AcceptedWithReason Officer::reason() {
    auto ask = [this](const std::string& given, const Text& what) {
        if (!given.empty() || !may_ask_) return given;
        session_.console.diagnostic(session_.console.say(what));
        return read_line(session_.stop).value_or("");
    };
    return {ask(options_.officer, {"Your name or number:", "Nama atau nomor Anda:"}),
            ask(options_.reason, {"The reason:", "Alasannya:"})};
}

}  // namespace limner::cli
