#pragma once

#include "cli/convert_source.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace limner::cli {

/// The names that --to takes.
std::vector<std::string> convert_targets();
/// The target that a file's name tells; empty where it tells none.
std::string target_of_name(const std::string& file);
/// Whether it holds finger images or what was found in them: 500 ppi are assumed where the input states none.
bool is_of_fingers(std::string_view target) noexcept;
/// Whether it holds several images.
bool is_record(std::string_view target) noexcept;

/// `sources`: at least one; of pictures the first is taken. Each one's image and resolution become what was written.
/// unsupported for minutiae where pictures are wanted.
Result<std::vector<std::byte>> encode_convert_target(std::vector<ConvertSource>& sources, const std::string& target,
                                                     const ConvertOptions& options);

}  // namespace limner::cli
