#pragma once

#include "base/descriptor.h"
#include "base/json.h"
#include "conform/check.h"

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace limner::conform {

/// What a probe is asked to do.
struct Request {
    std::string group{};
    std::string module{};  ///< Absolute path.
    std::string driver{};  ///< Name, as its manifest says; empty where there is none.
    std::map<std::string, std::string> settings{};
    std::string device{};
    std::int32_t device_class = 0;
    std::uint64_t scratch_bytes = 0;  ///< As the manifest asks for.
    bool needs_network = true;
    bool is_interactive = false;
    bool can_unplug = false;
};

/// A call of the driver begins; it has to end within the limit.
struct CallBegan {
    std::string name{};
    std::chrono::milliseconds limit{0};
};
struct CallEnded {};
/// A check came to its verdict. `breach` is what broke, the same in every check that it breaks: "threw in grab()".
struct Found {
    std::string check{};
    Verdict verdict = Verdict::not_assessed;
    std::string seen{};
    std::string breach{};
};
/// Somebody has to act; the probe waits for the answer.
enum class Action : std::int32_t { place_finger = 1, insert_document, look, unplug, plug };
struct Asked {
    Action action = Action::look;
};
/// A device that the driver lists.
struct Listed {
    std::string id{};
    std::int32_t device_class = 0;
};
/// What the module says of itself.
struct Introduced {
    std::string name{};
    std::string version{};
};
using Message = std::variant<CallBegan, CallEnded, Found, Asked, Listed, Introduced>;

std::string text_of(const Request& request);
std::string text_of(const Message& message);

/// Errors: bad_data. A probe runs foreign code: what comes from it is taken as hostile.
Result<Message> message_from(std::string_view text);
Result<Request> request_from(std::string_view text);

/// One end of the socket between the kit and a probe: texts, each whole. One thread.
class Link {
public:
    explicit Link(Descriptor socket) : socket_(std::move(socket)) {}

    bool send(const std::string& text) const;
    /// Nothing at the deadline and when the other end is gone: see has_ended().
    std::optional<std::string> receive(Clock::time_point deadline);
    bool has_ended() const noexcept { return has_ended_; }
    int number() const noexcept { return socket_.number(); }

private:
    Descriptor socket_;
    bool has_ended_ = false;
};

}  // namespace limner::conform
