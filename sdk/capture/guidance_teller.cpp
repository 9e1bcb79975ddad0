#include "capture/guidance_teller.h"

namespace limner {

void GuidanceTeller::tell(const Guidance& guidance, Clock::time_point now) {
    if (guidance.instruction)
        say(guidance, guidance.instruction->requirement, now);
    else if (guidance.is_ready && lack_)
        say({.instruction = lack_}, lack_->requirement, now);
    else if (guidance.is_ready && tells_hold_)
        say({.is_ready = true, .held_0_1 = guidance.held_0_1}, "hold", now);
}

void GuidanceTeller::say(const Guidance& guidance, const std::string& what, Clock::time_point now) {
    Text words = text_of(guidance);
    const bool is_same = what == told_ && (words == words_ || now - told_at_ < read_);
    if (!listener_ || is_same) return;
    told_ = what;
    words_ = std::move(words);
    told_at_ = now;
    listener_(guidance);
}

}  // namespace limner
