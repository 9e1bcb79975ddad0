#include "check/finger_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace limner {

Text words_of(Finger finger) {
    constexpr std::array<std::string_view, 5> indonesian{"ibu jari", "telunjuk", "jari tengah", "jari manis",
                                                         "kelingking"};
    const int position = static_cast<int>(finger);
    if (position < 1 || position > 10) return {};
    std::string english(name_of(finger));
    std::ranges::replace(english, '_', ' ');
    return {english, fmt::format("{} {}", indonesian[static_cast<std::size_t>(position - 1) % 5],
                                 position > 5 ? "kiri" : "kanan")};
}

}  // namespace limner
