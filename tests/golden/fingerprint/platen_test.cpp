#include <limner/frame/image_file.h>

#include "check/glass_marks.h"
#include "support/gray_pixels.h"
#include "support/sample_fingerprints.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include <array>
#include <string>
#include <vector>

namespace limner {
namespace {

constexpr int glass_px = 760;
const std::array shifts{cv::Point(-40, -50), cv::Point(40, -50), cv::Point(-40, 50), cv::Point(0, 0)};

// As if the finger had been laid there on a larger glass, whose bare parts show the sensor's noise alone.
Image laid_on_glass(const cv::Mat& print, const cv::Point& shift, std::uint64_t seed) {
    cv::Mat glass(glass_px, glass_px, CV_8U), noise(glass_px, glass_px, CV_16S), noisy;
    glass.setTo(cv::mean(print.row(0)));
    cv::Mat(print).copyTo(
        glass(cv::Rect(cv::Point(glass_px - print.cols, glass_px - print.rows) / 2 + shift, print.size())));
    cv::RNG random(seed);
    random.fill(noise, cv::RNG::NORMAL, 0, 2);
    cv::add(glass, noise, noisy, cv::noArray(), CV_8U);
    return test::gray_image(noisy);
}

// The false alarms of a glass that is clean: captures of different fingers, wherever they lay, show no common traces.
TEST(SamplePlatenMarks, OfDifferentFingersAgreeNowhere) {
    const auto folder = test::sample_fingerprints();
    if (folder.empty()) GTEST_SKIP() << "LIMNER_DATA is not set: sample prints are not in the repository";
    std::vector<std::vector<PlatenMarks>> prints;
    std::vector<std::filesystem::path> files;
    for (const char* name :
         {"a001_03p", "a001_04p", "a001_05p", "a001_06p", "a001_07p", "a004_05p", "b001_04p", "b001_06p"})
        files.push_back(folder / "pgm" / fmt::format("fjfx_{}.pgm", name));
    for (int number = 1; number <= 5; ++number)
        files.push_back(folder / "synth" / fmt::format("SFinGe_Test0{}.pgm", number));
    int with_traces = 0, pairs = 0, agreeing = 0;
    for (const auto& file : files) {
        const cv::Mat print = test::pixels_of(read_image(file)->image);
        auto& places = prints.emplace_back();
        for (const cv::Point& shift : shifts) {
            places.push_back(
                marks_on_platen(laid_on_glass(print, shift, prints.size() * 10 + places.size()), 500).value());
            with_traces += std::ranges::count(places.back().has_traces, true) > 0 ? 1 : 0;
        }
    }
    for (std::size_t i = 0; i < prints.size(); ++i)
        for (std::size_t j = i + 1; j < prints.size(); ++j)
            for (const PlatenMarks& one : prints[i])
                for (const PlatenMarks& other : prints[j]) {
                    ++pairs;
                    agreeing += are_same_marks(one, other) ? 1 : 0;
                }
    fmt::print("{} captures, {} of them with traces beside the print; {} of {} pairs agree\n",
               prints.size() * shifts.size(), with_traces, agreeing, pairs);
    EXPECT_EQ(agreeing, 0);
}

}  // namespace
}  // namespace limner
