#include <limner/recognise/nik.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace limner {
namespace {

struct Province {
    int code;
    std::string_view name;
};

// Two digits of Kemendagri's codes, those that were split since included; retired codes of districts stay within them.
constexpr std::array provinces{
    Province{11, "Aceh"},
    Province{12, "Sumatera Utara"},
    Province{13, "Sumatera Barat"},
    Province{14, "Riau"},
    Province{15, "Jambi"},
    Province{16, "Sumatera Selatan"},
    Province{17, "Bengkulu"},
    Province{18, "Lampung"},
    Province{19, "Kepulauan Bangka Belitung"},
    Province{21, "Kepulauan Riau"},
    Province{31, "DKI Jakarta"},
    Province{32, "Jawa Barat"},
    Province{33, "Jawa Tengah"},
    Province{34, "Daerah Istimewa Yogyakarta"},
    Province{35, "Jawa Timur"},
    Province{36, "Banten"},
    Province{51, "Bali"},
    Province{52, "Nusa Tenggara Barat"},
    Province{53, "Nusa Tenggara Timur"},
    Province{61, "Kalimantan Barat"},
    Province{62, "Kalimantan Tengah"},
    Province{63, "Kalimantan Selatan"},
    Province{64, "Kalimantan Timur"},
    Province{65, "Kalimantan Utara"},
    Province{71, "Sulawesi Utara"},
    Province{72, "Sulawesi Tengah"},
    Province{73, "Sulawesi Selatan"},
    Province{74, "Sulawesi Tenggara"},
    Province{75, "Gorontalo"},
    Province{76, "Sulawesi Barat"},
    Province{81, "Maluku"},
    Province{82, "Maluku Utara"},
    Province{91, "Papua"},
    Province{92, "Papua Barat"},
    Province{93, "Papua Selatan"},
    Province{94, "Papua Tengah"},
    Province{95, "Papua Pegunungan"},
    Province{96, "Papua Barat Daya"},
};

int number(std::string_view digits) {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

Error mistake(const std::string& reason) { return {ErrorCode::invalid_argument, "the NIK " + reason}; }

}  // namespace

Result<Nik> parse_nik(std::string_view text) {
    constexpr std::size_t length = 16;
    Nik nik;
    for (char letter : text) {
        if (letter == ' ' || letter == '.' || letter == '-') continue;
        if (letter < '0' || letter > '9') return mistake("holds what is no digit");
        if (nik.digits.size() == length) return mistake("has more than 16 digits");
        nik.digits += letter;
    }
    if (nik.digits.size() != length) return mistake(fmt::format("has {} digits instead of 16", nik.digits.size()));
    const std::string_view digits = nik.digits;
    constexpr int added_for_women = 40, most_days = 31, months = 12;
    nik.region_code = digits.substr(0, 6);
    const auto* province = std::ranges::find(provinces, number(digits.substr(0, 2)), &Province::code);
    if (province != provinces.end()) nik.province = province->name;
    nik.day = number(digits.substr(6, 2));
    nik.sex = nik.day > added_for_women ? Sex::female : Sex::male;
    if (nik.sex == Sex::female) nik.day -= added_for_women;
    nik.month = number(digits.substr(8, 2));
    nik.year_of_century = number(digits.substr(10, 2));
    nik.serial = number(digits.substr(12));
    if (nik.day < 1 || nik.day > most_days) return mistake("has a day outside 1 to 31 (41 to 71 for women)");
    if (nik.month < 1 || nik.month > months) return mistake("has a month outside 1 to 12");
    return nik;
}

Agreement compare_birth_date(const Nik& nik, std::string_view birth_date) {
    constexpr std::size_t length = 10;
    if (birth_date.size() != length) return Agreement::unreadable;
    const auto expected = fmt::format("{:02}-{:02}-{:02}", nik.year_of_century, nik.month, nik.day);
    bool is_partial = false, is_any_known = false;
    for (std::size_t at : {0U, 3U, 6U}) {
        const std::string_view part = birth_date.substr(at + 2, 2);
        if (part == "XX") {
            is_partial = true;
            continue;
        }
        if (part != std::string_view(expected).substr(at, 2)) return Agreement::different;
        is_any_known = true;
    }
    if (!is_any_known) return Agreement::unreadable;
    return is_partial ? Agreement::truncated : Agreement::same;
}

Agreement compare_sex(const Nik& nik, std::string_view sex) {
    if (sex != "M" && sex != "F") return Agreement::unreadable;
    return (sex == "F") == (nik.sex == Sex::female) ? Agreement::same : Agreement::different;
}

}  // namespace limner
