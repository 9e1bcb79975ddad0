#pragma once

#include "base/embedded_file.h"

#include <span>

namespace limner {

/// The files of sdk/recognise/layouts.
std::span<const EmbeddedFile> document_layout_files() noexcept;

}  // namespace limner
