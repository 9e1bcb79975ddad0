#include <limner/recognise/mrz.h>

#include "recognise/mrz_parse.h"
#include "recognise/mrz_text.h"

#include <algorithm>
#include <array>

namespace limner {

std::string_view name_of(MrzFormat format) noexcept {
    switch (format) {
        case MrzFormat::td1: return "TD1";
        case MrzFormat::td2: return "TD2";
        case MrzFormat::td3: return "TD3";
        case MrzFormat::mrv_a: return "MRV-A";
        case MrzFormat::mrv_b: return "MRV-B";
        case MrzFormat::fra_id: return "FRA-ID";
        case MrzFormat::fra_dl: return "FRA-DL";
        case MrzFormat::che_dl: return "CHE-DL";
    }
    return "unknown";
}

bool Mrz::is_valid() const noexcept {
    return std::all_of(checks.begin(), checks.end(), [](const MrzCheck& check) { return check.is_ok; }) &&
           fields.birth_date.is_readable && fields.expiry_date.is_readable;
}

std::optional<char> mrz_check_digit(std::string_view text) noexcept {
    MrzCheckSum sum;
    return sum.add(text) ? std::optional(sum.digit()) : std::nullopt;
}

Result<Mrz> parse_mrz(const std::vector<std::string>& lines, std::chrono::year_month_day today) {
    constexpr std::size_t most_kept = 4;
    std::array<std::string_view, most_kept> views{};
    std::size_t kept = std::min(lines.size(), most_kept);
    for (std::size_t i = 0; i < kept; ++i) views[i] = trim_mrz_line(lines[i]);
    return parse_mrz_lines(std::span(views).first(kept), {.count = static_cast<std::int64_t>(lines.size())}, today);
}

}  // namespace limner
