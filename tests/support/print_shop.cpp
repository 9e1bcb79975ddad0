#include "support/print_shop.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner::test {
namespace {

constexpr double mm_per_inch = 25.4;

}  // namespace

int PrintShop::px(double mm) const { return static_cast<int>(std::lround(mm / mm_per_inch * ppi_)); }

double PrintShop::share(double low, double high) {
    return low + (high - low) * static_cast<double>(random_() % 10'000) / 10'000;
}

cv::Vec3b PrintShop::ink() {
    const auto dark = static_cast<std::uint8_t>(share(15, 60));
    return {dark, dark, dark};
}

void PrintShop::paint_paper() {
    const cv::Vec3b paper(static_cast<std::uint8_t>(share(170, 225)), static_cast<std::uint8_t>(share(200, 235)),
                          static_cast<std::uint8_t>(share(215, 245)));
    const double wave = share(0.5, 1.2), depth = share(0.86, 0.95);
    for (int y = 0; y < page_.rows; ++y)
        for (int x = 0; x < page_.cols; ++x) {
            const double mm_x = x * mm_per_inch / ppi_, mm_y = y * mm_per_inch / ppi_;
            const bool is_line = std::sin(4 * mm_y / wave + 2 * std::sin(0.5 * mm_x)) > 0.8;
            page_.at<cv::Vec3b>(y, x) = is_line ? paper * depth : paper;
        }
}

void PrintShop::paint_portrait(const cv::Rect2d& box_mm) {
    const cv::Rect box(px(box_mm.x), px(box_mm.y), px(box_mm.width), px(box_mm.height));
    cv::Mat part = page_(box);
    part = cv::Scalar(share(120, 210), share(130, 210), share(150, 220));
    const cv::Scalar skin(share(120, 210), share(90, 160), share(70, 130)), hair = cv::Scalar::all(share(15, 60));
    const cv::Scalar coat(share(20, 120), share(20, 120), share(20, 120));
    const cv::Point middle(box.width / 2, cvRound(box.height * share(0.42, 0.48)));
    const cv::Size head(cvRound(box.width * 0.26), cvRound(box.height * 0.25));
    cv::ellipse(part, {middle.x, box.height}, {cvRound(box.width * 0.46), cvRound(box.height * 0.3)}, 0, 180, 360, coat,
                cv::FILLED);
    cv::ellipse(part, middle - cv::Point(0, head.height / 6), head + cv::Size(head.width / 8, head.height / 8), 0, 0,
                360, hair, cv::FILLED);
    cv::ellipse(part, middle, head, 0, 0, 360, skin, cv::FILLED);
    for (int side : {-1, 1})
        cv::circle(part, middle + cv::Point(side * head.width * 2 / 5, -head.height / 8), std::max(1, head.width / 9),
                   hair, cv::FILLED);
    cv::ellipse(part, middle + cv::Point(0, head.height / 2), {head.width / 3, std::max(1, head.height / 14)}, 0, 0,
                360, cv::Scalar(140, 60, 60), cv::FILLED);
    cv::GaussianBlur(part, part, {}, std::max(0.5, px(0.4) * 1.0));
}

void PrintShop::paint_signature(const cv::Rect2d& box_mm) {
    const double loops = share(4, 8), lean = share(0.4, 1.2);
    std::vector<cv::Point> stroke;
    for (double t = 0; t <= 1; t += 0.004) {
        const double swing = 0.35 * std::sin(t * loops * 2 * CV_PI) * (1 - 0.6 * t);
        stroke.emplace_back(px(box_mm.x + box_mm.width * (0.05 + 0.85 * t) + lean * std::cos(t * loops * 2 * CV_PI)),
                            px(box_mm.y + box_mm.height * (0.5 + swing)));
    }
    cv::polylines(page_, stroke, false, cv::Scalar(30, 30, share(50, 120)), std::max(1, px(0.35)), cv::LINE_AA);
}

void PrintShop::wear_out(double wear_0_1) {
    if (wear_0_1 <= 0) return;
    const int specks = static_cast<int>(wear_0_1 * 150);
    for (int i = 0; i < specks; ++i)
        cv::circle(page_, {draw(page_.cols), draw(page_.rows)}, px(share(0.05, 0.12)), cv::Scalar::all(share(120, 240)),
                   cv::FILLED);
    cv::Mat sheen(page_.size(), CV_8UC3, cv::Scalar(0, 0, 0));
    cv::ellipse(sheen, {draw(page_.cols), draw(page_.rows)}, {px(share(8, 20)), px(share(4, 9))}, share(0, 180), 0, 360,
                cv::Scalar::all(60 * wear_0_1), cv::FILLED);
    cv::GaussianBlur(sheen, sheen, {}, px(3));
    page_ += sheen;
    cv::GaussianBlur(page_, page_, {}, std::max(0.3, (0.04 + 0.04 * wear_0_1) / mm_per_inch * ppi_));
}

}  // namespace limner::test
