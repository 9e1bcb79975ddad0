#pragma once

#include "recognise/mrz_band.h"
#include "recognise/mrz_decoder.h"
#include "recognise/mrz_line_reader.h"
#include "recognise/mrz_ocr.h"

#include <limner/base/until.h>

namespace limner {

/// One band of lines, read.
struct MrzBandReading {
    MrzBand band{};
    MrzFormat format = MrzFormat::td3;
    MrzScores scores{};  ///< What was decoded.
    MrzDecoding decoding{};
    bool is_mrz = false;
};

/// What the scores decode to; the reading keeps its band.
MrzBandReading decoded(MrzBandReading reading, MrzScores scores);

/// Reads the lines of a band, whichever end is up. Not for two threads at once.
class MrzBandReader {
public:
    explicit MrzBandReader(MrzOcr ocr) : ocr_(std::move(ocr)) {}

    /// By the net. Where it is not sure, by the glyphs of OCR-B too, and the more certain reading counts: they, with
    /// Tesseract, know prints that the net does not.
    Result<MrzBandReading> read(const cv::Mat& gray, const MrzBand& band, const Until& until);

private:
    Result<MrzBandReading> read_glyphs(const cv::Mat& gray, const MrzBand& band, const Until& until);

    MrzLineReader net_{};
    MrzGlyphMatcher matcher_{};
    MrzOcr ocr_;
};

}  // namespace limner
