#include "support/page_renderer.h"

#include "support/glyph_painter.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <random>

namespace limner::test {
namespace {

constexpr double mm_per_inch = 25.4;
constexpr double mrz_pitch_mm = 2.54;  // ten characters an inch
constexpr double mrz_line_mm = 6.35;   // from line to line
constexpr double mrz_zone_mm = 23.2;   // at the lower edge
constexpr double a4_width_mm = 210, a4_height_mm = 297;

struct Size {
    double width_mm, height_mm;
};

Size size_of(const PageSpec& spec) {
    if (spec.mrz.empty()) return {a4_width_mm, a4_height_mm};
    auto length = spec.mrz.front().size();
    if (length == 30) return {85.6, 53.98};
    return length == 36 ? Size{105, 74} : Size{125, 88};
}

cv::Scalar scalar(const Colour& colour) { return {double(colour[0]), double(colour[1]), double(colour[2])}; }

// The document alone, upright.
class Document {
public:
    Document(const PageSpec& spec, const GlyphPainter& painter)
        : spec_(spec),
          painter_(painter),
          size_(size_of(spec)),
          random_(spec.seed),
          picture_(px_whole(size_.height_mm), px_whole(size_.width_mm), CV_8UC3, scalar(spec.paper)) {}

    cv::Mat paint() {
        if (spec_.has_text && spec_.mrz.empty()) paint_sheet();
        if (spec_.has_text && !spec_.mrz.empty()) paint_data_page();
        paint_mrz();
        return picture_;
    }

    /// Corners of the MRZ's print.
    std::array<cv::Point2d, 4> mrz_corners() const {
        if (spec_.mrz.empty()) return {};
        double capital = painter_.capital_height(px(mrz_pitch_mm));
        double left = px(mrz_left_mm()), right = left + px(mrz_pitch_mm) * double(spec_.mrz.front().size());
        double top = px(baseline_mm(0)) - capital, bottom = px(baseline_mm(spec_.mrz.size() - 1));
        return {cv::Point2d{left, top}, {right, top}, {right, bottom}, {left, bottom}};
    }

private:
    double px(double mm) const { return mm / mm_per_inch * spec_.ppi; }
    int px_whole(double mm) const { return std::max(1, static_cast<int>(std::lround(px(mm)))); }

    double mrz_left_mm() const { return (size_.width_mm - mrz_pitch_mm * double(spec_.mrz.front().size())) / 2; }
    // The lines stand in the middle of the zone.
    double baseline_mm(std::size_t line) const {
        constexpr double half_capital_mm = 1.25;
        double middle = size_.height_mm - mrz_zone_mm / 2;
        double offset = (double(line) - double(spec_.mrz.size() - 1) / 2) * mrz_line_mm;
        return middle + offset + half_capital_mm;
    }

    void write(const std::string& text, double x_mm, double baseline, double pitch_mm) {
        painter_.draw(picture_, text, px(x_mm), px(baseline), px(pitch_mm), spec_.ink);
    }

    void paint_mrz() {
        for (std::size_t line = 0; line < spec_.mrz.size(); ++line)
            write(spec_.mrz[line], mrz_left_mm(), baseline_mm(line), mrz_pitch_mm);
    }

    std::string word() {
        std::string letters;
        auto length = 2 + random_() % 8;
        for (std::uint64_t i = 0; i < length; ++i) letters += static_cast<char>('a' + random_() % 26);
        return letters;
    }

    void paint_sheet() {
        constexpr double margin_mm = 22, line_mm = 5.5, pitch_mm = 1.9;
        auto room = static_cast<std::size_t>((size_.width_mm - 2 * margin_mm) / pitch_mm);
        int line = 0;
        for (double y = margin_mm + 8; y < size_.height_mm - margin_mm; y += line_mm, ++line) {
            constexpr int lines_of_a_paragraph = 7;
            if (line % (lines_of_a_paragraph + 1) == lines_of_a_paragraph) continue;
            std::string text;
            for (std::string next = word(); text.size() + next.size() < room; next = word()) text += next + " ";
            write(text, margin_mm, y, pitch_mm);
        }
    }

    // Waves such as security print has, faint.
    void paint_waves() {
        for (int y = 0; y < picture_.rows; ++y)
            for (int x = 0; x < picture_.cols; ++x) {
                double mm_x = x * mm_per_inch / spec_.ppi, mm_y = y * mm_per_inch / spec_.ppi;
                double wave = std::sin(3.1 * (mm_y + 1.2 * std::sin(0.35 * mm_x)));
                if (wave < 0.8) continue;
                auto& pixel = picture_.at<cv::Vec3b>(y, x);
                pixel = cv::Vec3b(cv::saturate_cast<std::uint8_t>(pixel[0] - 18),
                                  cv::saturate_cast<std::uint8_t>(pixel[1] - 8), pixel[2]);
            }
    }

    void paint_portrait(double x_mm, double y_mm, double height_mm) {
        if (!spec_.portrait) return;
        const Image& portrait = *spec_.portrait;
        int type = portrait.format() == PixelFormat::gray8 ? CV_8UC1 : CV_8UC3;
        cv::Mat source(portrait.height(), portrait.width(), type, const_cast<std::byte*>(portrait.bytes().data()));
        cv::Mat colour = source;
        if (type == CV_8UC1) cv::cvtColor(source, colour, cv::COLOR_GRAY2RGB);
        cv::Rect place(px_whole(x_mm), px_whole(y_mm), px_whole(height_mm * 35 / 45), px_whole(height_mm));
        place &= cv::Rect(0, 0, picture_.cols, picture_.rows);
        cv::resize(colour, picture_(place), place.size(), 0, 0, cv::INTER_AREA);
    }

    void paint_data_page() {
        static const std::vector<std::pair<std::string, std::string>> invented{
            {"Surname / Nama", "ERIKSSON"},    {"Given names / Nama kecil", "ANNA MARIA"},
            {"Nationality", "UTOPIAN"},        {"Date of birth / Tanggal lahir", "12 AUG 1974"},
            {"Date of expiry", "15 APR 2012"}, {"Authority", "PASSPORT OFFICE"},
        };
        paint_waves();
        double room = size_.height_mm - mrz_zone_mm, portrait = room * 0.66;
        paint_portrait(5, room * 0.24, portrait);
        write("SPECIMEN  UTOPIA", 6, room * 0.15, 2.3);
        const auto& fields = spec_.fields.empty() ? invented : spec_.fields;
        double step = room * 0.8 / double(fields.size()), y = room * 0.24;
        double left = spec_.portrait ? 5 + portrait * 35 / 45 + 5 : 8;
        for (const auto& [label, value] : fields) {
            write(label, left, y, 1.1);
            write(value, left, y + step * 0.5, 1.8);
            y += step;
        }
    }

    const PageSpec& spec_;
    const GlyphPainter& painter_;
    Size size_;
    std::mt19937_64 random_;
    cv::Mat picture_;
};

// From the document's pixels to the picture's: turned about its middle and moved to its place.
cv::Matx23d placement(const PageSpec& spec, const cv::Mat& document, cv::Size canvas) {
    constexpr double place_on_glass_mm = 20;
    auto px = [&](double mm) { return mm / mm_per_inch * spec.ppi; };
    double middle_x = canvas.width / 2.0, middle_y = canvas.height / 2.0;
    if (spec.is_on_a4 && !spec.mrz.empty()) {
        middle_x = std::round(px(place_on_glass_mm)) + document.cols / 2.0;
        middle_y = std::round(px(place_on_glass_mm)) + document.rows / 2.0;
    }
    middle_x += std::round(px(spec.shift_x_mm));
    middle_y += std::round(px(spec.shift_y_mm));
    double turn = spec.skew_degrees * CV_PI / 180, c = std::cos(turn), s = std::sin(turn);
    double half_x = document.cols / 2.0, half_y = document.rows / 2.0;
    return {c, -s, middle_x - c * half_x + s * half_y, s, c, middle_y - s * half_x - c * half_y};
}

// Corners are between pixels for the renderer, and at pixels' centres for the SDK.
Quad transformed(const cv::Matx23d& map, const std::array<cv::Point2d, 4>& corners) {
    Quad quad{};
    for (std::size_t i = 0; i < quad.size(); ++i) {
        const auto& p = corners[i];
        quad[i] = {map(0, 0) * p.x + map(0, 1) * p.y + map(0, 2) - 0.5,
                   map(1, 0) * p.x + map(1, 1) * p.y + map(1, 2) - 0.5};
    }
    return quad;
}

cv::Mat place_on_ground(const PageSpec& spec, const cv::Mat& document, const cv::Matx23d& map, cv::Size canvas) {
    cv::Mat picture(canvas, CV_8UC3, scalar(spec.ground));
    cv::Matx23d of_centres = map;  // OpenCV counts from the centre of the first pixel
    for (int row = 0; row < 2; ++row) of_centres(row, 2) += (map(row, 0) + map(row, 1)) / 2 - 0.5;
    int interpolation = spec.skew_degrees == 0 ? cv::INTER_NEAREST : cv::INTER_CUBIC;
    cv::warpAffine(document, picture, of_centres, canvas, interpolation, cv::BORDER_TRANSPARENT);
    return picture;
}

void add_glare(const PageSpec& spec, cv::Mat& picture, const cv::Matx23d& map, cv::Size document) {
    double x = spec.glare->x * document.width, y = spec.glare->y * document.height;
    cv::Point2d middle{map(0, 0) * x + map(0, 1) * y + map(0, 2), map(1, 0) * x + map(1, 1) * y + map(1, 2)};
    // 255 are reached at the radius; half as far again nearly nothing is left.
    double radius = spec.glare->radius * document.width, peak = 700;
    double spread = radius / std::sqrt(2 * std::log(peak / 255));
    for (int row = 0; row < picture.rows; ++row)
        for (int column = 0; column < picture.cols; ++column) {
            double distance = std::hypot(column - middle.x, row - middle.y);
            if (distance > 4 * spread) continue;
            double light = peak * std::exp(-distance * distance / (2 * spread * spread));
            auto& pixel = picture.at<cv::Vec3b>(row, column);
            for (int channel = 0; channel < 3; ++channel)
                pixel[channel] = cv::saturate_cast<std::uint8_t>(pixel[channel] + light);
        }
}

void add_blur_and_noise(const PageSpec& spec, cv::Mat& picture) {
    if (spec.blur_mm > 0) cv::GaussianBlur(picture, picture, {}, spec.blur_mm / mm_per_inch * spec.ppi);
    if (spec.noise <= 0) return;
    cv::RNG random(spec.seed);
    cv::Mat noise(picture.size(), CV_16SC3);
    random.fill(noise, cv::RNG::NORMAL, 0, spec.noise);
    cv::add(picture, noise, picture, cv::noArray(), CV_8U);
}

Result<Image> image_of(const cv::Mat& picture) {
    std::vector<std::byte> pixels(picture.total() * 3);
    std::memcpy(pixels.data(), picture.data, pixels.size());
    return Image::from_pixels(picture.cols, picture.rows, PixelFormat::rgb8, std::move(pixels));
}

}  // namespace

std::vector<std::string> specimen_mrz() {
    return {"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};
}

Result<RenderedPage> render_page(const PageSpec& spec) {
    auto painter = GlyphPainter::open();
    if (!painter) return painter.error();
    Document document(spec, *painter);
    cv::Mat upright = document.paint();
    auto px = [&](double mm) { return static_cast<int>(std::lround(mm / mm_per_inch * spec.ppi)); };
    cv::Size canvas = spec.is_on_a4
                          ? cv::Size{px(a4_width_mm), px(a4_height_mm)}
                          : cv::Size{upright.cols + 2 * px(spec.margin_mm), upright.rows + 2 * px(spec.margin_mm)};
    cv::Matx23d map = placement(spec, upright, canvas);
    cv::Mat picture = place_on_ground(spec, upright, map, canvas);
    if (spec.glare) add_glare(spec, picture, map, upright.size());
    add_blur_and_noise(spec, picture);
    auto image = image_of(picture);
    if (!image) return image.error();
    double right = upright.cols, bottom = upright.rows;
    return RenderedPage{*image, transformed(map, {cv::Point2d{0, 0}, {right, 0}, {right, bottom}, {0, bottom}}),
                        transformed(map, document.mrz_corners()), spec.ppi};
}

}  // namespace limner::test
