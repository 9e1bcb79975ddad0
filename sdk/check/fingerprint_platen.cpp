#include <limner/check/check_platen.h>

#include "check/platen_traces.h"

#include <opencv2/core.hpp>

#include <exception>
#include <string>

namespace limner {
namespace {

const Text wipe_the_glass{"The glass is dirty: a print was left on it. Wipe it clean.",
                          "Kaca kotor: ada bekas sidik jari. Lap kaca sampai bersih."};

double residue_of(const cv::Mat& gray) {
    const cv::Mat cells = find_platen_traces(gray).cells;
    return cells.empty() ? 0 : static_cast<double>(cv::countNonZero(cells)) / static_cast<double>(cells.total());
}

}  // namespace

Result<PlatenCheck> check_platen(const Image& frame, std::optional<double> ppi) try {
    const auto glass = platen_at_500_ppi(frame, ppi);
    if (!glass) return glass.error();
    if (shows_finger(*glass)) return PlatenCheck{.has_finger = true};
    PlatenCheck check{.residue = residue_of(*glass)};
    check.is_dirty = *check.residue >= dirty_residue;
    if (check.is_dirty) check.text = wipe_the_glass;
    return check;
} catch (const std::exception& error) {
    return Error{ErrorCode::internal, std::string("platen check: ") + error.what()};
}

}  // namespace limner
