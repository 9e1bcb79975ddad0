#pragma once

#include <limner/recognise/document.h>

#include "recognise/document_layout.h"
#include "recognise/line_ocr.h"
#include "recognise/page_pictures.h"
#include "recognise/page_pixels.h"

namespace limner {

/// Reads the data page around an MRZ that was read, by a layout with captions. `outlines`: those of documents in the
/// picture. Agreements and warnings are left to judge_reading(). Errors of the recogniser; timed_out, cancelled.
Result<DocumentReading> read_data_page(const Image& image, const MrzReading& mrz, const DocumentLayout& layout,
                                       const std::vector<Quad>& outlines, LineOcr& ocr,
                                       std::chrono::year_month_day today, const Until& until);

/// A picture of the page, cut out, and where it is in the photograph.
std::optional<DocumentPart> part_of(const PagePixels& pixels, const RectifiedPage& page, const Quad& page_quad,
                                    const std::optional<PagePicture>& found);

}  // namespace limner
