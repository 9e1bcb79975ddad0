#pragma once

#include <string_view>

namespace limner {

/// A text file of the repository, compiled in by limner_embed() of sdk/cmake/LimnerEmbed.cmake.
struct EmbeddedFile {
    std::string_view name{};  ///< Without folder and extension.
    std::string_view text{};
};

}  // namespace limner
