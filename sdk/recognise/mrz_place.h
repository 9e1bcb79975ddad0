#pragma once

#include <limner/recognise/document_page.h>
#include <limner/recognise/mrz.h>

#include <vector>

namespace limner {

/// The size of a document whose data page has an MRZ of the format. Absent for formats without a known size, and for
/// cards of size TD1, whose MRZ is on the back.
std::optional<DocumentSize> size_with_mrz(MrzFormat format);

/// Where its MRZ begins, in mm from the upper edge. For formats that have a size_with_mrz(), as below.
double mrz_top_mm(MrzFormat format);

/// The document around its MRZ, upright, in the picture: of `outlines` the one that has the MRZ where ICAO Doc 9303
/// parts 4 and 6 put it, else by the MRZ's own place, size and direction, as if there were no perspective.
Quad document_around(const Quad& mrz, MrzFormat format, const std::vector<Quad>& outlines);

}  // namespace limner
