#include "integration/gphoto2/photo_on_usb.h"
#include "support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace limner::test {
namespace {

TEST(InTreeDriver, Gphoto2PassesWithTheTestsCamera) {
    PhotoOnUsb camera;
    const char* drivers = std::getenv("LIMNER_DRIVERS");
    Outcome outcome = run_limner({"conform", std::string(drivers ? drivers : ".") + "/limner_gphoto2.so", "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    auto reports = outcome.objects();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_EQ(reports[0]["verdict"], "pass");
    EXPECT_EQ(reports[0]["failed"], 0);
    EXPECT_EQ(reports[0]["devices"].size(), 1u);
}

}  // namespace
}  // namespace limner::test
