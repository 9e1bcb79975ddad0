#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <random>

namespace limner::test {

/// Prints what invented documents have in common on an 8UC3 page of a resolution. One object's strokes follow from its
/// seed.
class PrintShop {
public:
    PrintShop(cv::Mat& page, double ppi, std::uint64_t seed) : page_(page), ppi_(ppi), random_(seed) {}

    int px(double mm) const;
    double share(double low, double high);
    int draw(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
    /// Near black.
    cv::Vec3b ink();

    /// Tinted paper with waves of security print.
    void paint_paper();
    /// Nobody: shaded head and shoulders before a ground of one colour.
    void paint_portrait(const cv::Rect2d& box_mm);
    /// A flourish from the box's left to its right.
    void paint_signature(const cv::Rect2d& box_mm);
    /// Specks, a lamp on the laminate, a little blur. `wear_0_1` 0: nothing.
    void wear_out(double wear_0_1);

private:
    cv::Mat& page_;
    double ppi_;
    std::mt19937_64 random_;
};

}  // namespace limner::test
