#include "integration/gige/fake_camera.h"
#include "support/program.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace limner::test {
namespace {

TEST(InTreeDriver, GigePassesWithAravisFakeCamera) {
    if (const auto reason = FakeGigeCamera::why_not(); !reason.empty()) GTEST_SKIP() << reason;
    FakeGigeCamera camera;
    TemporaryFolder folder;
    auto counter = folder.write("counter.toml", "[drivers.gige]\npacket_bytes = 8192\n");
    const char* drivers = std::getenv("LIMNER_DRIVERS");
    Outcome outcome = run_limner(
        {"conform", std::string(drivers ? drivers : ".") + "/limner_gige.so", "--config", counter.string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    auto reports = outcome.objects();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_EQ(reports[0]["verdict"], "pass");
    EXPECT_EQ(reports[0]["failed"], 0);
    EXPECT_EQ(reports[0]["devices"].size(), 1u);
}

}  // namespace
}  // namespace limner::test
