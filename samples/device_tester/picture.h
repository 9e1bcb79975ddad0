#pragma once

#include <limner/frame/image.h>

#include <string>

namespace device_tester {

/// How a terminal can show a picture.
enum class Graphics { blocks, sixel, kitty };

/// What a terminal has to be sent to show a picture that is at most `columns` by `rows` cells large, in place of what
/// is there: as graphics, else as one coloured half block for two points. The image is shown by gray8 or rgb8.
std::string drawn(const limner::Image& image, Graphics graphics, int columns, int rows);

std::string base64(const std::string& bytes);

}  // namespace device_tester
