#pragma once

#include "check/glass_marks.h"

#include <optional>
#include <vector>

namespace limner {

/// Tells one reader's or scanner's glass that leaves the same marks in one capture after another: what a person puts
/// there lies elsewhere every time. Keeps the last capture's marks, no print and no page.
class GlassWatch {
public:
    /// What follows is of a new capture.
    void begin_capture();
    /// Of a reader's frame, with a finger or without: true where its bare glass shows what that of the capture before
    /// showed.
    bool is_dirty(PlatenMarks marks);
    /// Of a scanner's page: true where a streak stands where one stood in the capture before.
    bool is_streaked(std::vector<double> streaks);

private:
    std::optional<PlatenMarks> marks_{}, marks_before_{};
    std::vector<double> streaks_{}, streaks_before_{};
};

}  // namespace limner
