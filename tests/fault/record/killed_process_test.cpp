#include "killing_storage.h"
#include "scripted_visit.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace limner {
namespace {

namespace fs = std::filesystem;

/// What the child wrote down of its progress, a byte a call that returned success.
std::size_t run_in_a_child(const fs::path& out, int kill_at, bool& was_killed) {
    int progress[2];
    EXPECT_EQ(::pipe(progress), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        test::KillingStorage storage(system_storage(), kill_at);
        auto acknowledge = [&] { return ::write(progress[1], "+", 1) == 1; };
        auto writer = RecordWriter::create(storage, out, test::visit_name, {});
        if (!writer || !acknowledge()) ::_exit(1);
        for (const auto& call : test::visit_calls())
            if (!call(*writer) || !acknowledge()) ::_exit(1);
        ::_exit(0);
    }
    ::close(progress[1]);
    std::size_t acknowledged = 0;
    for (char byte = 0; ::read(progress[0], &byte, 1) == 1;) ++acknowledged;
    ::close(progress[0]);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    EXPECT_TRUE(was_killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
    return acknowledged;
}

void expect_whole_record(const fs::path& out) {
    auto summary = inspect_record(out / test::visit_name);
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_TRUE(summary->is_complete);
    EXPECT_TRUE(summary->problems.empty()) << summary->problems.front();
    EXPECT_FALSE(fs::exists(out / (test::visit_name + partial_suffix)));
}

/// Finishes what the killed process had begun.
void expect_resumable(const fs::path& out, std::size_t acknowledged) {
    auto writer = RecordWriter::resume(system_storage(), out, std::nullopt);
    if (!writer && acknowledged == 0) writer = RecordWriter::create(system_storage(), out, test::visit_name, {});
    ASSERT_TRUE(writer) << writer.error().message;
    const std::size_t done = test::calls_done(writer->document());
    EXPECT_GE(done + 1, acknowledged);
    EXPECT_LE(done, acknowledged);
    for (std::size_t at = done; at < test::visit_calls().size(); ++at) {
        auto result = test::visit_calls()[at](*writer);
        ASSERT_TRUE(result) << result.error().message;
    }
    expect_whole_record(out);
}

TEST(KilledProcess, AtAnyOperationLeavesAVisitToResumeOrAWholeRecord) {
    // A kill loses nothing that was written, synced or not: memory will do, and it is quicker.
    if (fs::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 0);
    bool was_killed = true;
    int kill_at = 0;
    for (; was_killed; ++kill_at) {
        SCOPED_TRACE(kill_at);
        test::TemporaryFolder folder;
        const fs::path out = folder.path() / "out";
        const std::size_t acknowledged = run_in_a_child(out, kill_at + 1, was_killed);
        if (fs::exists(out / test::visit_name)) {
            EXPECT_GE(acknowledged, test::visit_calls().size());
            expect_whole_record(out);
        } else {
            expect_resumable(out, acknowledged);
        }
        if (HasFailure()) return;
    }
    EXPECT_GT(kill_at, 50) << "the visit has that many operations";
}

}  // namespace
}  // namespace limner
