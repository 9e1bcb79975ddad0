#include "support/program.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>

#include <cstdlib>

namespace limner::test {
namespace {

using testing::Contains;

TEST(EsclDiscovery, FindsAScannerThatAvahiKnowsOf) {
    const TemporaryFolder folder;
    const Image page = *Image::from_pixels(100, 140, PixelFormat::gray8, std::vector<std::byte>(100 * 140));
    const auto file = folder.write("page.png", *encode_png(page));
    const char* source = std::getenv("LIMNER_SOURCE");
    const char* limner = std::getenv("LIMNER_PROGRAM");
    const std::string tests = std::string(source ? source : ".") + "/tests/";
    Program run(tests + "integration/escl/with_avahi.sh",
                {tests + "support/escl_server.py", limner ? limner : "limner", "devices", "--json"},
                {"LIMNER_TEST_PAGE=" + file.string()});
    const Outcome outcome = run.finish();
    if (outcome.exit_code == 77) GTEST_SKIP() << outcome.err;
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    std::vector<std::string> ids;
    for (const auto& device : outcome.objects()) ids.push_back(device["id"]);
    EXPECT_THAT(ids, Contains("escl/6c696d6e-6572-4e65-8000-7465737473ff")) << outcome.err;
}

}  // namespace
}  // namespace limner::test
