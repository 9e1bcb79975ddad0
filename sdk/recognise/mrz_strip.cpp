#include "recognise/mrz_strip.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

// Where the strip's pixels come from in the picture.
void trace(const MrzTrack& track, const MrzStripShape& shape, cv::Mat& map_x, cv::Mat& map_y) {
    double per_row = track.capital_height_px / shape.capital_height_px;
    for (int column = 0; column < map_x.cols; ++column) {
        double cell = (column + 0.5) / shape.cell_width_px - shape.margin_cells - 0.5;
        Point centre = track.at(cell);
        Point step = track.step_at(cell);
        double length = std::max(1e-9, std::hypot(step.x, step.y));
        for (int row = 0; row < map_x.rows; ++row) {
            double down = (row - (shape.height_px - 1) / 2.0) * per_row / length;
            map_x.at<float>(row, column) = static_cast<float>(centre.x - down * step.y);
            map_y.at<float>(row, column) = static_cast<float>(centre.y + down * step.x);
        }
    }
}

// The part of the picture that the maps point to, reduced where the print is larger than the strip needs.
cv::Mat source_of(const cv::Mat& gray, double reduction, cv::Mat& map_x, cv::Mat& map_y) {
    double left = 0, right = 0, top = 0, bottom = 0;
    cv::minMaxLoc(map_x, &left, &right);
    cv::minMaxLoc(map_y, &top, &bottom);
    constexpr int border_px = 4;
    cv::Rect2d wanted(left - border_px, top - border_px, right - left + 2 * border_px, bottom - top + 2 * border_px);
    cv::Rect area = cv::Rect(wanted) & cv::Rect(0, 0, gray.cols, gray.rows);
    if (area.empty()) return {};
    map_x -= area.x;
    map_y -= area.y;
    if (reduction <= 1) return gray(area);
    cv::Mat smaller;
    cv::resize(gray(area), smaller, {}, 1 / reduction, 1 / reduction, cv::INTER_AREA);
    map_x = (map_x + 0.5) / reduction - 0.5;
    map_y = (map_y + 0.5) / reduction - 0.5;
    return smaller;
}

// Paper to white and ink to black, cell by cell neighbourhood: light falls unevenly and prints fade.
void stretch(cv::Mat& gray) {
    cv::Mat paper;
    cv::Mat ink;
    cv::Size wide(2 * MrzStrip::cell_width_px + 1, MrzStrip::height_px / 2 + 1);
    cv::dilate(gray, paper, cv::getStructuringElement(cv::MORPH_RECT, {9, 9}));
    cv::blur(paper, paper, wide);
    cv::erode(gray, ink, cv::getStructuringElement(cv::MORPH_RECT, {MrzStrip::cell_width_px, MrzStrip::height_px / 2}));
    cv::blur(ink, ink, wide);
    constexpr int least_range = 12;
    for (int y = 0; y < gray.rows; ++y)
        for (int x = 0; x < gray.cols; ++x) {
            int low = ink.at<uchar>(y, x);
            int range = std::max(least_range, paper.at<uchar>(y, x) - low);
            gray.at<uchar>(y, x) = cv::saturate_cast<uchar>((gray.at<uchar>(y, x) - low) * 255 / range);
        }
}

}  // namespace

cv::Mat straighten(const cv::Mat& gray, const MrzTrack& track, int cells, const MrzStripShape& shape) {
    cv::Size size((cells + 2 * shape.margin_cells) * shape.cell_width_px, shape.height_px);
    cv::Mat map_x(size, CV_32F);
    cv::Mat map_y(size, CV_32F);
    trace(track, shape, map_x, map_y);
    double reduction = track.capital_height_px / shape.capital_height_px;
    cv::Mat source = source_of(gray, reduction, map_x, map_y);
    if (source.empty()) return {size, CV_8U, cv::Scalar(255)};
    cv::Mat strip;
    cv::remap(source, strip, map_x, map_y, cv::INTER_CUBIC, cv::BORDER_REPLICATE);
    return strip;
}

MrzStrip straighten(const cv::Mat& gray, const MrzTrack& track, int cells) {
    constexpr MrzStripShape shape{MrzStrip::cell_width_px, MrzStrip::capital_height_px, MrzStrip::height_px,
                                  MrzStrip::margin_cells};
    MrzStrip strip{.gray = straighten(gray, track, cells, shape), .cells = cells};
    stretch(strip.gray);
    return strip;
}

}  // namespace limner
