#pragma once

#include <limner/base/result.h>
#include <limner/frame/image.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace limner {

/// What a reader's frame shows of its glass around a print, or of the bare glass, at 500 ppi in cells of cell_px.
struct PlatenMarks {
    int columns = 0, rows = 0;         ///< Cells.
    std::vector<bool> has_traces{};    ///< By cell: bare glass with traces of ridges' width above the sensor's noise.
    std::vector<bool> has_print{};     ///< By cell.
    std::vector<std::int8_t> waves{};  ///< By pixel, row by row: the traces, in gray levels above and below the glass.
};

/// `ppi`: pixels per inch where known, otherwise 500. Pure. Errors as check_platen().
Result<PlatenMarks> marks_on_platen(const Image& frame, std::optional<double> ppi);

/// Whether two captures' frames show the same traces at the same places: what was left on the glass, for no two fingers
/// lie alike. False for frames of two sizes, and where the prints are the same too: a simulated reader repeats its
/// picture. Pure.
bool are_same_marks(const PlatenMarks& one, const PlatenMarks& other);

/// Straight lines from one end of a scan to the other, through print and margins, as dirt on a feeder's glass or a dead
/// sensor draws them: their centres, 0 to 1 of the width. Only between the page's outermost print: a page's edge and
/// its shadow are lines too. Pure. Errors as to_displayable(); none for a picture too small to be a page.
Result<std::vector<double>> streaks_in(const Image& page);

/// How many streaks stand at the places of others.
int same_streaks(const std::vector<double>& some, const std::vector<double>& others);

}  // namespace limner
