#include "plan.h"

#include <algorithm>
#include <array>
#include <random>

namespace limner::faults {
namespace {

constexpr int longest_session = 6;

/// std::uniform_int_distribution is another one in every library; this one is the same everywhere.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    int below(int limit) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(limit)); }
    bool with_chance(int percent) { return below(100) < percent; }
    template <typename List>
    auto one_of(const List& list) {
        return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
    }
    std::uint32_t number() { return static_cast<std::uint32_t>(engine_()); }

private:
    std::mt19937_64 engine_;
};

bool strikes_any_call(const std::string& kind) {
    return kind != "frozen" && kind != "black" && kind != "slow" && kind != "short_frame" && kind != "lying_header" &&
           kind != "scribble" && kind != "garbage" && kind != "fd_flood";
}

std::string draw_call(Dice& dice, const std::string& kind, bool is_last) {
    if (!strikes_any_call(kind)) return "grab";
    if (kind != "loop" && dice.with_chance(50)) return "grab";
    // A listing that hangs is given up after ten seconds: until then no other can be struck.
    static const std::vector<std::string> calls{"open", "options", "start", "grab", "stop", "close", "enumerate"};
    return calls[static_cast<std::size_t>(dice.below(is_last ? 7 : 6))];
}

Injection draw_injection(Dice& dice, const Session& session, bool is_last) {
    Injection drawn;
    do drawn.kind = dice.one_of(kinds());
    while (drawn.kind == "frozen" && session.device_class != DeviceClass::camera);  // nobody can see it elsewhere
    drawn.in = draw_call(dice, drawn.kind, is_last);
    drawn.is_from_outside =
        (drawn.kind == "kill" || drawn.kind == "stop") && drawn.in == "grab" && dice.with_chance(50);
    drawn.call = static_cast<Call>(dice.below(session.device_class == DeviceClass::document_scanner ? 3 : 4));
    drawn.lie = dice.one_of(std::array<const char*, 4>{"width", "height", "stride", "format"});
    drawn.code = dice.one_of(std::array<const char*, 2>{"device_fault", "device_lost"});
    drawn.after_rows = dice.below(400);
    drawn.patience_ms = 50 + dice.below(400);
    return drawn;
}

}  // namespace

const std::vector<std::string>& kinds() {
    static const std::vector<std::string> all{"segfault", "abort",       "exit",         "kill",     "stop",   "loop",
                                              "unplug",   "io_error",    "stall",        "frozen",   "black",  "slow",
                                              "scribble", "short_frame", "lying_header", "fd_flood", "garbage"};
    return all;
}

std::vector<Session> draw_sessions(int count, std::uint64_t seed) {
    using enum DeviceClass;
    Dice dice(seed);
    std::vector<Session> sessions;
    std::array<DeviceClass, 3> classes{camera, fingerprint_reader, document_scanner};
    for (int left = count; left > 0;) {
        auto place = sessions.size() % classes.size();
        if (place == 0) std::ranges::rotate(classes, classes.begin() + dice.below(3));
        Session session{.number = static_cast<int>(sessions.size()), .device_class = classes[place]};
        session.nonce = dice.number();
        session.has_preview = session.device_class != document_scanner && dice.with_chance(40);
        session.has_warm_spare = dice.with_chance(50);
        session.pages = dice.with_chance(50) ? 3 : 1;
        session.queue = dice.with_chance(50) ? 4 : 0;
        if (session.device_class == camera)
            session.format = dice.one_of(std::array<const char*, 4>{"rgb8", "yuyv", "nv12", "jpeg"});
        if (session.device_class == fingerprint_reader) session.format = "gray8";
        int length = std::min(left, longest_session);
        for (int i = 0; i < length; ++i) session.injections.push_back(draw_injection(dice, session, i + 1 == length));
        left -= length;
        sessions.push_back(std::move(session));
    }
    return sessions;
}

}  // namespace limner::faults
