#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>
#include <limner/frame/geometry.h>
#include <limner/frame/image.h>
#include <limner/recognise/mrz.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner {

/// A character that the reader changed from what the recogniser saw.
struct MrzCorrection {
    int line = 0;    ///< 1-based.
    int column = 0;  ///< 1-based.
    char read = '<';
    char used = '<';
};

struct MrzReading {
    std::optional<Mrz> mrz{};  ///< Absent: no MRZ found.
    double confidence_0_1 = 0;
    std::vector<MrzCorrection> corrections{};
    std::optional<Quad> quad{};  ///< Where the MRZ is in the image.
};

/// Finds and reads the MRZ in a picture of a document. Loads the recogniser once; every function is safe from any
/// thread, calls on one reader are serialised.
class MrzReader {
public:
    struct Options {
        std::optional<std::string> tessdata{};  ///< Folder of Tesseract's models; default: Tesseract's own.
    };
    /// Fails with model_missing where the recogniser's model is not installed.
    static Result<MrzReader> load(const Options& options);
    static Result<MrzReader> load() { return load(Options{}); }

    /// The most certain MRZ of the picture. One without is a reading without `mrz`, not an error. Errors:
    /// invalid_argument (no pixels), timed_out, cancelled. `today` as in parse_mrz.
    Result<MrzReading> read(const Image& image, std::chrono::year_month_day today, const Until& until) const;

    /// Every MRZ of the picture, the most certain first; none where there is none. Errors as read.
    Result<std::vector<MrzReading>> read_all(const Image& image, std::chrono::year_month_day today,
                                             const Until& until) const;

    /// Name and version of the recogniser, for provenance.
    std::string recogniser() const;

private:
    friend class MrzStream;
    struct Impl;
    explicit MrzReader(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
    std::shared_ptr<Impl> impl_;
};

}  // namespace limner
