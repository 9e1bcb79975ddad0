#include "cli/record_kind.h"

#include <limner/record/cbeff_file.h>

#include <array>
#include <string_view>
#include <utility>

namespace limner::cli {

std::optional<RecordKind> record_kind_of(std::span<const std::byte> file) noexcept {
    using namespace std::string_view_literals;
    // ISO/IEC 39794: the tag, then a length of more than a byte.
    constexpr std::array<std::pair<std::string_view, RecordKind>, 10> beginnings{
        {{"FIR\0"sv, RecordKind::finger_images},
         {"\x64\x82"sv, RecordKind::finger_images},
         {"\x64\x83"sv, RecordKind::finger_images},
         {"FAC\0"sv, RecordKind::faces},
         {"\x65\x82"sv, RecordKind::faces},
         {"\x65\x83"sv, RecordKind::faces},
         {"\x75"sv, RecordKind::data_group_2},
         {"FMR\0"sv, RecordKind::minutiae},
         {"1.0"sv, RecordKind::ansi_nist},
         {"\xff\xa0\xff"sv, RecordKind::wsq}}};
    const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
    for (const auto& [beginning, kind] : beginnings)
        if (text.starts_with(beginning)) return kind;
    return is_cbeff_file(file) ? std::optional(RecordKind::cbeff) : std::nullopt;
}

}  // namespace limner::cli
