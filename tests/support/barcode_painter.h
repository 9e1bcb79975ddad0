#pragma once

#include <limner/frame/image.h>
#include <limner/recognise/barcode.h>

#include <optional>
#include <string>

namespace limner::test {

/// A code in black on white, gray8, with a quiet zone, about `width` x `height` pixels. Nothing where the tests are
/// built without zxing-cpp.
std::optional<Image> paint_barcode(BarcodeFormat format, const std::string& text, int width, int height);

/// The payload of an invented driving licence by AAMVA's standard of 2020; subfile offsets as they must be.
std::string licence_payload();

}  // namespace limner::test
