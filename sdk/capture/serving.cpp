#include "capture/serving.h"

#include <utility>

namespace limner {

Result<void> Serving::restart(bool as_still, int width, int height, const Until& until) {
    if (std::exchange(is_still, std::nullopt)) {
        if (auto stopped = device.lane->stop(until); !stopped) return stopped;
    }
    const auto purpose = as_still ? driver::Purpose::still : driver::Purpose::preview;
    auto started = device.lane->start({purpose, width, height}, until);
    if (started) is_still = as_still;
    alive_at = used_at = Clock::now();
    watch.pause();
    return started;
}

}  // namespace limner
