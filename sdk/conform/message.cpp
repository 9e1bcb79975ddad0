#include "conform/message.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace limner::conform {
namespace {

constexpr std::size_t max_text_bytes = 200'000;
constexpr std::int64_t max_limit_ms = 600'000;

Error broken(const std::string& what) { return {ErrorCode::bad_data, "a broken message of the probe: " + what}; }

std::optional<std::string> text_in(const Json& json, const char* name) {
    auto at = json.find(name);
    if (at == json.end() || !at->is_string()) return std::nullopt;
    return at->get<std::string>();
}

std::optional<std::int64_t> whole_in(const Json& json, const char* name, std::int64_t low, std::int64_t high) {
    auto at = json.find(name);
    if (at == json.end() || !at->is_number_integer()) return std::nullopt;
    // An unsigned number beyond the signed ones reads as a negative one, which no range here holds.
    auto value = at->get<std::int64_t>();
    return value >= low && value <= high ? std::optional(value) : std::nullopt;
}

Json json_of(const CallBegan& one) { return {{"is", "began"}, {"call", one.name}, {"limit_ms", one.limit.count()}}; }
Json json_of(const CallEnded&) { return {{"is", "ended"}}; }
Json json_of(const Found& one) {
    return {{"is", "found"},
            {"check", one.check},
            {"verdict", static_cast<int>(one.verdict)},
            {"seen", one.seen},
            {"breach", one.breach}};
}
Json json_of(const Asked& one) { return {{"is", "asked"}, {"action", static_cast<int>(one.action)}}; }
Json json_of(const Listed& one) { return {{"is", "listed"}, {"id", one.id}, {"class", one.device_class}}; }
Json json_of(const Introduced& one) { return {{"is", "introduced"}, {"name", one.name}, {"version", one.version}}; }

Result<Message> found_from(const Json& json) {
    auto check = text_in(json, "check"), seen = text_in(json, "seen"), breach = text_in(json, "breach");
    auto verdict = whole_in(json, "verdict", 1, 3);
    if (!check || !find_check(*check) || !seen || !breach || !verdict) return broken("found");
    return Message(Found{*check, static_cast<Verdict>(*verdict), *seen, *breach});
}

}  // namespace

std::string text_of(const Request& request) {
    Json settings = Json::object();
    for (const auto& [name, value] : request.settings) settings[name] = value;
    return compact({{"group", request.group},
                    {"module", request.module},
                    {"driver", request.driver},
                    {"settings", settings},
                    {"device", request.device},
                    {"class", request.device_class},
                    {"scratch_bytes", request.scratch_bytes},
                    {"needs_network", request.needs_network},
                    {"is_interactive", request.is_interactive},
                    {"can_unplug", request.can_unplug}});
}

std::string text_of(const Message& message) {
    return compact(std::visit([](const auto& one) { return json_of(one); }, message));
}

Result<Message> message_from(std::string_view text) {
    auto json = parse_json(text, "probe");
    if (!json || !json->is_object()) return broken("no object");
    auto kind = text_in(*json, "is").value_or("");
    if (kind == "ended") return Message(CallEnded{});
    if (kind == "found") return found_from(*json);
    if (kind == "began") {
        auto call = text_in(*json, "call");
        auto limit = whole_in(*json, "limit_ms", 0, max_limit_ms);
        if (!call || !limit) return broken(kind);
        return Message(CallBegan{*call, std::chrono::milliseconds(*limit)});
    }
    if (kind == "asked") {
        auto action = whole_in(*json, "action", 1, 5);
        if (!action) return broken(kind);
        return Message(Asked{static_cast<Action>(*action)});
    }
    if (kind == "listed") {
        auto id = text_in(*json, "id");
        auto device_class = whole_in(*json, "class", INT32_MIN, INT32_MAX);
        if (!id || !device_class) return broken(kind);
        return Message(Listed{*id, static_cast<std::int32_t>(*device_class)});
    }
    if (kind == "introduced") {
        auto name = text_in(*json, "name"), version = text_in(*json, "version");
        if (!name || !version) return broken(kind);
        return Message(Introduced{*name, *version});
    }
    return broken("unknown kind");
}

Result<Request> request_from(std::string_view text) {
    auto json = parse_json(text, "request");
    if (!json || !json->is_object()) return broken("request");
    Request request;
    request.group = text_in(*json, "group").value_or("");
    request.module = text_in(*json, "module").value_or("");
    request.driver = text_in(*json, "driver").value_or("");
    request.device = text_in(*json, "device").value_or("");
    request.device_class = static_cast<std::int32_t>(whole_in(*json, "class", 0, 3).value_or(0));
    constexpr std::int64_t most_scratch = std::int64_t{1} << 40;
    request.scratch_bytes = static_cast<std::uint64_t>(whole_in(*json, "scratch_bytes", 0, most_scratch).value_or(0));
    request.needs_network = json->value("needs_network", true);
    request.is_interactive = json->value("is_interactive", false);
    request.can_unplug = json->value("can_unplug", false);
    for (const auto& [name, value] : (*json)["settings"].items()) request.settings[name] = value.get<std::string>();
    return request;
}

bool Link::send(const std::string& text) const {
    for (;;) {
        auto sent = ::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL);
        if (sent >= 0 || (errno != EINTR && errno != EAGAIN)) return sent == static_cast<ssize_t>(text.size());
        pollfd room{socket_.number(), POLLOUT, 0};
        (void)::poll(&room, 1, -1);
    }
}

std::optional<std::string> Link::receive(Clock::time_point deadline) {
    using std::chrono::milliseconds;
    for (;;) {
        auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now()).count();
        pollfd ready{socket_.number(), POLLIN, 0};
        int count = ::poll(&ready, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000)));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return std::nullopt;
        std::string text(max_text_bytes, '\0');
        auto got = ::recv(socket_.number(), text.data(), text.size(), 0);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        has_ended_ = got <= 0;
        if (has_ended_) return std::nullopt;
        text.resize(static_cast<std::size_t>(got));
        return text;
    }
}

}  // namespace limner::conform
