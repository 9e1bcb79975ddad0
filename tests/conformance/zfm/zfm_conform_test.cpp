#include "integration/zfm/zfm_emulator.h"
#include "support/conform_run.h"

#include <gtest/gtest.h>

namespace limner::test {
namespace {

TEST(InTreeDriver, ZfmPassesWithTheTestsModule) {
    ZfmEmulator module;
    std::atomic<bool> is_over = false;
    std::jthread person([&] {
        while (!is_over) {
            module.has_finger = !module.has_finger;
            std::this_thread::sleep_for(std::chrono::milliseconds(module.has_finger ? 700 : 200));
        }
    });
    expect_conformity("zfm", "[drivers.zfm]\nports = [\"" + module.path() + "\"]\n");
    is_over = true;
}

}  // namespace
}  // namespace limner::test
