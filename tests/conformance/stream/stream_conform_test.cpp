#include "integration/stream/camera_server.h"
#include "support/conform_run.h"

#include <limner/frame/image_file.h>

#include <gtest/gtest.h>

namespace limner::test {
namespace {

TEST(InTreeDriver, StreamPassesWithTheTestsCamera) {
    auto picture = Image::from_pixels(320, 240, PixelFormat::gray8, std::vector<std::byte>(320 * 240));
    CameraServer camera({*encode_jpeg(*picture, 90)});
    expect_conformity("stream", "[drivers.stream]\ncameras = [\"" + camera.url() + "\"]\n");
}

}  // namespace
}  // namespace limner::test
