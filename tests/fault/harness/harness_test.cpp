#include "support/program.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace limner {
namespace {

using testing::HasSubstr;

test::Outcome run_faults(const std::vector<std::string>& arguments) {
    const char* binary = std::getenv("LIMNER_BINARY");
    return test::Program(std::string(binary ? binary : ".") + "/bin/limner_faults", arguments).finish();
}

/// Counts only: how long things took says more of the machine than of the product.
TEST(Faults, CostNoAcceptedCaptureAndLeaveNothingBehind) {
    auto outcome = run_faults({"--count", "60", "--seed", "20", "--jobs", "2", "--report-times"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    auto lines = outcome.objects();
    ASSERT_EQ(lines.size(), 1u) << outcome.err;
    const auto& summary = lines[0];
    EXPECT_EQ(summary["injected"], 60) << outcome.err;
    EXPECT_GE(summary["captures_accepted"], 20);
    EXPECT_EQ(summary["captures_lost"], 0) << outcome.err;
    EXPECT_EQ(summary["frames_mixed"], 0) << outcome.err;
    EXPECT_EQ(summary["frames_stale"], 0) << outcome.err;
    EXPECT_EQ(summary["parent_alive"], true);
    EXPECT_EQ(summary["fds_leaked"], 0);
    EXPECT_EQ(summary["threads_leaked"], 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they keep memory of their own
    EXPECT_LT(summary["rss_drift_mb"], 5.0);
#endif
}

TEST(Faults, AreDrawnFromTheSeedAlone) {
    auto by_kind = [](const char* jobs) {
        return run_faults({"--count", "6", "--seed", "11", "--jobs", jobs}).objects().at(0)["by_kind"];
    };
    EXPECT_EQ(by_kind("1"), by_kind("2"));
}

TEST(Faults, NameAWrongArgument) {
    auto unknown = run_faults({"--cuont", "6"});
    EXPECT_EQ(unknown.exit_code, 3);
    EXPECT_THAT(unknown.err,
                HasSubstr("'--cuont' is no option; allowed: --count, --seed, --jobs, --report-times, --help"));
    auto wrong = run_faults({"--count", "many"});
    EXPECT_EQ(wrong.exit_code, 3);
    EXPECT_THAT(wrong.err, HasSubstr("--count is 'many'; allowed: a whole number from 1 to 1000000"));
    EXPECT_EQ(run_faults({"--count"}).exit_code, 3);
    auto help = run_faults({"--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.out, HasSubstr("Usage"));
}

}  // namespace
}  // namespace limner
