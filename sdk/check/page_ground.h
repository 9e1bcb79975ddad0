#pragma once

#include "check/page_view.h"

#include <optional>

namespace limner {

/// The page's corners in the full picture: where a page stands out from a plain ground (a scanner's lid, a table) of
/// which the picture's border shows the most. Absent where no such ground or no four-sided page is seen.
std::optional<Quad> find_page_quad(const PageView& view);

}  // namespace limner
