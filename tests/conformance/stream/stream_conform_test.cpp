#include "integration/stream/camera_server.h"
#include "support/program.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace limner::test {
namespace {

TEST(InTreeDriver, StreamPassesWithTheTestsCamera) {
    auto picture = Image::from_pixels(320, 240, PixelFormat::gray8, std::vector<std::byte>(320 * 240));
    CameraServer camera({*encode_jpeg(*picture, 90)});
    TemporaryFolder folder;
    auto counter = folder.write("counter.toml", "[drivers.stream]\ncameras = [\"" + camera.url() + "\"]\n");
    const char* drivers = std::getenv("LIMNER_DRIVERS");
    Outcome outcome = run_limner({"conform", std::string(drivers ? drivers : ".") + "/limner_stream.so", "--config",
                                  counter.string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    auto reports = outcome.objects();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_EQ(reports[0]["verdict"], "pass");
    EXPECT_EQ(reports[0]["failed"], 0);
    EXPECT_EQ(reports[0]["devices"].size(), 1u);
}

}  // namespace
}  // namespace limner::test
