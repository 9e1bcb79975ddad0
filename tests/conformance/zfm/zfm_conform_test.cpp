#include "integration/zfm/zfm_emulator.h"
#include "support/program.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace limner::test {
namespace {

TEST(InTreeDriver, ZfmPassesWithTheTestsModule) {
    ZfmEmulator module;
    TemporaryFolder folder;
    auto counter = folder.write("counter.toml", "[drivers.zfm]\nports = [\"" + module.path() + "\"]\n");
    std::atomic<bool> is_over = false;
    std::jthread person([&] {
        while (!is_over) {
            module.has_finger = !module.has_finger;
            std::this_thread::sleep_for(std::chrono::milliseconds(module.has_finger ? 700 : 200));
        }
    });
    const char* drivers = std::getenv("LIMNER_DRIVERS");
    Outcome outcome = run_limner(
        {"conform", std::string(drivers ? drivers : ".") + "/limner_zfm.so", "--config", counter.string(), "--json"});
    is_over = true;
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    auto reports = outcome.objects();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_EQ(reports[0]["verdict"], "pass");
    EXPECT_EQ(reports[0]["failed"], 0);
    EXPECT_EQ(reports[0]["devices"].size(), 1u);
}

}  // namespace
}  // namespace limner::test
