#pragma once

#include "check/page_print.h"

#include <optional>

namespace limner {

/// The share of the page that lies in a shadow, 0..1: paper at the page's border that is darker by a fifth or more than
/// the best lit paper, of the same hue, with a rim that fades. What is printed has its own hue or a hard edge.
double shadow_share(const PageView& view, const PagePrint& print);

}  // namespace limner
