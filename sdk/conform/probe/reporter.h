#pragma once

#include "conform/message.h"

#include <chrono>
#include <functional>
#include <string>
#include <type_traits>

namespace limner::conform {

// Inside a probe a check ends early by throwing one of these two. Nothing else of a probe throws.

/// The driver broke the clause. See Found for `breach`.
struct Failed {
    std::string seen{};
    std::string breach{};
};
/// What the check needs is not there.
struct NotAssessed {
    std::string reason{};
};

/// A probe's end of the link to the kit: which call the driver is in, and what was found.
class Reporter {
public:
    explicit Reporter(Link link) : link_(std::move(link)) {}

    /// Makes a call of the driver. One that takes longer than the limit is Failed, as is an exception that leaves the
    /// driver; the kit ends this process where it does not return at all.
    template <typename Call>
    auto call(const std::string& name, std::chrono::milliseconds limit, Call call) {
        const auto began = Clock::now();
        if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
            made(name, limit, call);
            require_in_time(name, limit, Clock::now() - began);
        } else {
            auto answer = made(name, limit, call);
            require_in_time(name, limit, Clock::now() - began);
            return answer;
        }
    }

    /// Runs a check, which returns what it saw, and reports its verdict.
    void check(const std::string& name, const std::function<std::string()>& run);

    void listed(const std::string& id, std::int32_t device_class);
    void introduced(const std::string& name, const std::string& version);

    /// Has somebody act; false where nobody can or did, and then `refusal` says why.
    bool ask(Action action);
    /// The two halves of it, for a probe that goes on meanwhile.
    void begin_ask(Action action);
    bool is_answered();
    const std::string& refusal() const noexcept { return refusal_; }

private:
    class During {
    public:
        During(Reporter& of, const std::string& name, std::chrono::milliseconds limit) : of_(of) {
            of_.send(CallBegan{name, limit});
        }
        During(const During&) = delete;
        During& operator=(const During&) = delete;
        ~During() { of_.send(CallEnded{}); }

    private:
        Reporter& of_;
    };
    template <typename Call>
    auto made(const std::string& name, std::chrono::milliseconds limit, Call& call) {
        const During during(*this, name, limit);
        try {
            return call();
        } catch (...) {
            throw Failed{"an exception left " + name, "threw in " + name};
        }
    }
    static void require_in_time(const std::string& name, std::chrono::milliseconds limit, Clock::duration took);
    void send(const Message& message);
    /// "+", or "-" and why not: a packet is never empty.
    void take_answer(const std::string& text) { refusal_ = text.substr(1); }

    Link link_;
    std::string refusal_{};
};

}  // namespace limner::conform
