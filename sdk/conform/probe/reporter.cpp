#include "conform/probe/reporter.h"

#include <unistd.h>

#include <algorithm>

namespace limner::conform {

void Reporter::send(const Message& message) {
    // Without the kit nobody is there to whom anything matters.
    if (!link_.send(text_of(message))) ::_exit(1);
}

void Reporter::require_in_time(const std::string& name, std::chrono::milliseconds limit, Clock::duration took) {
    if (took <= limit) return;
    const auto took_ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    throw Failed{name + " took " + std::to_string(took_ms) + " ms; the SDK gives up after " +
                     std::to_string(limit.count()) + " ms",
                 "too slow in " + name};
}

void Reporter::check(const std::string& name, const std::function<std::string()>& run) {
    Found found{name};
    try {
        found.seen = run();
        found.verdict = Verdict::pass;
    } catch (const Failed& failed) {
        found.verdict = Verdict::fail;
        found.seen = failed.seen;
        found.breach = failed.breach;
    } catch (const NotAssessed& missing) {
        found.seen = missing.reason;
    }
    constexpr std::size_t longest = 4000;
    found.seen.resize(std::min(found.seen.size(), longest));
    send(found);
}

void Reporter::listed(const std::string& id, std::int32_t device_class) { send(Listed{id, device_class}); }

void Reporter::introduced(const std::string& name, const std::string& version) { send(Introduced{name, version}); }

void Reporter::begin_ask(Action action) { send(Asked{action}); }

bool Reporter::is_answered() {
    auto text = link_.receive(Clock::now());
    if (link_.has_ended()) ::_exit(1);
    if (text) take_answer(*text);
    return text.has_value();
}

bool Reporter::ask(Action action) {
    begin_ask(action);
    auto text = link_.receive(Clock::now() + std::chrono::minutes(10));
    if (!text) ::_exit(1);
    take_answer(*text);
    return refusal_.empty();
}

}  // namespace limner::conform
