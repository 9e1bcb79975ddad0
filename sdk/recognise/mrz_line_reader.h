#pragma once

#include "recognise/mrz_decoder.h"
#include "recognise/mrz_net.h"
#include "recognise/mrz_strip.h"

namespace limner {

/// Lines of a band as the net reads them: how likely each character is in each cell, on the scale of MrzScores, with
/// `spare_cells` more at either end. `ink` says how sure the net is that a cell holds a character, 0 to 1.
struct MrzNetReading {
    static constexpr int spare_cells = 2;
    MrzBand band{};  ///< Whichever end was up, and the tracks drawn to the characters.
    MrzScores scores{};
    std::vector<std::vector<double>> ink{};
};

/// Reads lines of print by a net that has seen synthetic print alone. Not for two threads at once.
class MrzLineReader {
public:
    MrzLineReader() : net_(MrzNet::recogniser()) {}

    /// Whichever end of the band is up.
    MrzNetReading read(const cv::Mat& gray, const MrzBand& band);

private:
    MrzNet net_;
};

}  // namespace limner
