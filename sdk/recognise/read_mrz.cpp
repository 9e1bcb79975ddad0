#include <limner/recognise/read_mrz.h>

#include "recognise/mrz_confidence.h"
#include "recognise/mrz_reader.h"

#include <algorithm>

namespace limner {
namespace {

std::optional<Error> ended(const Until& until) {
    if (until.is_stopped()) return Error{ErrorCode::cancelled, "reading the MRZ was cancelled"};
    if (until.has_passed()) return Error{ErrorCode::timed_out, "the MRZ was not read in time"};
    return std::nullopt;
}

// Whether the two bands are of the same print: the middle of one is within the other.
bool overlap(const MrzBand& a, const MrzBand& b) {
    auto middle = [](const MrzBand& band) {
        Point sum;
        for (Point corner : band.outline()) sum = {sum.x + corner.x / 4, sum.y + corner.y / 4};
        return sum;
    };
    auto holds = [](const Quad& quad, Point p) {
        for (std::size_t i = 0; i < quad.size(); ++i) {
            Point from = quad[i];
            Point to = quad[(i + 1) % quad.size()];
            if ((to.x - from.x) * (p.y - from.y) - (to.y - from.y) * (p.x - from.x) < 0) return false;
        }
        return true;
    };
    return holds(a.outline(), middle(b)) || holds(b.outline(), middle(a));
}

}  // namespace

Result<MrzReading> mrz_reading(const MrzBandReading& band, std::chrono::year_month_day today) {
    auto mrz = parse_mrz(band.decoding.lines, today);
    if (!mrz) return mrz.error();
    const double confidence = mrz_confidence(band.decoding.confidence_0_1, mrz->is_valid());
    return MrzReading{.mrz = *std::move(mrz),
                      .confidence_0_1 = confidence,
                      .corrections = band.decoding.corrections,
                      .quad = band.band.outline()};
}

// Of bands that lie over each other the first that is an MRZ counts: they come the most promising first. Only where it
// is hardly sure the next ones may be surer. Where that many in succession are none, the others are less likely to be,
// and a picture full of rows must not take for ever.
Result<std::vector<MrzBandReading>> MrzReader::Impl::read(const cv::Mat& gray, const Until& until) {
    std::unique_lock lock(one_at_a_time_, std::defer_lock);
    if (!lock.try_lock_until(until.deadline)) return Error{ErrorCode::timed_out, "another picture is being read"};
    constexpr int most_without_mrz = 16, most_second_looks = 4;
    constexpr double sure = 0.05;
    int without_mrz = 0, second_looks = 0;
    std::vector<MrzBandReading> found;
    for (const MrzBand& band : find_mrz_bands(gray, until)) {
        if (auto error = ended(until)) return *error;
        if (without_mrz == most_without_mrz) break;
        auto is_over = [&](const MrzBandReading& other) { return overlap(other.band, band); };
        const auto same = std::ranges::find_if(found, is_over);
        const bool is_second_look = same != found.end();
        if (is_second_look && (same->decoding.confidence_0_1 >= sure || ++second_looks > most_second_looks)) continue;
        auto reading = reader_.read(gray, band, until);
        if (!reading) return reading.error();
        without_mrz = reading->is_mrz ? 0 : without_mrz + 1;
        if (!reading->is_mrz) continue;
        if (!is_second_look)
            found.push_back(*std::move(reading));
        else if (reading->decoding.confidence_0_1 > same->decoding.confidence_0_1)
            *same = *std::move(reading);
    }
    if (auto error = ended(until)) return *error;
    std::stable_sort(found.begin(), found.end(), [](const MrzBandReading& a, const MrzBandReading& b) {
        return a.decoding.confidence_0_1 > b.decoding.confidence_0_1;
    });
    return found;
}

Result<std::vector<MrzBandReading>> MrzReader::Impl::read(const Image& image, const Until& until) {
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "the image has no pixels"};
    if (auto error = ended(until)) return *error;
    auto gray = to_gray8(image);
    if (!gray) return gray.error();
    try {
        // OpenCV has no matrix of constant pixels; nothing writes to this one.
        return read(cv::Mat(gray->height(), gray->width(), CV_8U, const_cast<std::byte*>(gray->bytes().data())), until);
    } catch (const std::exception& caught) {
        return Error{ErrorCode::internal, std::string("reading the MRZ: ") + caught.what()};
    }
}

Result<MrzReader> MrzReader::load(const Options& options) {
    auto ocr = MrzOcr::find(options.tessdata);
    if (!ocr) return ocr.error();
    try {
        return MrzReader(std::make_shared<Impl>(*std::move(ocr)));
    } catch (const std::exception& caught) {
        return Error{ErrorCode::internal, std::string("loading the MRZ's nets: ") + caught.what()};
    }
}

Result<std::vector<MrzReading>> MrzReader::read_all(const Image& image, std::chrono::year_month_day today,
                                                    const Until& until) const {
    auto bands = impl_->read(image, until);
    if (!bands) return bands.error();
    std::vector<MrzReading> readings;
    for (const MrzBandReading& band : *bands)
        if (auto reading = mrz_reading(band, today)) readings.push_back(*std::move(reading));
    return readings;
}

Result<MrzReading> MrzReader::read(const Image& image, std::chrono::year_month_day today, const Until& until) const {
    auto readings = read_all(image, today, until);
    if (!readings) return readings.error();
    if (readings->empty()) return MrzReading{};
    return std::move(readings->front());
}

std::string MrzReader::recogniser() const { return "limner MRZ net 1, OCR-B glyphs 1; " + MrzOcr::version(); }

}  // namespace limner
