#pragma once

#include "recognise/mrz_page_reader.h"

#include <limner/recognise/read_mrz.h>

#include <mutex>
#include <utility>
#include <vector>

namespace limner {

/// What the text of a band means. Errors as parse_mrz.
Result<MrzReading> mrz_reading(const MrzBandReading& band, std::chrono::year_month_day today);

struct MrzReader::Impl {
public:
    explicit Impl(MrzOcr ocr) : reader_(std::move(ocr)) {}

    /// Every MRZ of the picture, the most certain first. Errors as MrzReader::read. Safe from any thread.
    Result<std::vector<MrzBandReading>> read(const Image& image, const Until& until);

private:
    Result<std::vector<MrzBandReading>> read(const cv::Mat& gray, const Until& until);

    std::timed_mutex one_at_a_time_{};
    MrzBandReader reader_;
};

}  // namespace limner
