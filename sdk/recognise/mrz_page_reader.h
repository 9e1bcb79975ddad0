#pragma once

#include "recognise/mrz_band.h"
#include "recognise/mrz_decoder.h"
#include "recognise/mrz_ocr.h"

#include <limner/base/until.h>

namespace limner {

/// One band of lines, read.
struct MrzBandReading {
    MrzBand band{};
    MrzFormat format = MrzFormat::td3;
    MrzDecoding decoding{};
    bool is_mrz = false;
};

/// Reads the lines of a band, whichever end is up. Tesseract is asked about words with cells in doubt, and counts for
/// the more the less the print is like OCR-B. Stops asking when `until` passes.
Result<MrzBandReading> read_mrz_band(const cv::Mat& gray, const MrzBand& band, const MrzGlyphMatcher& matcher,
                                     MrzOcr& ocr, const Until& until);

}  // namespace limner
