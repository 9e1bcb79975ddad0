#pragma once

#include <limner/base/result.h>

#include <filesystem>
#include <string>
#include <vector>

namespace limner {

/// The outputs of an ONNX network in the order in which its file names them, which OpenCV does not keep. Errors: those
/// of read_file(), and unreadable_file where the file is no ONNX network with an output.
Result<std::vector<std::string>> onnx_outputs(const std::filesystem::path& file);

}  // namespace limner
