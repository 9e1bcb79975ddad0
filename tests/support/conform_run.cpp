#include "support/conform_run.h"

#include "support/program.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace limner::test {

void expect_conformity(const std::string& driver, const std::string& counter) {
    const TemporaryFolder folder;
    const char* drivers = std::getenv("LIMNER_DRIVERS");
    std::vector<std::string> arguments{"conform", std::string(drivers ? drivers : ".") + "/limner_" + driver + ".so"};
    if (!counter.empty())
        arguments.insert(arguments.end(), {"--config", folder.write("counter.toml", counter).string()});
    arguments.emplace_back("--json");
    const Outcome outcome = run_limner(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    const auto reports = outcome.objects();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_EQ(reports[0]["verdict"], "pass");
    EXPECT_EQ(reports[0]["failed"], 0);
    EXPECT_EQ(reports[0]["devices"].size(), 1u);
}

}  // namespace limner::test
