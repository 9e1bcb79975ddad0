#include "support/card_painter.h"

#include "support/print_font.h"
#include "support/print_shop.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <random>
#include <stdexcept>

namespace limner::test {
namespace {

constexpr double mm_per_inch = 25.4;
using Random = std::mt19937_64;

template <typename Choices>
const auto& one_of(Random& random, const Choices& choices) {
    return choices[random() % std::size(choices)];
}

class CardPainter {
public:
    CardPainter(const DocumentLayout& layout, const CardSpec& spec)
        : layout_(layout),
          spec_(spec),
          page_(pixels(layout.size.height_mm), pixels(layout.size.width_mm), CV_8UC3),
          shop_(page_, spec.ppi, spec.seed),
          text_(shop_.draw(2) ? "DejaVuSansCondensed.ttf" : "DejaVuSans.ttf"),
          digits_("OCRA.ttf") {}

    std::optional<Image> paint() {
        if (!text_.is_open() || !digits_.is_open()) return std::nullopt;
        shop_.paint_paper();
        if (layout_.portrait_mm.area() > 0) shop_.paint_portrait(layout_.portrait_mm);
        if (layout_.signature_mm.area() > 0) shop_.paint_signature(layout_.signature_mm);
        shift_ = {shop_.share(-spec_.jitter_mm, spec_.jitter_mm), shop_.share(-spec_.jitter_mm, spec_.jitter_mm)};
        for (const LayoutLabel& label : layout_.labels) write(text_, label.text, label.box_mm, false);
        for (const LayoutField& field : layout_.fields)
            for (int row = 0; row < field.repeat; ++row) paint_field(field, row);
        shop_.wear_out(spec_.wear_0_1);
        const auto* first = reinterpret_cast<const std::byte*>(page_.data);
        return Image::from_pixels(page_.cols, page_.rows, PixelFormat::rgb8, {first, first + page_.total() * 3})
            .value();
    }

private:
    int pixels(double mm) const { return static_cast<int>(std::lround(mm / mm_per_inch * spec_.ppi)); }

    void write(const PrintFont& font, const std::string& text, const cv::Rect2d& box, bool has_colon) {
        constexpr double capital_share = 0.56, baseline_share = 0.79;
        const double row = shop_.share(-spec_.jitter_mm / 2, spec_.jitter_mm / 2);
        const double x = shop_.px(box.x + shift_.x + (has_colon ? 0.6 : 0.2));
        const double baseline = shop_.px(box.y + baseline_share * box.height + shift_.y + row);
        font.draw(page_, text, x, baseline, shop_.px(capital_share * box.height), shop_.ink(),
                  shop_.px(box.width - 1.2));
    }

    void paint_field(const LayoutField& field, int row) {
        const std::string name = row > 0 ? fmt::format("{}_{}", field.name, row + 1) : field.name;
        const auto print = spec_.print.find(name);
        if (print == spec_.print.end()) return;
        cv::Rect2d box = field.box_mm;
        box.y += row * field.step_mm;
        write(field.kind == FieldKind::digits ? digits_ : text_, print->second, box, true);
    }

    const DocumentLayout& layout_;
    const CardSpec& spec_;
    cv::Mat page_;
    PrintShop shop_;
    PrintFont text_, digits_;
    cv::Point2d shift_{};
};

constexpr std::array places{"JAKARTA", "BANDUNG", "SURABAYA", "MEDAN", "SEMARANG", "PADANG", "DENPASAR"};
constexpr std::array given{"BUDI", "SITI", "AGUS", "DEWI", "MUHAMMAD", "NUR", "EKO", "SRI", "WAYAN", "PUTRI"};
constexpr std::array further{"SANTOSO", "LESTARI", "HIDAYAT", "PRATAMA", "WIJAYA", "RAHMAWATI", "SAPUTRA", "SUDARPA"};

std::string invented_name(Random& random) {
    return fmt::format("{} {}", one_of(random, given), one_of(random, further));
}

std::string invented_nik(Random& random) {
    const auto day = 1 + random() % 28 + (random() % 2 ? 40 : 0);
    return fmt::format("3273{:02}{:02}{:02}{:02}{:04}", 1 + random() % 30, day, 1 + random() % 12, random() % 100,
                       1 + random() % 9'000);
}

// "JAKARTA, 12-08-1974" as a place and a date.
void part_place_and_date(std::map<std::string, std::string>& values) {
    const std::string birth = values.at("birth_place"), date = birth.substr(birth.size() - 10);
    values["birth_place"] = birth.substr(0, birth.size() - 12);
    values["birth_date"] = fmt::format("{}-{}-{}", date.substr(6), date.substr(3, 2), date.substr(0, 2));
}

}  // namespace

std::optional<Image> paint_card(const DocumentLayout& layout, const CardSpec& spec) {
    return CardPainter(layout, spec).paint();
}

std::map<std::string, std::string> invented_ktp(std::uint64_t seed) {
    Random random(seed * 7919 + 13);
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
            {"name", invented_name(random)},
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
    part_place_and_date(values);
    values["sex"] = std::string(1, print.at("sex") == "PEREMPUAN" ? 'F' : 'M');
    return values;
}

std::map<std::string, std::string> invented_kk(std::uint64_t seed) {
    Random random(seed * 104'729 + 5);
    const int members = 3 + static_cast<int>(random() % 4);
    std::map<std::string, std::string> print{{"family_card_number", invented_nik(random)}};
    for (int row = 0; row < members; ++row) {
        const std::string number = row > 0 ? fmt::format("_{}", row + 1) : "";
        print["member_name" + number] = invented_name(random);
        print["member_nik" + number] = invented_nik(random);
    }
    print["head_of_family"] = print["member_name"];
    return print;
}

std::map<std::string, std::string> invented_birth_certificate(std::uint64_t seed) {
    Random random(seed * 15'485'863 + 11);
    return {{"certificate_number", fmt::format("3273-LU-{:08}-{:04}", 1 + random() % 31'122'020, 1 + random() % 9'000)},
            {"birth_place", fmt::format("{}, {:02}-{:02}-{}", one_of(random, places), 1 + random() % 28,
                                        1 + random() % 12, 1990 + random() % 35)},
            {"name", invented_name(random)}};
}

std::map<std::string, std::string> values_of_certificate(const std::map<std::string, std::string>& print) {
    auto values = print;
    part_place_and_date(values);
    return values;
}

const DocumentLayout& layout_named(const std::string& name) {
    for (const DocumentLayout& layout : builtin_layouts())
        if (layout.name == name) return layout;
    throw std::runtime_error("no layout " + name);
}

}  // namespace limner::test
