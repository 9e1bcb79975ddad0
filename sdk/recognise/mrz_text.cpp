#include "recognise/mrz_text.h"

#include "recognise/mrz_parse.h"

#include <algorithm>

namespace limner {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view take_line(std::string_view& rest) noexcept {
    auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return trim_mrz_line(line);
}

}  // namespace

std::string_view trim_mrz_line(std::string_view line) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    auto first = line.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

std::span<const std::string_view> MrzTextBlock::kept() const noexcept {
    return std::span(lines).first(std::min(lines.size(), static_cast<std::size_t>(line_count)));
}

MrzTextBlocks::MrzTextBlocks(std::string_view text) noexcept : rest_(text) {
    if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
}

std::optional<MrzTextBlock> MrzTextBlocks::next() noexcept {
    MrzTextBlock block;
    while (!rest_.empty()) {
        std::string_view line = take_line(rest_);
        ++line_;
        if (line.empty() && block.line_count > 0) break;
        if (line.empty()) continue;
        if (block.line_count == 0) block.first_line = line_;
        if (static_cast<std::size_t>(block.line_count) < block.lines.size())
            block.lines[static_cast<std::size_t>(block.line_count)] = line;
        ++block.line_count;
    }
    if (block.line_count == 0) return std::nullopt;
    return block;
}

Result<Mrz> parse_mrz_block(const MrzTextBlock& block, std::chrono::year_month_day today) {
    return parse_mrz_lines(block.kept(), {.count = block.line_count, .first = block.first_line}, today);
}

}  // namespace limner
