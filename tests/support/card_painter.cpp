#include "support/card_painter.h"

#include <fmt/format.h>
#include <ft2build.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <random>
#include <stdexcept>
#include FT_FREETYPE_H

namespace limner::test {
namespace {

constexpr double mm_per_inch = 25.4;
using Random = std::mt19937_64;

double share(Random& random, double low, double high) {
    return low + (high - low) * static_cast<double>(random() % 10'000) / 10'000;
}

template <typename Choices>
const auto& one_of(Random& random, const Choices& choices) {
    return choices[random() % std::size(choices)];
}

std::string font_path(const std::string& name) {
    std::error_code failed;
    for (std::filesystem::recursive_directory_iterator at("/usr/share/fonts", failed), end; !failed && at != end;
         at.increment(failed))
        if (at->path().filename() == name) return at->path();
    return "";
}

/// A font at one size.
class Font {
public:
    explicit Font(const std::string& file) {
        const std::string path = font_path(file);
        is_open_ =
            !path.empty() && FT_Init_FreeType(&library_) == 0 && FT_New_Face(library_, path.c_str(), 0, &face_) == 0;
    }
    Font(const Font&) = delete;
    Font& operator=(const Font&) = delete;
    ~Font() {
        if (face_) FT_Done_Face(face_);
        if (library_) FT_Done_FreeType(library_);
    }
    bool is_open() const { return is_open_; }

    /// Draws with capitals of that height; returns the width.
    double draw(cv::Mat& page, const std::string& text, double x, double baseline, double capitals,
                const cv::Vec3b& ink, double most_width) const {
        FT_Set_Pixel_Sizes(face_, 0, 100);
        FT_Load_Char(face_, 'H', FT_LOAD_NO_HINTING);
        const double em = capitals * 100 * 64 / double(face_->glyph->metrics.horiBearingY);
        double size = em, width = width_of(text, size);
        if (width > most_width) size *= most_width / width;
        FT_Set_Char_Size(face_, 0, std::lround(size * 64), 72, 72);
        for (char letter : text) {
            if (FT_Load_Char(face_, static_cast<FT_ULong>(letter), FT_LOAD_NO_HINTING | FT_LOAD_RENDER) != 0) continue;
            blend(page, cvRound(x) + face_->glyph->bitmap_left, cvRound(baseline) - face_->glyph->bitmap_top, ink);
            x += static_cast<double>(face_->glyph->linearHoriAdvance) / 65'536;
        }
        return width;
    }

private:
    double width_of(const std::string& text, double size) const {
        FT_Set_Char_Size(face_, 0, std::lround(size * 64), 72, 72);
        double width = 0;
        for (char letter : text)
            if (FT_Load_Char(face_, static_cast<FT_ULong>(letter), FT_LOAD_NO_HINTING) == 0)
                width += static_cast<double>(face_->glyph->linearHoriAdvance) / 65'536;
        return width;
    }

    void blend(cv::Mat& page, int left, int top, const cv::Vec3b& ink) const {
        const FT_Bitmap& glyph = face_->glyph->bitmap;
        for (int y = 0; y < static_cast<int>(glyph.rows); ++y)
            for (int x = 0; x < static_cast<int>(glyph.width); ++x) {
                const cv::Point at(left + x, top + y);
                if (!cv::Rect({0, 0}, page.size()).contains(at)) continue;
                const int cover = glyph.buffer[y * glyph.pitch + x];
                for (int channel = 0; channel < 3; ++channel) {
                    auto& sample = page.at<cv::Vec3b>(at)[channel];
                    sample = static_cast<std::uint8_t>((sample * (255 - cover) + ink[channel] * cover) / 255);
                }
            }
    }

    FT_Library library_ = nullptr;
    FT_Face face_ = nullptr;
    bool is_open_ = false;
};

class CardPainter {
public:
    CardPainter(const DocumentLayout& layout, const CardSpec& spec)
        : layout_(layout),
          spec_(spec),
          random_(spec.seed),
          text_(random_() % 2 ? "DejaVuSansCondensed.ttf" : "DejaVuSans.ttf"),
          digits_("OCRA.ttf"),
          page_(px(layout.size.height_mm), px(layout.size.width_mm), CV_8UC3) {}

    std::optional<Image> paint() {
        if (!text_.is_open() || !digits_.is_open()) return std::nullopt;
        paint_ground();
        shift_ = {share(random_, -spec_.jitter_mm, spec_.jitter_mm), share(random_, -spec_.jitter_mm, spec_.jitter_mm)};
        for (const LayoutLabel& label : layout_.labels) write(text_, label.text, label.box_mm, false);
        for (const LayoutField& field : layout_.fields)
            for (int row = 0; row < field.repeat; ++row) paint_field(field, row);
        wear_out();
        const auto* first = reinterpret_cast<const std::byte*>(page_.data);
        return Image::from_pixels(page_.cols, page_.rows, PixelFormat::rgb8, {first, first + page_.total() * 3})
            .value();
    }

private:
    int px(double mm) const { return static_cast<int>(std::lround(mm / mm_per_inch * spec_.ppi)); }

    void paint_ground() {
        const cv::Vec3b paper(static_cast<std::uint8_t>(share(random_, 170, 225)),
                              static_cast<std::uint8_t>(share(random_, 200, 235)),
                              static_cast<std::uint8_t>(share(random_, 215, 245)));
        const double wave = share(random_, 0.5, 1.2), depth = share(random_, 0.86, 0.95);
        for (int y = 0; y < page_.rows; ++y)
            for (int x = 0; x < page_.cols; ++x) {
                const double mm_x = x * mm_per_inch / spec_.ppi, mm_y = y * mm_per_inch / spec_.ppi;
                const bool is_line = std::sin(4 * mm_y / wave + 2 * std::sin(0.5 * mm_x)) > 0.8;
                page_.at<cv::Vec3b>(y, x) = is_line ? paper * depth : paper;
            }
        for (const cv::Rect2d& box : {layout_.portrait_mm, layout_.signature_mm})
            if (box.area() > 0)
                cv::rectangle(page_, cv::Rect(px(box.x), px(box.y), px(box.width), px(box.height)),
                              cv::Scalar(share(random_, 60, 160), share(random_, 60, 160), share(random_, 120, 190)),
                              cv::FILLED);
    }

    void write(const Font& font, const std::string& text, const cv::Rect2d& box, bool has_colon) {
        constexpr double capital_share = 0.56, baseline_share = 0.79;
        const double row = share(random_, -spec_.jitter_mm / 2, spec_.jitter_mm / 2);
        const auto dark = static_cast<std::uint8_t>(share(random_, 15, 60));
        const double x = px(box.x + shift_.x + (has_colon ? 0.6 : 0.2));
        const double baseline = px(box.y + baseline_share * box.height + shift_.y + row);
        font.draw(page_, text, x, baseline, px(capital_share * box.height), {dark, dark, dark}, px(box.width - 1.2));
    }

    void paint_field(const LayoutField& field, int row) {
        const std::string name = row > 0 ? fmt::format("{}_{}", field.name, row + 1) : field.name;
        const auto print = spec_.print.find(name);
        if (print == spec_.print.end()) return;
        cv::Rect2d box = field.box_mm;
        box.y += row * field.step_mm;
        write(field.kind == FieldKind::digits ? digits_ : text_, print->second, box, true);
    }

    void wear_out() {
        if (spec_.wear_0_1 <= 0) return;
        const int specks = static_cast<int>(spec_.wear_0_1 * 150);
        for (int i = 0; i < specks; ++i)
            cv::circle(
                page_,
                {static_cast<int>(share(random_, 0, page_.cols)), static_cast<int>(share(random_, 0, page_.rows))},
                px(share(random_, 0.05, 0.12)), cv::Scalar::all(share(random_, 120, 240)), cv::FILLED);
        // A lamp on the laminate.
        cv::Mat sheen(page_.size(), CV_8UC3, cv::Scalar(0, 0, 0));
        cv::ellipse(sheen,
                    {static_cast<int>(share(random_, 0, page_.cols)), static_cast<int>(share(random_, 0, page_.rows))},
                    {px(share(random_, 8, 20)), px(share(random_, 4, 9))}, share(random_, 0, 180), 0, 360,
                    cv::Scalar::all(60 * spec_.wear_0_1), cv::FILLED);
        cv::GaussianBlur(sheen, sheen, {}, px(3));
        page_ += sheen;
        cv::GaussianBlur(page_, page_, {}, px(0.04 + 0.04 * spec_.wear_0_1));
    }

    const DocumentLayout& layout_;
    const CardSpec& spec_;
    Random random_;
    Font text_, digits_;
    cv::Mat page_;
    cv::Point2d shift_{};
};

}  // namespace

std::optional<Image> paint_card(const DocumentLayout& layout, const CardSpec& spec) {
    return CardPainter(layout, spec).paint();
}

std::map<std::string, std::string> invented_ktp(std::uint64_t seed) {
    Random random(seed * 7919 + 13);
    static const std::array places{"JAKARTA", "BANDUNG", "SURABAYA", "MEDAN", "SEMARANG", "PADANG", "DENPASAR"};
    static const std::array given{"BUDI", "SITI", "AGUS", "DEWI", "MUHAMMAD", "NUR", "EKO", "SRI", "WAYAN", "PUTRI"};
    static const std::array further{"SANTOSO", "LESTARI",   "HIDAYAT", "PRATAMA",
                                    "WIJAYA",  "RAHMAWATI", "SAPUTRA", "SUDARPA"};
    static const std::array streets{"JL MERDEKA NO 17", "JL SUDIRMAN 45", "KP CIBEUREUM", "JL ANGGREK BLOK C2"};
    static const std::array villages{"CIKINI", "SUKAMAJU", "KEBON JERUK", "TANJUNG SARI"};
    static const std::array religions{"ISLAM", "KRISTEN", "HINDU", "KATHOLIK", "BUDDHA"};
    static const std::array states{"BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI"};
    static const std::array work{"KARYAWAN SWASTA", "PELAJAR/MAHASISWA", "WIRASWASTA", "MENGURUS RUMAH TANGGA", "GURU"};
    static const std::array blood{"A", "B", "AB", "O", "-"};
    const bool is_woman = random() % 2;
    const int day = 1 + int(random() % 28), month = 1 + int(random() % 12), year = 1950 + int(random() % 55);
    return {{"province", "PROVINSI JAWA BARAT"},
            {"city", fmt::format("KOTA {}", one_of(random, places))},
            {"nik", fmt::format("3273{:02}{:02}{:02}{:02}{:04}", 1 + random() % 30, day + (is_woman ? 40 : 0), month,
                                year % 100, 1 + random() % 9'000)},
            {"name", fmt::format("{} {}", one_of(random, given), one_of(random, further))},
            {"birth_place", fmt::format("{}, {:02}-{:02}-{}", one_of(random, places), day, month, year)},
            {"sex", is_woman ? "PEREMPUAN" : "LAKI-LAKI"},
            {"blood_group", one_of(random, blood)},
            {"address", one_of(random, streets)},
            {"rt_rw", fmt::format("{:03}/{:03}", 1 + random() % 20, 1 + random() % 20)},
            {"village", one_of(random, villages)},
            {"district", one_of(random, villages)},
            {"religion", one_of(random, religions)},
            {"marital_status", one_of(random, states)},
            {"occupation", one_of(random, work)},
            {"citizenship", "WNI"},
            {"valid_until", "SEUMUR HIDUP"}};
}

std::map<std::string, std::string> values_of_ktp(const std::map<std::string, std::string>& print) {
    auto values = print;
    const std::string& birth = print.at("birth_place");
    const std::string date = birth.substr(birth.size() - 10);
    values["birth_place"] = birth.substr(0, birth.size() - 12);
    values["birth_date"] = fmt::format("{}-{}-{}", date.substr(6), date.substr(3, 2), date.substr(0, 2));
    values["sex"] = std::string(1, print.at("sex") == "PEREMPUAN" ? 'F' : 'M');
    return values;
}

const DocumentLayout& layout_named(const std::string& name) {
    for (const DocumentLayout& layout : builtin_layouts())
        if (layout.name == name) return layout;
    throw std::runtime_error("no layout " + name);
}

}  // namespace limner::test
