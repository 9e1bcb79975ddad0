#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <string>

namespace limner::test {

/// A font of those that are installed, for print on pages.
class PrintFont {
public:
    /// `file`: a name below /usr/share/fonts.
    explicit PrintFont(const std::string& file);
    PrintFont(const PrintFont&) = delete;
    PrintFont& operator=(const PrintFont&) = delete;
    ~PrintFont();

    /// False where the font is not installed.
    bool is_open() const;

    /// Draws on an 8UC3 page with capitals of that height in pixels, smaller where the text would be wider than
    /// `most_width`.
    void draw(cv::Mat& page, const std::string& text, double x, double baseline, double capitals, const cv::Vec3b& ink,
              double most_width) const;

private:
    struct Face;
    std::unique_ptr<Face> face_;
};

}  // namespace limner::test
