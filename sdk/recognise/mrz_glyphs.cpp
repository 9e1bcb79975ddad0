#include "recognise/mrz_glyphs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr std::size_t most_glyphs = 30'000;

// Noise of single pixels: of most neighbours the difference is nothing else.
double noise_of(const cv::Mat& gray) {
    constexpr int every_rows = 16, every_columns = 8;
    std::array<int, 256> counts{};
    int all = 0;
    for (int y = 0; y < gray.rows; y += every_rows)
        for (int x = 0; x + 1 < gray.cols; x += every_columns, ++all)
            ++counts[std::size_t(std::abs(gray.at<uchar>(y, x) - gray.at<uchar>(y, x + 1)))];
    int median = 0;
    for (int below = counts[0]; below * 2 < all; below += counts[std::size_t(++median)]) {
    }
    constexpr double median_of_a_difference = 0.954;  // of two pixels whose noise has a deviation of 1
    return median / median_of_a_difference;
}

// Ink is darker than its neighbourhood by a part of the contrast, of the picture's or of the place's where that is
// less: prints differ, thresholds do not, and what a document lies on may be of more contrast than its print.
cv::Mat ink_of(const cv::Mat& gray) {
    constexpr int window_px = 41;
    cv::Mat mean;
    cv::boxFilter(gray, mean, CV_8U, {window_px, window_px});
    cv::subtract(mean, gray, mean);
    constexpr double least_step = 6;
    constexpr double least_step_of_noise = 2.5;
    constexpr double part_of_contrast = 0.35;
    constexpr int place_px = 96;
    auto step_of = [](const auto& middle, const auto& deviation) {
        return part_of_contrast * (middle + 2 * deviation);
    };
    cv::Scalar middle;
    cv::Scalar deviation;
    cv::meanStdDev(mean, middle, deviation);
    const double usual = std::max(least_step, step_of(middle[0], deviation[0]));
    const double least = std::min(usual, std::max(least_step, least_step_of_noise * noise_of(gray)));
    cv::Mat half, square;
    cv::resize(mean, half, {}, 0.5, 0.5, cv::INTER_NEAREST);
    half.convertTo(half, CV_32F);
    cv::multiply(half, half, square);
    const cv::Size places(std::max(1, gray.cols / place_px), std::max(1, gray.rows / place_px));
    cv::resize(half, half, places, 0, 0, cv::INTER_AREA);
    cv::resize(square, square, places, 0, 0, cv::INTER_AREA);
    cv::Mat steps(places, CV_32F);
    for (int y = 0; y < places.height; ++y)
        for (int x = 0; x < places.width; ++x) {
            const float here = half.at<float>(y, x);
            const float spread = std::sqrt(std::max(0.0F, square.at<float>(y, x) - here * here));
            steps.at<float>(y, x) = static_cast<float>(std::clamp(double(step_of(here, spread)), least, usual));
        }
    steps.convertTo(steps, CV_8U);
    cv::resize(steps, steps, gray.size(), 0, 0, cv::INTER_LINEAR);
    return mean > steps;
}

// Pixels of ink beside each other in one row, from `first` to `last`.
struct Run {
    int first = 0;
    int last = 0;
    std::uint32_t piece = 0;
};

const uchar* skip_paper(const uchar* at, const uchar* end) {
    for (std::uint64_t eight = 0; end - at >= std::ptrdiff_t(sizeof eight); at += sizeof eight) {
        std::memcpy(&eight, at, sizeof eight);
        if (eight != 0) break;
    }
    return std::find_if(at, end, [](uchar pixel) { return pixel != 0; });
}

// Joins runs of neighbouring rows into pieces. The extents along six directions come with the runs' ends: OpenCV's
// connected components know two and take three times as long.
class Pieces {
public:
    std::vector<MrzBlob> of(const cv::Mat& ink) {
        std::vector<Run> above;
        std::vector<Run> row;
        for (int y = 0; y < ink.rows; ++y) {
            row.clear();
            const uchar* begin = ink.ptr(y);
            const uchar* end = begin + ink.cols;
            for (const uchar* at = skip_paper(begin, end); at != end; at = skip_paper(at, end)) {
                const uchar* last = std::find(at, end, uchar(0));
                row.push_back({.first = int(at - begin), .last = int(last - begin) - 1});
                at = last;
            }
            join(above, row, y);
            std::swap(above, row);
        }
        std::vector<MrzBlob> whole;
        for (std::uint32_t i = 0; i < blobs_.size(); ++i)
            if (parent_[i] == i) whole.push_back(blobs_[i]);
        return whole;
    }

private:
    void join(const std::vector<Run>& above, std::vector<Run>& row, int y) {
        std::size_t next = 0;
        for (Run& run : row) {
            while (next < above.size() && above[next].last < run.first - 1) ++next;
            bool is_alone = true;
            for (std::size_t i = next; i < above.size() && above[i].first <= run.last + 1; ++i) {
                std::uint32_t other = root(above[i].piece);
                run.piece = is_alone ? other : merged(run.piece, other);
                is_alone = false;
            }
            if (is_alone) {
                run.piece = static_cast<std::uint32_t>(blobs_.size());
                parent_.push_back(run.piece);
                blobs_.emplace_back();
            }
            blobs_[run.piece].add(run.first, y);
            blobs_[run.piece].add(run.last, y);
        }
    }

    std::uint32_t root(std::uint32_t piece) {
        while (parent_[piece] != piece) piece = parent_[piece] = parent_[parent_[piece]];
        return piece;
    }

    std::uint32_t merged(std::uint32_t a, std::uint32_t b) {
        a = root(a);
        b = root(b);
        if (a == b) return a;
        parent_[b] = a;
        blobs_[a].add(blobs_[b]);
        return a;
    }

    std::vector<std::uint32_t> parent_{};
    std::vector<MrzBlob> blobs_{};
};

}  // namespace

void MrzBlob::add(int x, int y) {
    for (std::size_t i = 0; i < directions.size(); ++i) {
        float at = float(x) * directions[i].cosine + float(y) * directions[i].sine;
        low[i] = std::min(low[i], at);
        high[i] = std::max(high[i], at);
    }
}

void MrzBlob::add(const MrzBlob& other) {
    for (std::size_t i = 0; i < directions.size(); ++i) {
        low[i] = std::min(low[i], other.low[i]);
        high[i] = std::max(high[i], other.high[i]);
    }
}

std::vector<MrzBlob> find_mrz_blobs(const cv::Mat& gray) {
    constexpr float least_side_px = 5;
    constexpr float most_side_px = 90;
    auto blobs = Pieces().of(ink_of(gray));
    std::erase_if(blobs, [](const MrzBlob& blob) {
        float side = std::max(blob.high[0] - blob.low[0], blob.high[3] - blob.low[3]) + 1;
        return side < least_side_px || side > most_side_px;
    });
    if (blobs.size() > most_glyphs) blobs.resize(most_glyphs);
    return blobs;
}

std::vector<MrzGlyph> glyphs_along(const std::vector<MrzBlob>& blobs, std::size_t direction) {
    constexpr std::size_t quarter = MrzBlob::directions.size() / 2;
    std::vector<MrzGlyph> glyphs;
    glyphs.reserve(blobs.size());
    for (const MrzBlob& blob : blobs) {
        std::size_t side = (direction + quarter) % MrzBlob::directions.size();
        double across = (blob.low[side] + blob.high[side]) / 2;
        glyphs.push_back({.along = (blob.low[direction] + blob.high[direction]) / 2,
                          .across = direction < quarter ? across : -across,
                          .length = blob.high[direction] - blob.low[direction] + 1,
                          .height = blob.high[side] - blob.low[side] + 1});
    }
    return glyphs;
}

}  // namespace limner
