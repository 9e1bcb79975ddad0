#include "recognise/mrz_layout.h"

namespace limner {
namespace {

constexpr MrzLayout td1{
    .format = MrzFormat::td1,
    .line_count = 3,
    .line_length = 30,
    .name = {2, 0, 30},
    .document_number = {0, 5, 9},
    .document_number_check = {0, 14, 1},
    .nationality = {1, 15, 3},
    .birth_date = {1, 0, 6},
    .birth_date_check = {1, 6, 1},
    .sex = {1, 7, 1},
    .expiry_date = {1, 8, 6},
    .expiry_date_check = {1, 14, 1},
    .optional_data = {0, 15, 15},
    .optional_data_2 = MrzSpan{1, 18, 11},
    .composite_check = MrzSpan{1, 29, 1},
    .composite = {{{0, 5, 25}, {1, 0, 7}, {1, 8, 7}, {1, 18, 11}}},
    .has_long_numbers = true,
};

// The four formats of two lines share their second line's first 28 columns.
constexpr MrzLayout two_lines(MrzFormat format, int line_length, int optional_size) {
    return {.format = format,
            .line_count = 2,
            .line_length = line_length,
            .name = {0, 5, line_length - 5},
            .document_number = {1, 0, 9},
            .document_number_check = {1, 9, 1},
            .nationality = {1, 10, 3},
            .birth_date = {1, 13, 6},
            .birth_date_check = {1, 19, 1},
            .sex = {1, 20, 1},
            .expiry_date = {1, 21, 6},
            .expiry_date_check = {1, 27, 1},
            .optional_data = {1, 28, optional_size}};
}

constexpr MrzLayout make_td2() {
    MrzLayout layout = two_lines(MrzFormat::td2, 36, 7);
    layout.composite_check = MrzSpan{1, 35, 1};
    layout.composite = {{{1, 0, 10}, {1, 13, 7}, {1, 21, 14}, {}}};
    layout.has_long_numbers = true;
    return layout;
}

constexpr MrzLayout make_td3() {
    MrzLayout layout = two_lines(MrzFormat::td3, 44, 14);
    layout.optional_data_check = MrzSpan{1, 42, 1};
    layout.composite_check = MrzSpan{1, 43, 1};
    layout.composite = {{{1, 0, 10}, {1, 13, 7}, {1, 21, 22}, {}}};
    return layout;
}

constexpr std::array<MrzLayout, 5> layouts{td1, make_td2(), make_td3(), two_lines(MrzFormat::mrv_a, 44, 16),
                                           two_lines(MrzFormat::mrv_b, 36, 8)};

}  // namespace

const MrzLayout& mrz_layout(MrzFormat format) noexcept { return layouts[static_cast<std::size_t>(format)]; }

std::span<const MrzLayout> mrz_layouts() noexcept { return layouts; }

}  // namespace limner
