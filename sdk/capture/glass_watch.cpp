#include "capture/glass_watch.h"

#include <utility>

namespace limner {

void GlassWatch::begin_capture() {
    if (marks_) marks_before_ = std::exchange(marks_, std::nullopt);
    streaks_before_ = std::exchange(streaks_, {});
}

bool GlassWatch::is_dirty(PlatenMarks marks) {
    marks_ = std::move(marks);
    return marks_before_ && are_same_marks(*marks_, *marks_before_);
}

bool GlassWatch::is_streaked(std::vector<double> streaks) {
    streaks_ = std::move(streaks);
    return same_streaks(streaks_, streaks_before_) > 0;
}

}  // namespace limner
