#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace limner::cli {

enum class RecordKind { finger_images, faces, data_group_2, minutiae, ansi_nist, cbeff, wsq };

/// By how a file begins; nothing where it is none of these. Pictures and Limner's own records are not.
std::optional<RecordKind> record_kind_of(std::span<const std::byte> file) noexcept;

}  // namespace limner::cli
