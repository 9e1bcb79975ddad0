#pragma once

#include <limner/recognise/mrz.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace limner {

/// The lines of one document in a longer text. Views into that text.
struct MrzTextBlock {
    std::int64_t first_line = 1;              ///< 1-based, in the text.
    std::int64_t line_count = 0;              ///< May be larger than what `lines` keeps.
    std::array<std::string_view, 4> lines{};  ///< The first ones; the rest are empty.
    std::span<const std::string_view> kept() const noexcept;
};

/// Goes through a text document by document: blank lines part them, lines end with LF or CR LF, a byte order mark in
/// front is passed over. Allocates nothing; the text must outlive it and the blocks.
class MrzTextBlocks {
public:
    explicit MrzTextBlocks(std::string_view text) noexcept;

    /// The next document; nothing at the end of the text.
    std::optional<MrzTextBlock> next() noexcept;

private:
    std::string_view rest_;
    std::int64_t line_ = 0;
};

/// As parse_mrz; messages count lines as the whole text does. Copies no more than one MRZ holds.
Result<Mrz> parse_mrz_block(const MrzTextBlock& block, std::chrono::year_month_day today);

/// Without blanks (space, tab, carriage return) at the ends.
std::string_view trim_mrz_line(std::string_view line) noexcept;

}  // namespace limner
